import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { AppError, hashText, toAppError } from "#core";

import { openDatabase } from "../../store/database/open-database.ts";
import { toStoreError } from "../../store/database/store-error.ts";
import { buildAnswer } from "../support/build-answer.ts";
import { buildTurn, createHandClock, lastingPlaces, openTestStore } from "./store-fixture.ts";

const clock = createHandClock("2026-11-20T12:00:00.000Z");
let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-open-"));
  file = path.join(directory, "reckoner.db");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open = () => openTestStore({ kind: "sqlite", file }, clock);

/** Code, detail and hint of what `work` throws. */
async function failureOf(work: Promise<unknown>): Promise<Pick<AppError, "code" | "detail" | "hint"> | null> {
  return work.then(
    () => null,
    (thrown: unknown) => {
      const { code, detail, hint } = toAppError(thrown);
      return { code, detail, hint };
    },
  );
}

describe.each(lastingPlaces)("openStore on %s", (_name, createPlace) => {
  it("finds what an earlier process kept, and refuses what a newer version wrote, untouched", async () => {
    const { location, remove } = await createPlace();
    const store = await openTestStore(location, clock);
    await store.threads.append("t1", "ada", buildTurn("a1"));
    await store.close();
    const again = await openTestStore(location, clock);
    expect((await again.threads.load("t1", "ada"))?.turns).toEqual([buildTurn("a1")]);
    await again.close();

    const database = await openDatabase(location);
    await database.write((db) => sql`update schema_version set version = 99`.execute(db));
    expect(await failureOf(openTestStore(location, clock))).toMatchObject({
      code: "STORE_VERSION",
      detail: expect.stringMatching(/^The store has schema 99; this version of the program knows \d+\.$/),
    });
    const { rows } = await database.read((db) => sql`select version from schema_version`.execute(db));
    expect(rows).toEqual([{ version: 99 }]);
    await database.close();
    await remove();
  });

  it("is made by several that open it at once", async () => {
    const { location, remove } = await createPlace();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openTestStore(location, clock)));
    expect(await stores[3]?.threads.list("ada", { limit: 1 })).toEqual({ items: [], next: null });
    await Promise.all(stores.map((store) => store.close()));
    await remove();
  });
});

describe("openStore on a file", () => {
  /** Writes some turns, all of them in the one file, and alters its bytes. */
  async function spoilFilled(spoil: (bytes: Buffer) => Buffer): Promise<void> {
    const store = await open();
    for (let turn = 0; turn < 20; turn++) await store.threads.append("t1", "ada", buildTurn(`a${turn}`));
    await store.close();
    const database = await openDatabase({ kind: "sqlite", file });
    await database.forgetDeleted();
    await database.close();
    const bytes = spoil(await readFile(file));
    await Promise.all((await readdir(directory)).map((name) => rm(path.join(directory, name))));
    await writeFile(file, bytes);
  }

  it("keeps it for the service's own account only", async () => {
    const store = await open();
    await store.threads.append("t1", "ada", buildTurn("a1"));
    const modes = await Promise.all(
      (await readdir(directory)).map(async (name) => (await stat(path.join(directory, name))).mode & 0o777),
    );
    expect([modes.length > 1, new Set(modes)]).toEqual([true, new Set([0o600])]);
    await store.close();
  });

  it("leaves no byte of an erased customer in its files", async () => {
    const store = await open();
    await store.threads.append("t1", "ada", buildTurn("a1", { text: "user_12345 stays." }));
    await store.threads.append("t1", "ada", buildTurn("a2"));
    await store.forgetCustomer("user_12345", { actor: "root", reason: "erasure", reviews: 0 });
    const contents = await Promise.all(
      (await readdir(directory)).map((name) => readFile(path.join(directory, name), "latin1")),
    );
    expect(contents.map((text) => text.includes("user_12345"))).toEqual(contents.map(() => false));
    await store.close();
  });

  it.each([
    ["that is no database", async () => writeFile(file, "not a database, really not. ".repeat(200)), "damaged"],
    ["whose pages are overwritten", () => spoilFilled((bytes) => bytes.fill(0xff, 4096)), "damaged"],
    ["that is cut short", () => spoilFilled((bytes) => bytes.subarray(0, 8192)), "damaged"],
    ["that is a folder", () => mkdir(file), "cannot be opened"],
  ])("says so of a file %s", async (_what, spoil, words) => {
    await spoil();
    const use = async () => {
      const store = await open();
      await store.threads.load("t1", "ada").finally(() => store.close());
    };
    const failure = await failureOf(use());
    expect(failure).toMatchObject({ code: "STORE_UNAVAILABLE", detail: expect.stringContaining(words) });
    expect(JSON.stringify(failure)).not.toContain(directory);
  });

  it("says so when the disk is full, keeps what was acknowledged, and goes on once there is room", async () => {
    const store = await open();
    await store.threads.append("t1", "ada", buildTurn("a1"));
    // A limit of SQLite's own stands for the disk: the same code at the same place.
    const database = await openDatabase({ kind: "sqlite", file });
    const { rows } = await database.read((db) => sql<{ page_count: number }>`pragma page_count`.execute(db));
    await database.read((db) => sql.raw(`pragma max_page_count = ${rows[0]?.page_count ?? 0}`).execute(db));
    const fill = database.write((db) =>
      sql`insert into answer_cache values ('k', 'r', 't', 'a', ${"x".repeat(100_000)})`.execute(db),
    );
    expect(await failureOf(fill)).toMatchObject({
      code: "STORE_UNAVAILABLE",
      detail: "The disk that holds the store is full.",
    });
    await database.read((db) => sql.raw("pragma max_page_count = 1000000").execute(db));
    await database.write((db) => sql`insert into answer_cache values ('k', 'r', 't', 'a', 'x')`.execute(db));
    await database.close();
    expect((await store.threads.load("t1", "ada"))?.turns).toEqual([buildTurn("a1")]);
    await store.close();
  });

  it("says so where it may not write", async () => {
    const database = await openDatabase({ kind: "sqlite", file });
    await database.read((db) => sql`pragma query_only = on`.execute(db));
    const write = database.write((db) => sql`insert into answer_cache values ('k', 'r', 't', 'a', 'x')`.execute(db));
    expect(await failureOf(write)).toMatchObject({
      code: "STORE_UNAVAILABLE",
      detail: "The store cannot be written: it is read-only for this account.",
    });
    await database.close();
  });

  it("takes over conversations that were kept as files, once, and removes the files", async () => {
    const old = path.join(directory, "conversations");
    const at = "2026-11-01T08:00:00.000Z";
    const line = (id: string) => JSON.stringify({ id: "t1", owner: "ada", at, turn: buildTurn(id) });
    await mkdir(path.join(old, "threads", hashText("ada", 32)), { recursive: true });
    await mkdir(path.join(old, "answers", hashText("ada", 32)), { recursive: true });
    await writeFile(
      path.join(old, "threads", hashText("ada", 32), `${hashText("t1", 32)}.jsonl`),
      `${line("a1")}\n${line("cut").slice(0, 40)}\n${line("a2")}\n`,
    );
    for (const id of ["a1", "alone"]) {
      const text = JSON.stringify({ owner: "ada", answer: buildAnswer({ id }) });
      await writeFile(path.join(old, "answers", hashText("ada", 32), `${id}.json`), text);
    }
    const store = await open();
    const { signal } = new AbortController();
    expect(await store.importFiles(old, signal)).toEqual({ threads: 1, answers: 1 });
    expect((await store.threads.load("t1", "ada"))?.turns).toEqual([buildTurn("a1"), buildTurn("a2")]);
    expect(await store.answers.load("alone", "ada")).toEqual(buildAnswer({ id: "alone" }));
    expect((await store.threads.list("ada", { limit: 1 })).items[0]?.updatedAt).toBe(at);
    expect(await readdir(directory)).not.toContain("conversations");
    expect(await store.importFiles(old, signal)).toEqual({ threads: 0, answers: 0 });
    await store.close();
  });
});

describe("openStore on PostgreSQL", () => {
  it("says that there is no server, without its address and password", async () => {
    const url = "postgres://ada:hunter2@127.0.0.1:1/reckoner";
    const failure = await failureOf(openTestStore({ kind: "postgres", url }, clock));
    expect(failure).toMatchObject({
      code: "STORE_UNAVAILABLE",
      detail: "The PostgreSQL server of the store cannot be reached.",
    });
    expect(JSON.stringify(failure)).not.toMatch(/hunter2|127\.0\.0\.1/);
  });

  it.each([
    ["28P01", "The PostgreSQL server of the store refused the login."],
    ["53100", "The disk that holds the store is full."],
    ["25006", "The store cannot be written: it is read-only for this account."],
    ["57P01", "The PostgreSQL server of the store cannot be reached."],
    ["SQLITE_BUSY_SNAPSHOT", "Another process held the store for too long."],
    ["SQLITE_READONLY_DBMOVED", "The store cannot be written: it is read-only for this account."],
  ])("tells %s in words", (code, detail) => {
    expect(toStoreError(Object.assign(new Error("row of data"), { code }))).toMatchObject({
      code: "STORE_UNAVAILABLE",
      detail,
    });
  });

  it("leaves an error that is not the database's as it is", () => {
    const error = new TypeError("x is not a function");
    expect(toStoreError(error)).toBe(error);
  });
});
