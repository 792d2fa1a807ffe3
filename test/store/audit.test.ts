import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { AuditEntry } from "#store";

import { genesisHash, hashOf } from "../../store/audit/hash-chain.ts";
import { openDatabase, type Database } from "../../store/database/open-database.ts";
import { createHandClock, lastingPlaces, openTestStore, type Place } from "./store-fixture.ts";
import { sql } from "kysely";

const entry = (thread: string): AuditEntry => ({
  kind: "turn",
  actor: "ada",
  role: "analyst",
  channel: "http",
  thread,
  answerId: "a1",
  question: { text: "Why?" },
  outcome: "answered",
  tools: [{ tool: "query", sql: "SELECT 1", rowCount: 1, elapsedMs: 2 }],
  model: { provider: "offline", name: "analyst" },
  runId: "run_1",
  modelVersions: { score: "v1" },
  usage: { inputTokens: 1, outputTokens: 2, cacheReadTokens: 0, cacheWriteTokens: 0, scannedBytes: 9, costUsd: null },
  totalMs: 5,
});

it("hashes everything of a record and the hash before it", () => {
  const record = { sequence: 1, at: "t", kind: "k", actor: "a", record: "{}", previous: genesisHash };
  // sha256 of ["000…0",1,"t","k","a","{}"], by sha256sum.
  expect(hashOf(record)).toBe("575f02212eaf2a4f13d8ecbd1d578b2e77575e5855ff201878d0c0f9fe64ef8b");
});

describe.each(lastingPlaces)("the audit on %s", (_name, createPlace) => {
  let place: Place;
  let store: Awaited<ReturnType<typeof openTestStore>>;
  let database: Database;
  const clock = createHandClock("2026-11-20T12:00:00.000Z");
  beforeEach(async () => {
    place = await createPlace();
    store = await openTestStore(place.location, clock);
    database = await openDatabase(place.location);
    for (const thread of ["t1", "t2", "t3", "t4", "t5"]) await store.audit.append(entry(thread));
  });
  afterEach(async () => {
    await Promise.all([database.close(), store.close()]);
    await place.remove();
  });

  /** What someone does who has the database's password: takes the guards away, then runs `statement`. */
  async function tamper(statement: string): Promise<void> {
    const isPostgres = place.location.kind === "postgres";
    await database.write(async (db) => {
      await sql.raw(`drop trigger audit_is_kept ${isPostgres ? "on audit" : ""}`).execute(db);
      if (!isPostgres) await sql.raw("drop trigger audit_is_not_changed").execute(db);
      await sql.raw(statement).execute(db);
    });
  }

  it("gives records back as they were written, page by page, and finds them intact", async () => {
    const first = await store.audit.read({ limit: 2 });
    expect(first.map(({ sequence, at, entry: written }) => ({ sequence, at, written }))).toEqual([
      { sequence: 1, at: "2026-11-20T12:00:00.000Z", written: entry("t1") },
      { sequence: 2, at: "2026-11-20T12:00:00.000Z", written: entry("t2") },
    ]);
    const rest = await store.audit.read({ after: 2, limit: 10 });
    expect(rest.map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
    expect(await store.audit.verify()).toEqual({
      intact: true,
      records: 5,
      end: { sequence: 5, hash: rest[2]?.hash },
    });
  });

  it("chains records that several writers add at once", async () => {
    const other = await openTestStore(place.location, clock);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? store : other).audit.append(entry(`at once ${index}`))),
    );
    await other.close();
    expect(await store.audit.verify()).toMatchObject({ intact: true, records: 25, end: { sequence: 25 } });
  });

  it.each(["update audit set actor = 'eve'", "delete from audit"])(
    "refuses to let anyone run: %s",
    async (statement) => {
      await expect(database.write((db) => sql.raw(statement).execute(db))).rejects.toThrow(/append-only|seven years/);
      expect(await store.audit.verify()).toMatchObject({ intact: true, records: 5 });
    },
  );

  it.each([
    ["a changed record", "update audit set record = replace(record, 't3', 'tX') where sequence = 3", 3, "altered"],
    ["a changed column", "update audit set actor = 'eve' where sequence = 2", 2, "altered"],
    ["a removed record", "delete from audit where sequence = 3", 3, "missing"],
    ["a removed first record", "delete from audit where sequence = 1", 1, "missing"],
    ["a removed last record", "delete from audit where sequence = 5", 5, "missing"],
    [
      "records in another order",
      "update audit set sequence = case sequence when 2 then -3 else -2 end where sequence in (2, 3); update audit set sequence = -sequence where sequence < 0",
      2,
      "altered",
    ],
    [
      "an inserted record",
      "insert into audit select 6, at, kind, actor, record, hash, hash from audit where sequence = 5",
      6,
      "altered",
    ],
  ] as const)("finds %s", async (_what, statements, sequence, fault) => {
    const [first = "", second] = statements.split("; ");
    await tamper(first);
    if (second) await database.write((db) => sql.raw(second).execute(db));
    expect(await store.audit.verify()).toMatchObject({ intact: false, sequence, fault });
  });

  it("finds a changed record whose own hash was computed anew, by the one after it", async () => {
    const [third] = await database.read((db) => db.selectFrom("audit").selectAll().where("sequence", "=", 3).execute());
    if (!third) throw new Error("no records");
    const hash = hashOf({ ...third, actor: "eve" });
    await tamper(`update audit set actor = 'eve', hash = '${hash}' where sequence = 3`);
    expect(await store.audit.verify()).toEqual({
      intact: false,
      end: { sequence: 3, hash },
      sequence: 4,
      fault: "altered",
    });
  });

  it("finds a chain that was computed anew, by a link that was noted elsewhere", async () => {
    const noted = (await store.audit.verify()).end;
    await tamper("delete from audit");
    await database.write((db) => sql.raw(`update audit_head set sequence = 0, hash = '${genesisHash}'`).execute(db));
    expect(await store.audit.verify(noted)).toMatchObject({ intact: false, sequence: 1, fault: "missing" });
    for (const thread of ["t1", "t2", "forged", "t4", "t5"]) await store.audit.append(entry(thread));
    expect(await store.audit.verify()).toMatchObject({ intact: true });
    expect(await store.audit.verify(noted)).toMatchObject({ intact: false, sequence: 5, fault: "altered" });
  });

  it("removes what is older than seven years and keeps the rest of the chain", async () => {
    const old = await openTestStore(place.location, createHandClock("2010-01-01T00:00:00.000Z"));
    await tamper("delete from audit");
    await database.write((db) => sql.raw(`update audit_head set sequence = 0, hash = '${genesisHash}'`).execute(db));
    await old.audit.append(entry("long ago"));
    await old.audit.append(entry("also"));
    await old.close();
    await store.audit.append(entry("now"));
    expect(await store.removeExpired()).toMatchObject({ auditRecords: 2 });
    expect((await store.audit.read({ limit: 9 })).map(({ sequence, entry: { kind } }) => [sequence, kind])).toEqual([
      [3, "turn"],
      [4, "retention"],
    ]);
    expect(await store.audit.verify()).toMatchObject({ intact: true, records: 2 });
  });
});
