import type { Answer, RunTurn } from "#agent";
import type { Clock, Config, IdSource, Logger } from "#core";

/** The run that answers rest on: run id, snapshot date, and the version of each model. */
export type Dataset = Answer["dataset"];

/** Where a question comes in; it stands in the audit. */
export type Channel = "http" | "cli";

/** A table of an answer's evidence, as it goes over the wire. */
export type EvidenceTable = Pick<Answer["evidence"][number], "columns" | "rows" | "rowCount" | "truncated">;

/** Finds a finished answer for its owner; null for anyone else and where there is none. */
export type FindAnswer = (id: string, owner: string, signal?: AbortSignal) => Promise<Answer | null>;

/** What every channel stands on. Made by `createService`, once a process. */
export type Service = {
  readonly runTurn: RunTurn;
  readonly answers: { readonly load: FindAnswer };
  /** The live run, looked up afresh. Throws `RESULTS_MISSING`, `RESULTS_DAMAGED` or `RESULTS_VERSION`. */
  readonly ready: (signal?: AbortSignal) => Promise<Dataset>;
  /** The run that was live at the start. */
  readonly dataset: Dataset;
  /** Lets go of engine, files and models. */
  readonly close: () => Promise<void>;
};

/**
 * Opens the live run and builds engine, tools, agent and store over it. Throws `RESULTS_MISSING`, `RESULTS_DAMAGED`,
 * `RESULTS_VERSION`, `CONFIG_INVALID`, `STORE_UNAVAILABLE`, `STORE_VERSION`, and where the engine is elsewhere `ENGINE_UNAVAILABLE` and `ENGINE_FORBIDDEN`.
 */
export type CreateService = (
  config: Config,
  deps: {
    readonly clock: Clock;
    readonly ids: IdSource;
    readonly log: Logger;
    readonly signal: AbortSignal;
    /** Runs queries in processes of their own, for many people at once; left out, in this one, which starts sooner. */
    readonly isolateQueries?: boolean;
    /** Left out: cli. */
    readonly channel?: Channel;
    /** Whether a question that begins a conversation may be answered as it was before; left out: it may. */
    readonly cacheAnswers?: boolean;
  },
) => Promise<Service>;
