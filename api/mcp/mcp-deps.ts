import type { IdSource } from "#core";

import type { DrawPicture } from "../charts/create-draw-chart.ts";
import type { Operations } from "../operations/operations.ts";
import type { RunAsk } from "../service.ts";

/** What the MCP channel stands on; every transport gives the same. */
export type McpDeps = {
  readonly runTurn: RunAsk;
  readonly operations: Pick<Operations, "tools" | "handbook">;
  readonly limits: { readonly questionChars: number };
  /** Stops what is under way; for the end of a shutdown. */
  readonly signal: AbortSignal;
  readonly ids: IdSource;
  /** Left out, answers have no pictures. */
  readonly drawPicture?: DrawPicture;
};
