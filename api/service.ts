import type { Answer, Principal, Replay, TurnEvent, TurnRequest } from "#agent";
import type { Clock, Config, IdSource, Logger } from "#core";

import type { Operations } from "./operations/operations.ts";
import type { SlackDesk } from "./slack/slack-desk.ts";
import type { Instruments } from "./telemetry/instruments.ts";
import type { Tracing } from "./telemetry/tracing.ts";
import type { Credentials } from "./sign-in/create-sign-in.ts";

/** The run that answers rest on: run id, snapshot date, and the version of each model. */
export type Dataset = Answer["dataset"];

/** Where a question comes in; it stands in the audit. */
export type Channel = "http" | "cli" | "mcp" | "slack";

/** A table of an answer's evidence, as it goes over the wire. */
export type EvidenceTable = Pick<Answer["evidence"][number], "columns" | "rows" | "rowCount" | "truncated">;

/** A question as it comes to a channel. */
export type AskRequest = TurnRequest & {
  /** Names the request where its sender may send it again: it is answered once. Theirs alone, kept for a day. */
  readonly idempotencyKey?: string;
  /** Where it came in, where one process has more than one channel; left out: the channel of the service. */
  readonly channel?: Channel;
};

/** A turn as the channels start it; as `RunTurn` it never throws. */
export type RunAsk = (request: AskRequest) => AsyncIterable<TurnEvent>;

/** Finds a finished answer for its owner; null for anyone else and where there is none. */
export type FindAnswer = (id: string, owner: string, signal?: AbortSignal) => Promise<Answer | null>;

/** What every channel stands on. Made by `createService`, once a process. */
export type Service = {
  readonly runTurn: RunAsk;
  readonly answers: { readonly load: FindAnswer };
  /** With which machines and browsers sign in. */
  readonly credentials: Credentials;
  /** Everything else that a person may do, with their rights. */
  readonly operations: Operations;
  /**
   * Runs the tool calls of one of the person's answers again, with the person's present rights, and compares. Throws
   * `ANSWER_NOT_FOUND`, `TURN_ABORTED`, `TURN_TIMEOUT`, and faults of a query that may pass (`SQL_TIMEOUT`,
   * `QUERY_BUDGET`, `ENGINE_UNAVAILABLE`, …).
   */
  readonly replay: (answerId: string, principal: Principal, signal: AbortSignal) => Promise<Replay>;
  /** The live run, looked up afresh. Throws `RESULTS_MISSING`, `RESULTS_DAMAGED` or `RESULTS_VERSION`. */
  readonly ready: (signal?: AbortSignal) => Promise<Dataset>;
  /** What the Slack app needs besides. */
  readonly slack: SlackDesk;
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
    /** Counts turns and queries; left out, nobody does. */
    readonly instruments?: Instruments;
    /** Makes spans of turns, model calls, tools and queries; left out, nobody does. */
    readonly tracing?: Tracing;
    /** Left out: cli. */
    readonly channel?: Channel;
    /** Whether a question that begins a conversation may be answered as it was before; left out: it may. */
    readonly cacheAnswers?: boolean;
  },
) => Promise<Service>;
