import type { Principal } from "#agent";
import type { Clock, IdSource, Logger, RateConfig } from "#core";

import type { DrawChart, DrawPicture } from "../charts/create-draw-chart.ts";
import type { Operations } from "../operations/operations.ts";
import type { RunningTurns } from "../running-turns.ts";
import type { Dataset, RunAsk, Service } from "../service.ts";
import type { Instruments } from "../telemetry/instruments.ts";
import type { Tracing } from "../telemetry/tracing.ts";
import type { SignIn } from "../sign-in/create-sign-in.ts";

/** What the HTTP channel stands on. */
export type AppDeps = {
  readonly runTurn: RunAsk;
  /** Turns that are followed as events, which outlive their connection. */
  readonly turns: RunningTurns;
  readonly operations: Operations;
  readonly replay: Service["replay"];
  readonly drawChart: DrawChart;
  readonly drawPicture: DrawPicture;
  /** Takes a signed request of Slack's; left out where there is no Slack app, or none that takes them over HTTP. */
  readonly handleSlack?: (request: Request) => Promise<Response>;
  /** The live run; throws where there is none that can serve. */
  readonly ready: (signal?: AbortSignal) => Promise<Dataset>;
  /** Who asks; throws where it cannot be said. What a client claims in a header is no proof and must not count. */
  readonly principalOf: (request: Request) => Principal | Promise<Principal>;
  /** Whether and where people sign in. */
  readonly signIn: Pick<SignIn, "isRequired" | "browser">;
  /** Who issues tokens, and this server's address as its clients know it; null where tokens come from no issuer. */
  readonly tokenIssuer: { readonly issuer: string; readonly publicUrl: string } | null;
  /** Where the built page lies. */
  readonly pageFolder: string;
  /** Host names (no port) under which the server may be addressed. */
  readonly hosts: readonly string[];
  readonly instruments: Instruments;
  /** Makes a span of each request; left out, nobody does. */
  readonly tracing?: Tracing | undefined;
  /** What /metrics shows, and the token that it takes; null where it takes none. */
  readonly metrics: { readonly render: () => string; readonly token: string | null };
  /** Origins of other sites whose pages may call the API with a token. */
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: number;
  readonly limits: { readonly questionChars: number };
  readonly rates: Pick<RateConfig, "requestsPerMinuteOfPerson" | "requestsPerMinuteOfAddress">;
  /** Milliseconds between two signs of life on a stream of events. */
  readonly heartbeatMs: number;
  /** Stops the turns that are answered at once; for the end of a shutdown. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
};
