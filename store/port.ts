import type { Role } from "#core";

/** What the store reads of an answer; the rest is JSON that the caller's schema describes. */
export type KeptAnswer = { readonly id: string; readonly dataset: { readonly runId: string } };

/** What the store reads of a finished turn; the rest is JSON that the caller's schema describes. */
export type KeptTurn = {
  readonly question: string;
  readonly answer: KeptAnswer;
  /** With whose rights it was answered. */
  readonly role?: Role | undefined;
};

/** A conversation as it is kept. */
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
  /** Adds a finished turn; begins the conversation with its first. Resolves once it is kept for good. */
  append(id: string, owner: string, turn: Turn, signal?: AbortSignal): Promise<void>;
};

/** A conversation in a list. Times are ISO 8601 in UTC. */
export type ThreadSummary = {
  readonly id: string;
  /** The first question, shortened, unless its owner named it otherwise. */
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The pipeline run that the last answer rests on. */
  readonly runId: string;
  readonly turns: number;
};

/** A page of a list; `next` asks for the one after it and is null at the end. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null };

export type PageRequest = {
  /** Items of the page, at least 1. */
  readonly limit: number;
  /** `next` of the page before; left out for the first. */
  readonly after?: string;
};

/** A page of the conversations in whose title these words stand, whatever their case; of all where left out. */
export type ThreadSearch = PageRequest & { readonly title?: string };

/** A person's own conversations; another's are as if there were none. */
export type ConversationStore<Turn> = ThreadStore<Turn> & {
  /** The one used last comes first. Throws `REQUEST_INVALID` for an `after` that no page gave. */
  list(owner: string, search: ThreadSearch, signal?: AbortSignal): Promise<Page<ThreadSummary>>;
  /** Null where the person has no such conversation. */
  find(id: string, owner: string, signal?: AbortSignal): Promise<ThreadSummary | null>;
  /**
   * Its turns, oldest first; none where there is no such conversation. Throws `REQUEST_INVALID` for an `after` that no
   * page gave. A page may hold fewer than `limit` where another version wrote some of them.
   */
  turns(id: string, owner: string, page: PageRequest, signal?: AbortSignal): Promise<Page<Turn>>;
  /** Throws `THREAD_NOT_FOUND`. The title is shortened to 80 characters, on one line. */
  rename(id: string, owner: string, title: string, signal?: AbortSignal): Promise<void>;
  /** Removes it with its answers and their feedback. Throws `THREAD_NOT_FOUND`. */
  remove(id: string, owner: string, signal?: AbortSignal): Promise<void>;
};

/** Keeps finished answers by id, each for its owner only. An answer is kept as it was first saved. */
export type AnswerStore<Answer extends { readonly id: string }> = {
  load(id: string, owner: string, signal?: AbortSignal): Promise<Answer | null>;
  /** With whose rights it was made, as its turn says; null where that is not noted. */
  madeAs(id: string, owner: string, signal?: AbortSignal): Promise<Role | null>;
  save(answer: Answer, owner: string, signal?: AbortSignal): Promise<void>;
};

/** What a person thought of an answer. */
export type Feedback = {
  readonly verdict: "up" | "down";
  readonly reason: string | null;
  /** What the answer should have been: words or SQL. */
  readonly correction: string | null;
};

/** Feedback as a reviewer reads it. */
export type GivenFeedback = Feedback & {
  readonly owner: string;
  readonly answerId: string;
  readonly at: string;
  /** The question of the answer; null where it was asked in no conversation. */
  readonly question: string | null;
};

/** Keeps one opinion of each person on each of their answers; a later one takes the place of the earlier. */
export type FeedbackStore = {
  /** Throws `ANSWER_NOT_FOUND` where the person has no such answer. */
  give(answerId: string, owner: string, feedback: Feedback, signal?: AbortSignal): Promise<void>;
  load(answerId: string, owner: string, signal?: AbortSignal): Promise<Feedback | null>;
  /** Everybody's, oldest first: for reviewers only. Throws `REQUEST_INVALID` for an `after` that no page gave. */
  list(page: PageRequest, signal?: AbortSignal): Promise<Page<GivenFeedback>>;
};

/** A query that a person proposed, with their feedback, for the list of verified ones. Times are ISO 8601 in UTC. */
export type QueryProposal = {
  readonly id: string;
  readonly at: string;
  readonly owner: string;
  readonly answerId: string;
  readonly question: string;
  readonly sql: string;
  /** refused: by the guard, at once; accepted and rejected: by the reviewer. */
  readonly state: "pending" | "refused" | "accepted" | "rejected";
  /** Why it was refused or rejected; null otherwise. */
  readonly reason: string | null;
  readonly reviewer: string | null;
  readonly reviewedAt: string | null;
  /** Id of the verified query that it became. */
  readonly verifiedQuery: string | null;
};

/** What comes of a review. */
export type ProposalDecision =
  | { readonly state: "accepted"; readonly verifiedQuery: string }
  | { readonly state: "rejected"; readonly reason: string };

/** Keeps proposed queries, the same query to the same answer once. They go with their answer, and with retention. */
export type QueryProposalStore = {
  /** `refusal` is the guard's reason, or null. Gives the earlier proposal where there is one. */
  propose(
    proposal: Pick<QueryProposal, "id" | "owner" | "answerId" | "question" | "sql"> & {
      readonly refusal: string | null;
    },
    signal?: AbortSignal,
  ): Promise<QueryProposal>;
  load(id: string, signal?: AbortSignal): Promise<QueryProposal | null>;
  /** Everybody's, oldest first: for reviewers only. Throws `REQUEST_INVALID` for an `after` that no page gave. */
  list(page: PageRequest, signal?: AbortSignal): Promise<Page<QueryProposal>>;
  /** Throws `REVIEW_INVALID` where there is no such proposal, or it was reviewed before. */
  decide(id: string, reviewer: string, decision: ProposalDecision, signal?: AbortSignal): Promise<void>;
};

/** The right to answer on a conversation. */
export type TurnLease = {
  /** Holds it for longer; false where it had run out and is no longer ours: the turn must stop. */
  renew(): Promise<boolean>;
  /** Gives it back; does nothing where it is no longer ours. */
  release(): Promise<void>;
};

/** Lets one turn at a time work on a conversation, across processes. A lease of a process that died runs out. */
export type TurnLeases = {
  /** Milliseconds for which a lease holds unless it is renewed. */
  readonly leaseMs: number;
  /** Null where another turn is at work. */
  acquire(thread: string, owner: string, signal?: AbortSignal): Promise<TurnLease | null>;
};

/** An answer that was given before to the same question. */
export type CachedAnswer<Answer> = { readonly answer: Answer; readonly cachedAt: string };

/** Keeps answers for whoever asks the same with the same rights; `key` comes from `answerCacheKey`. */
export type AnswerCache<Answer> = {
  find(key: string, signal?: AbortSignal): Promise<CachedAnswer<Answer> | null>;
  /** The latest answer under a key stays. */
  keep(key: string, answer: Answer, signal?: AbortSignal): Promise<void>;
  /** Removes the answers of every run but this one; how many there were. */
  keepOnlyRun(runId: string, signal?: AbortSignal): Promise<number>;
};

/** What queries have used: bytes read, and seconds from asking to the end. */
export type Usage = { readonly bytes: number; readonly seconds: number };

/** Keeps what each person used on a day (YYYY-MM-DD). With this the store is the budget's `UsageStore` of #sql. */
export type UsageStore = {
  readonly usageOf: (person: string, day: string) => Promise<Usage>;
  /** Adds one query's use. */
  readonly add: (person: string, day: string, usage: Usage) => Promise<void>;
};

/**
 * Remembers which answer came of a request that its sender may send again (a key of theirs, unique for the person).
 * Keys are forgotten after a day.
 */
export type IdempotencyStore = {
  /**
   * The answer that was begun for the key, null for a new key. `request` is a hash of all that was asked. Throws
   * `IDEMPOTENCY_MISMATCH` where the key came with another request.
   */
  begin(key: string, owner: string, request: string, signal?: AbortSignal): Promise<string | null>;
  /** Notes the answer that is being made, before any work is done for it. */
  note(key: string, owner: string, answerId: string, signal?: AbortSignal): Promise<void>;
};

/** Why a customer is shown no more: their data was erased, or they withdrew their consent to be scored. */
export type HidingReason = "erasure" | "withdrawal";

/** Customers who are shown no more, known by the hash of their id only. `ForgetCustomer` hides them. */
export type HiddenCustomers = {
  /** Those of `ids` who are hidden. */
  among(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlySet<string>>;
  /** Since when and why a customer is hidden; null where they are not. */
  find(id: string, signal?: AbortSignal): Promise<{ readonly at: string; readonly reason: HidingReason } | null>;
  /** Shows a customer again who gave their consent anew, and writes that into the audit; whether they were hidden. */
  show(id: string, by: { readonly actor: string }, signal?: AbortSignal): Promise<boolean>;
  /** SHA-256 of the lower-cased id of everyone hidden, sorted: for the pipeline, which leaves them out. */
  hashes(signal?: AbortSignal): Promise<readonly string[]>;
};

/** How much of what is kept shows a customer. */
export type CustomerMentions = {
  readonly answers: number;
  readonly feedback: number;
  readonly proposedQueries: number;
  readonly cachedAnswers: number;
  readonly threadTitles: number;
  /** Records whose queries named the customer, by the token that stands for the id there. */
  readonly auditRecords: number;
};

/** A board in a list. */
export type BoardSummary = {
  readonly id: string;
  readonly title: string;
  readonly answers: number;
  readonly updatedAt: string;
};

/** Lists of a person's own answers; another's are as if there were none. Where a board is named, throws `BOARD_NOT_FOUND`. */
export type BoardStore = {
  list(owner: string, signal?: AbortSignal): Promise<readonly BoardSummary[]>;
  find(id: string, owner: string, signal?: AbortSignal): Promise<BoardSummary | null>;
  /** The title is shortened to 80 characters, on one line. */
  create(owner: string, title: string, signal?: AbortSignal): Promise<BoardSummary>;
  rename(id: string, owner: string, title: string, signal?: AbortSignal): Promise<void>;
  remove(id: string, owner: string, signal?: AbortSignal): Promise<void>;
  /** In the order they were put there; an answer may be gone. */
  answerIds(id: string, owner: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** Puts an answer at the end; one that is there stays where it is. */
  add(id: string, owner: string, answerId: string, signal?: AbortSignal): Promise<void>;
  /** Puts one answer in another's place. */
  replace(id: string, owner: string, before: string, after: string, signal?: AbortSignal): Promise<void>;
  takeOff(id: string, owner: string, answerId: string, signal?: AbortSignal): Promise<void>;
};

/** A key with which a machine signs in, without its secret. Times are ISO 8601 in UTC. */
export type ApiKey = {
  readonly id: string;
  /** What its maker called it. */
  readonly name: string;
  readonly role: Role;
  readonly createdAt: string;
  /** Null for one that holds until it is revoked. */
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
};

/** Keeps API keys; what happens to them stands in the audit. */
export type ApiKeyStore = {
  /** Makes a key. `token` is what its user sends; it is kept nowhere and cannot be shown again. */
  create(
    key: Pick<ApiKey, "name" | "role" | "expiresAt">,
    by: { readonly actor: string },
    signal?: AbortSignal,
  ): Promise<{ readonly key: ApiKey; readonly token: string }>;
  /** The key of a token; null where it is none of ours, has run out or was revoked. */
  find(token: string, signal?: AbortSignal): Promise<ApiKey | null>;
  /** All of them, oldest first, also those that hold no more. */
  list(signal?: AbortSignal): Promise<readonly ApiKey[]>;
  /** Does nothing to one that was revoked before. Throws `KEY_NOT_FOUND`. */
  revoke(id: string, by: { readonly actor: string }, signal?: AbortSignal): Promise<void>;
};

/** Who is signed in with a browser. */
export type Session = {
  readonly owner: string;
  readonly role: Role;
  /** What the issuer calls the person; null where it says nothing. */
  readonly name: string | null;
  readonly expiresAt: string;
};

/** Keeps sessions of browsers. */
export type SessionStore = {
  /** The token for the browser's cookie; it is kept nowhere. */
  begin(session: Omit<Session, "expiresAt"> & { readonly lastsMs: number }, signal?: AbortSignal): Promise<string>;
  /** Null where there is none, or it is over. */
  find(token: string, signal?: AbortSignal): Promise<Session | null>;
  end(token: string, signal?: AbortSignal): Promise<void>;
};

/** Keeps which answers their owners share by link. */
export type SharedAnswerStore<Answer> = {
  /** Whose answer it is must be checked before. Does nothing where it is shared. */
  share(answerId: string, owner: string, signal?: AbortSignal): Promise<void>;
  /** Does nothing where it is not shared. */
  takeBack(answerId: string, owner: string, signal?: AbortSignal): Promise<void>;
  /** A shared answer with its owner; null where it is not shared, or gone. Whom it is shown to is for the caller. */
  find(
    answerId: string,
    signal?: AbortSignal,
  ): Promise<{ readonly owner: string; readonly sharedAt: string; readonly answer: Answer } | null>;
};
