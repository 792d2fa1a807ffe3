import type { IdSource } from "#core";

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
};
