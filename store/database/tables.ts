/** The store's tables as the query layer sees them. Times are ISO 8601 in UTC, so that they sort as text in both databases. */
export type Tables = {
  threads: ThreadRow;
  turns: TurnRow;
  answers: AnswerRow;
  feedback: FeedbackRow;
  query_proposals: QueryProposalRow;
  turn_leases: LeaseRow;
  answer_cache: CachedAnswerRow;
  idempotency_keys: IdempotencyKeyRow;
  hidden_customers: HiddenCustomerRow;
  boards: BoardRow;
  board_answers: BoardAnswerRow;
  api_keys: ApiKeyRow;
  sessions: SessionRow;
  shared_answers: SharedAnswerRow;
  slack_events: SlackEventRow;
  slack_messages: SlackMessageRow;
  audit: AuditRow;
  audit_head: AuditHeadRow;
};

type ThreadRow = {
  readonly owner: string;
  readonly id: string;
  readonly title: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** The pipeline run that its last answer rests on. */
  readonly run_id: string;
  /** Position of the last turn ever added; positions are not used again. */
  readonly last_position: number;
};

type TurnRow = {
  readonly owner: string;
  readonly thread_id: string;
  readonly position: number;
  readonly at: string;
  readonly answer_id: string;
  /** The turn as JSON, without its answer. */
  readonly turn: string;
};

type AnswerRow = {
  readonly owner: string;
  readonly id: string;
  readonly at: string;
  /** The whole answer as JSON. */
  readonly answer: string;
};

type FeedbackRow = {
  readonly owner: string;
  readonly answer_id: string;
  readonly at: string;
  readonly verdict: "up" | "down";
  readonly reason: string | null;
  readonly correction: string | null;
};

type QueryProposalRow = {
  readonly id: string;
  readonly at: string;
  readonly owner: string;
  readonly answer_id: string;
  readonly question: string;
  readonly sql: string;
  readonly state: "pending" | "refused" | "accepted" | "rejected";
  readonly reason: string | null;
  readonly reviewer: string | null;
  readonly reviewed_at: string | null;
  readonly verified_query: string | null;
};

type LeaseRow = {
  readonly owner: string;
  readonly thread_id: string;
  readonly holder: string;
  readonly expires_at: string;
};

type CachedAnswerRow = {
  readonly key: string;
  readonly run_id: string;
  readonly at: string;
  /** Id of the answer as it was first given. */
  readonly answer_id: string;
  readonly answer: string;
};

type IdempotencyKeyRow = {
  readonly owner: string;
  readonly key: string;
  readonly at: string;
  /** SHA-256 of what was asked under the key. */
  readonly request: string;
  /** The answer that was begun last; null before. */
  readonly answer_id: string | null;
};

type BoardRow = {
  readonly owner: string;
  readonly id: string;
  readonly title: string;
  readonly created_at: string;
  readonly updated_at: string;
};

type BoardAnswerRow = {
  readonly owner: string;
  readonly board_id: string;
  readonly position: number;
  readonly answer_id: string;
};

type HiddenCustomerRow = {
  /** SHA-256 of the id in lower case. */
  readonly customer: string;
  readonly at: string;
  readonly reason: "erasure" | "withdrawal";
};

type ApiKeyRow = {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** SHA-256 of the secret. */
  readonly hash: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
};

type SessionRow = {
  /** SHA-256 of the token in the browser's cookie. */
  readonly hash: string;
  readonly owner: string;
  readonly role: string;
  readonly name: string | null;
  readonly at: string;
  readonly expires_at: string;
};

type SharedAnswerRow = { readonly owner: string; readonly answer_id: string; readonly at: string };

type SlackEventRow = {
  /** What tells the event from every other. */
  readonly key: string;
  readonly at: string;
  readonly state: "working" | "done";
  readonly holder: string;
  readonly expires_at: string;
  /** How often it was taken up. */
  readonly tries: number;
  /** 1 where somebody asked for an end. */
  readonly stop: number;
  readonly channel: string | null;
  readonly thread_ts: string | null;
  /** Whom it answers, as Slack calls them. */
  readonly member: string | null;
  /** The message that is being written. */
  readonly message_channel: string | null;
  readonly message_ts: string | null;
};

type SlackMessageRow = {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts: string;
  readonly owner: string;
  readonly thread: string;
  readonly answer_id: string | null;
  readonly at: string;
};

/** A record of the audit; its columns are described in audit/hash-chain.ts. */
type AuditRow = {
  readonly sequence: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly record: string;
  readonly previous: string;
  readonly hash: string;
};

/** One row: where the chain ends, and the last record that retention removed. */
type AuditHeadRow = {
  readonly id: 1;
  readonly sequence: number;
  readonly hash: string;
  readonly removed_sequence: number;
  readonly removed_hash: string;
};
