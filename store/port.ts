/** A conversation as it is kept; `Turn` is whatever JSON the caller's schema describes. */
export type StoredThread<Turn> = {
  readonly id: string;
  readonly owner: string;
  /** Finished turns, oldest first; at least one. */
  readonly turns: readonly Turn[];
};

/**
 * Keeps conversations, each under its owner: two people's conversations of the same id are two conversations,
 * and asking for another's gives null, as if there were none. With the agent's turn as `Turn` this is the
 * agent's `ThreadStore`.
 */
export type ThreadStore<Turn> = {
  load(id: string, owner: string, signal?: AbortSignal): Promise<StoredThread<Turn> | null>;
  /** Adds a finished turn; begins the conversation with its first. */
  append(id: string, owner: string, turn: Turn, signal?: AbortSignal): Promise<void>;
};

/** Keeps finished answers by id, each for its owner only. */
export type AnswerStore<Answer extends { readonly id: string }> = {
  load(id: string, owner: string, signal?: AbortSignal): Promise<Answer | null>;
  save(answer: Answer, owner: string, signal?: AbortSignal): Promise<void>;
};

/** What queries have used: bytes read, and seconds from asking to the end. */
export type Usage = { readonly bytes: number; readonly seconds: number };

/** Keeps what each person used on a day (YYYY-MM-DD). With this the store is the budget's `UsageStore` of #sql. */
export type UsageStore = {
  readonly usageOf: (person: string, day: string) => Promise<Usage>;
  /** Adds one query's use. */
  readonly add: (person: string, day: string, usage: Usage) => Promise<void>;
};
