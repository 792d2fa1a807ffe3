import type { Clock, Role } from "#core";
import type { Domain } from "#knowledge";
import type { RunQuery } from "#sql";

import type { ServedModel } from "./served-model.ts";

/** What the tools of one role work with. */
export type ToolDeps = {
  readonly domain: Domain;
  readonly runQuery: RunQuery;
  /** Whose rights apply to everything that is shown. */
  readonly role: Role;
  /** A live model by name; throws `MODEL_UNKNOWN`. Loaded once, then kept. */
  readonly loadModel: (name: string) => Promise<ServedModel>;
  readonly clock: Clock;
};
