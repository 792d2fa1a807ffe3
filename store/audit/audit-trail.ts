import type { Clock } from "#core";

import type { Database, Queries } from "../database/open-database.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { faultAfter, hashOf, type ChainedRecord, type ChainFault, type ChainLink } from "./hash-chain.ts";

/** A record as an auditor reads it. */
export type AuditRecord = {
  readonly sequence: number;
  readonly at: string;
  readonly entry: AuditEntry;
  readonly hash: string;
};

/** What `verify` found. `end` is the last sound record (sequence 0 where there is none). */
export type AuditVerdict =
  | { readonly intact: true; readonly records: number; readonly end: ChainLink }
  | ({ readonly intact: false; readonly end: ChainLink } & ChainFault);

/** In which order records are read. */
export type AuditOrder = "oldest" | "newest";

/** The append-only record of who asked what and what was done. Read it for auditors only. */
export type AuditTrail = {
  /** Resolves once the record is on the disk. */
  append(entry: AuditEntry, signal?: AbortSignal): Promise<ChainLink>;
  /** At most `limit` records past `after` (a sequence), oldest first, or newest first and then those before `after`. */
  read(
    page: { readonly after?: number; readonly limit: number; readonly order?: AuditOrder },
    signal?: AbortSignal,
  ): Promise<readonly AuditRecord[]>;
  /**
   * Follows the whole chain and finds a changed, removed, inserted or reordered record. Who can rewrite the whole
   * database can also compute a new chain: against that, `noted` is an `end` of an earlier look, kept elsewhere.
   */
  verify(noted?: ChainLink, signal?: AbortSignal): Promise<AuditVerdict>;
};

const verifiedAtOnce = 1_000;
/** Of PostgreSQL's integer. */
const largestInteger = 2 ** 31 - 1;

export function createAuditTrail({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): AuditTrail {
  return {
    append: (entry, signal) => database.write((db) => appendAudit(db, entry, clock), signal),
    read: ({ after, limit, order = "oldest" }, signal) =>
      database.read(async (db) => {
        const rows =
          order === "oldest"
            ? await recordsAfter(db, after ?? 0, limit)
            : await recordsBefore(db, after ?? largestInteger, limit);
        return rows.map(({ sequence, at, record, hash }) => ({
          sequence,
          at,
          hash,
          // Written by appendAudit; verify tells whether anyone changed it since.
          entry: JSON.parse(record) as AuditEntry,
        }));
      }, signal),
    verify: (noted, signal) => database.read((db) => verifyChain(db, noted ?? null, signal), signal),
  };
}

/** Adds a record within a transaction of the caller. */
export async function appendAudit(db: Queries, entry: AuditEntry, clock: Clock): Promise<ChainLink> {
  // The update locks the head: records of several processes follow one another.
  const before = await db
    .updateTable("audit_head")
    .set((row) => ({ sequence: row("sequence", "+", 1) }))
    .returning(["sequence", "hash"])
    .executeTakeFirstOrThrow();
  const unsigned = {
    sequence: before.sequence,
    at: clock.now().toISOString(),
    kind: entry.kind,
    actor: entry.actor,
    record: JSON.stringify(entry),
    previous: before.hash,
  };
  const hash = hashOf(unsigned);
  await db
    .insertInto("audit")
    .values({ ...unsigned, hash })
    .execute();
  await db.updateTable("audit_head").set({ hash }).execute();
  return { sequence: before.sequence, hash };
}

/** Removes the records before `cutoff` from the start of the chain and notes where it begins now; how many they were. */
export async function removeOldAudit(db: Queries, cutoff: string): Promise<number> {
  const { first } = await db
    .selectFrom("audit")
    .where("at", ">=", cutoff)
    .select(({ fn }) => fn.min<number | null>("sequence").as("first"))
    .executeTakeFirstOrThrow();
  const last = await db
    .selectFrom("audit")
    .select(["sequence", "hash"])
    .where("sequence", "<", first ?? largestInteger)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!last) return 0;
  await db.updateTable("audit_head").set({ removed_sequence: last.sequence, removed_hash: last.hash }).execute();
  const { numDeletedRows } = await db.deleteFrom("audit").where("sequence", "<=", last.sequence).executeTakeFirst();
  return Number(numDeletedRows);
}

async function verifyChain(
  db: Queries,
  noted: ChainLink | null,
  signal: AbortSignal | undefined,
): Promise<AuditVerdict> {
  // In this order: a record and its head become visible together, so none that is sound can lie past the head.
  const { last } = await db
    .selectFrom("audit")
    .select(({ fn }) => fn.max<number | null>("sequence").as("last"))
    .executeTakeFirstOrThrow();
  const head = await db.selectFrom("audit_head").selectAll().executeTakeFirstOrThrow();
  let end: ChainLink = { sequence: head.removed_sequence, hash: head.removed_hash };
  let records = 0;
  const broken = (sequence: number, fault: ChainFault["fault"]): AuditVerdict => ({
    intact: false,
    end,
    sequence,
    fault,
  });
  while (end.sequence < head.sequence) {
    signal?.throwIfAborted();
    const rows = await recordsAfter(db, end.sequence, Math.min(verifiedAtOnce, head.sequence - end.sequence));
    if (rows.length === 0) return broken(end.sequence + 1, "missing");
    for (const row of rows) {
      const fault = faultAfter(end, row);
      if (fault) return broken(fault.sequence, fault.fault);
      if (noted?.sequence === row.sequence && noted.hash !== row.hash) return broken(row.sequence, "altered");
      end = { sequence: row.sequence, hash: row.hash };
      records++;
    }
  }
  if (end.sequence !== head.sequence || end.hash !== head.hash) return broken(head.sequence, "altered");
  if (last !== null && last > head.sequence) return broken(head.sequence + 1, "altered");
  if (noted && noted.sequence > end.sequence) return broken(end.sequence + 1, "missing");
  return { intact: true, records, end };
}

function recordsAfter(db: Queries, sequence: number, limit: number): Promise<ChainedRecord[]> {
  return db.selectFrom("audit").selectAll().where("sequence", ">", sequence).orderBy("sequence").limit(limit).execute();
}

function recordsBefore(db: Queries, sequence: number, limit: number): Promise<ChainedRecord[]> {
  return db
    .selectFrom("audit")
    .selectAll()
    .where("sequence", "<", sequence)
    .orderBy("sequence", "desc")
    .limit(limit)
    .execute();
}
