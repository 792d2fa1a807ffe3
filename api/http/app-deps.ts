import type { Principal } from "#agent";
import type { Clock, IdSource, Logger } from "#core";

import type { DrawChart } from "../charts/create-draw-chart.ts";
import type { Operations } from "../operations/operations.ts";
import type { RunningTurns } from "../running-turns.ts";
import type { Dataset, RunAsk, Service } from "../service.ts";

/** What the HTTP channel stands on. */
export type AppDeps = {
  readonly runTurn: RunAsk;
  /** Turns that are followed as events, which outlive their connection. */
  readonly turns: RunningTurns;
  readonly operations: Operations;
  readonly replay: Service["replay"];
  readonly drawChart: DrawChart;
  /** The live run; throws where there is none that can serve. */
  readonly ready: (signal?: AbortSignal) => Promise<Dataset>;
  /** Who asks; throws where it cannot be said. What a client claims in a header is no proof and must not count. */
  readonly principalOf: (request: Request) => Principal | Promise<Principal>;
  /** Where the built page lies. */
  readonly pageFolder: string;
  /** Host names (no port) under which the server may be addressed. */
  readonly hosts: readonly string[];
  readonly limits: { readonly questionChars: number };
  /** Milliseconds between two signs of life on a stream of events. */
  readonly heartbeatMs: number;
  /** Stops the turns that are answered at once; for the end of a shutdown. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
};
