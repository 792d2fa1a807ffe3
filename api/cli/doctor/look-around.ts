import type { Config } from "#core";

/** What a look at this machine needs of other rooms. Each throws the `AppError` that says what is wrong. */
export type LookAround = {
  /** The live run. Throws `RESULTS_MISSING`, `RESULTS_DAMAGED`, `RESULTS_VERSION`. */
  readonly liveRun: (
    config: Config,
    signal: AbortSignal,
  ) => Promise<{ readonly runId: string; readonly snapshotDate: string; readonly customers: number }>;
  /** The version of the store's schema, null where there is no store yet, and the one that this program writes. */
  readonly storeSchema: (config: Config) => Promise<{ readonly found: number | null; readonly known: number }>;
  readonly hasAwsCredentials: (region: string) => Promise<boolean>;
  /** Asks the chat model for a word. */
  readonly tryChatModel: (config: Config, signal: AbortSignal) => Promise<void>;
  /** Runs a query that reads no table. */
  readonly tryEngine: (config: Config, signal: AbortSignal) => Promise<void>;
};
