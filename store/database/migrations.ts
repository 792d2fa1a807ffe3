import { genesisHash } from "../audit/hash-chain.ts";

export type SqlDialect = "sqlite" | "postgres";

/** The statements that lead to each version of the schema, the first from nothing. A published one is never changed. */
export const migrations: readonly ((dialect: SqlDialect) => readonly string[])[] = [
  firstSchema,
  queryProposals,
  keysAndHiddenCustomers,
  boards,
  signIn,
  cachedAnswerIds,
  slack,
];

function firstSchema(dialect: SqlDialect): readonly string[] {
  // SQLite would otherwise take any value in any column.
  const strict = dialect === "sqlite" ? "strict" : "";
  return [
    `create table threads (
      owner text not null, id text not null, title text not null, created_at text not null, updated_at text not null,
      run_id text not null, last_position integer not null, primary key (owner, id)) ${strict}`,
    `create index threads_by_update on threads (owner, updated_at, id)`,
    `create table turns (
      owner text not null, thread_id text not null, position integer not null, at text not null,
      answer_id text not null, turn text not null, primary key (owner, thread_id, position)) ${strict}`,
    `create index turns_by_answer on turns (owner, answer_id)`,
    `create table answers (
      owner text not null, id text not null, at text not null, answer text not null, primary key (owner, id)) ${strict}`,
    `create table feedback (
      owner text not null, answer_id text not null, at text not null,
      verdict text not null check (verdict in ('up', 'down')), reason text, correction text,
      primary key (owner, answer_id)) ${strict}`,
    `create index feedback_by_time on feedback (at, owner, answer_id)`,
    `create table turn_leases (
      owner text not null, thread_id text not null, holder text not null, expires_at text not null,
      primary key (owner, thread_id)) ${strict}`,
    `create table answer_cache (
      key text not null primary key, run_id text not null, at text not null, answer text not null) ${strict}`,
    `create table audit (
      sequence integer not null primary key, at text not null, kind text not null, actor text not null,
      record text not null, previous text not null, hash text not null) ${strict}`,
    `create table audit_head (
      id integer not null primary key check (id = 1), sequence integer not null, hash text not null,
      removed_sequence integer not null, removed_hash text not null) ${strict}`,
    `insert into audit_head values (1, 0, '${genesisHash}', 0, '${genesisHash}')`,
    ...(dialect === "sqlite" ? sqliteAuditGuards : postgresAuditGuards),
  ];
}

/** Queries that people proposed for the list of verified ones, and what came of them. */
function queryProposals(dialect: SqlDialect): readonly string[] {
  const strict = dialect === "sqlite" ? "strict" : "";
  return [
    `create table query_proposals (
      id text not null primary key, at text not null, owner text not null, answer_id text not null,
      question text not null, sql text not null,
      state text not null check (state in ('pending', 'refused', 'accepted', 'rejected')),
      reason text, reviewer text, reviewed_at text, verified_query text, unique (owner, answer_id, sql)) ${strict}`,
    `create index query_proposals_by_time on query_proposals (at, id)`,
  ];
}

/** Requests that a client may send again, and customers who are to be shown no more, by the hash of their id. */
function keysAndHiddenCustomers(dialect: SqlDialect): readonly string[] {
  const strict = dialect === "sqlite" ? "strict" : "";
  return [
    `create table idempotency_keys (
      owner text not null, key text not null, at text not null, request text not null, answer_id text,
      primary key (owner, key)) ${strict}`,
    `create index idempotency_keys_by_time on idempotency_keys (at)`,
    `create table hidden_customers (
      customer text not null primary key, at text not null,
      reason text not null check (reason in ('erasure', 'withdrawal'))) ${strict}`,
  ];
}

/** Saved answers in lists of a person's own. An answer that is gone leaves its place empty. */
function boards(dialect: SqlDialect): readonly string[] {
  const strict = dialect === "sqlite" ? "strict" : "";
  return [
    `create table boards (
      owner text not null, id text not null, title text not null, created_at text not null, updated_at text not null,
      primary key (owner, id)) ${strict}`,
    `create table board_answers (
      owner text not null, board_id text not null, position integer not null, answer_id text not null,
      primary key (owner, board_id, answer_id)) ${strict}`,
  ];
}

/** Keys of machines, sessions of browsers, and answers that are shared by link. */
function signIn(dialect: SqlDialect): readonly string[] {
  const strict = dialect === "sqlite" ? "strict" : "";
  return [
    `create table api_keys (
      id text not null primary key, name text not null, role text not null, hash text not null,
      created_at text not null, expires_at text, revoked_at text) ${strict}`,
    `create table sessions (
      hash text not null primary key, owner text not null, role text not null, name text,
      at text not null, expires_at text not null) ${strict}`,
    `create index sessions_by_end on sessions (expires_at)`,
    `create table shared_answers (
      owner text not null, answer_id text not null, at text not null, primary key (answer_id, owner)) ${strict}`,
  ];
}

/** Cached answers are found by the answer they are a copy of. Those of before are of no known one: they are made again. */
function cachedAnswerIds(dialect: SqlDialect): readonly string[] {
  const strict = dialect === "sqlite" ? "strict" : "";
  return [
    `drop table answer_cache`,
    `create table answer_cache (
      key text not null primary key, run_id text not null, at text not null, answer_id text not null,
      answer text not null) ${strict}`,
    `create index answer_cache_by_answer on answer_cache (answer_id)`,
  ];
}

/** Events of Slack, each answered once, and which message of ours belongs to which answer. */
function slack(dialect: SqlDialect): readonly string[] {
  const strict = dialect === "sqlite" ? "strict" : "";
  return [
    `create table slack_events (
      key text not null primary key, at text not null, state text not null check (state in ('working', 'done')),
      holder text not null, expires_at text not null, tries integer not null, stop integer not null,
      channel text, thread_ts text, member text, message_channel text, message_ts text) ${strict}`,
    `create index slack_events_by_end on slack_events (state, expires_at)`,
    `create table slack_messages (
      channel text not null, ts text not null, thread_ts text not null, owner text not null, thread text not null,
      answer_id text, at text not null, primary key (channel, ts)) ${strict}`,
    `create index slack_messages_by_thread on slack_messages (channel, thread_ts, at)`,
  ];
}

/**
 * The database itself refuses to change the audit, and to remove what is younger than seven years by its own clock.
 * The chain of hashes is for whoever takes these guards away first.
 */
const sqliteAuditGuards = [
  `create trigger audit_is_not_changed before update on audit
    begin select raise(abort, 'the audit is append-only'); end`,
  `create trigger audit_is_kept before delete on audit
    when old.at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-7 years')
    begin select raise(abort, 'the audit is kept seven years'); end`,
];

const postgresAuditGuards = [
  `create function audit_is_kept() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        if old.at <= to_char((now() - interval '7 years') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') then
          return old;
        end if;
        raise exception 'the audit is kept seven years';
      end if;
      raise exception 'the audit is append-only';
    end $$`,
  `create trigger audit_is_kept before update or delete on audit for each row execute function audit_is_kept()`,
  `create trigger audit_is_not_emptied before truncate on audit for each statement execute function audit_is_kept()`,
];
