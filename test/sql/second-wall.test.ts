import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { domainDirectory, loadDomain } from "#knowledge";
import { openServingDatabase, type ServingDatabase } from "../../sql/duckdb/open-serving-database.ts";
import { readDenied } from "../support/read-corpus.ts";
import { createTinyServeDatabase } from "../support/tiny-serve-database.ts";

/** What an attacker would look for, in a file beside the database. */
const secret = "the-secret-beside-the-results";
const denied = await readDenied();

let directory: string;
let database: ServingDatabase;
let databasePath: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-wall-"));
  databasePath = await createTinyServeDatabase(directory, {
    domain: await loadDomain(domainDirectory("engagement")),
  });
  await mkdir(path.join(directory, "outside"));
  await writeFile(path.join(directory, "outside", "secret.csv"), `name\n${secret}\n`);
  database = await openServingDatabase({ databasePath, memoryMb: 128, threads: 1 });
});
afterAll(async () => {
  database.close();
  await rm(directory, { recursive: true, force: true });
});

/** Runs a text as it is, the guard taken away; gives the first rows or the error, as text. */
async function attack(sql: string): Promise<string> {
  const connection = await database.connect();
  // The scalar string functions are outside the memory limit; a deadline is what is left.
  const deadline = setTimeout(() => connection.interrupt(), 500);
  try {
    const result = await connection.streamAndReadUntil(sql, 100);
    return JSON.stringify(result.getRowsJson());
  } catch (error) {
    return String(error);
  } finally {
    clearTimeout(deadline);
    connection.closeSync();
  }
}

async function fingerprint(): Promise<string> {
  const names = await readdir(directory, { recursive: true });
  const content = await readFile(databasePath);
  return `${names.toSorted().join(" ")} ${createHash("sha256").update(content).digest("hex")}`;
}

/** Harmless to a process, but slow or hungry beyond what a unit test should take. */
const isHungry = (sql: string) => /\d{9,}/.test(sql);

describe("behind the guard the engine can do nothing but read its own tables", () => {
  test("the whole corpus of denied queries changes no file, reads no other file and leaves the process alive", async () => {
    const before = await fingerprint();
    for (const { sql } of denied) {
      if (isHungry(sql)) continue;
      const outcome = await attack(sql);
      expect(outcome).not.toContain("root:");
      expect(outcome).not.toContain(secret);
    }
    expect(await fingerprint()).toBe(before);
    expect(await attack("SELECT 1")).toBe("[[1]]");
  }, 30_000);

  test.each([
    "SELECT * FROM read_csv('FILE')",
    "SELECT * FROM read_text('FILE')",
    "SELECT * FROM read_blob('FILE')",
    "SELECT * FROM 'FILE'",
    "SELECT * FROM glob('DIR/*')",
    "SELECT * FROM sniff_csv('FILE')",
    "COPY (SELECT 1) TO 'DIR/out.csv'",
    "COPY engagement_raw.accounts FROM 'FILE'",
    "EXPORT DATABASE 'DIR/out'",
    "ATTACH 'DIR/new.duckdb' AS new",
    "CREATE TABLE engagement_raw.x AS SELECT 1",
    "DROP TABLE engagement_raw.accounts",
    "DELETE FROM engagement_raw.accounts",
    "UPDATE engagement_raw.accounts SET signup_date = NULL",
    "CREATE MACRO engagement_raw.m() AS 1",
    "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')",
    "SET enable_external_access = true",
    "SET memory_limit = '64GB'",
    "SET threads = 64",
    "RESET lock_configuration",
    "SET lock_configuration = false",
    "SET temp_directory = 'DIR'",
    "PRAGMA enable_external_access",
  ])("fails: %s", async (template) => {
    const before = await fingerprint();
    const outside = path.join(directory, "outside");
    const outcome = await attack(
      template.replaceAll("FILE", path.join(outside, "secret.csv")).replaceAll("DIR", outside),
    );
    expect(outcome).toContain("Error");
    expect(outcome).not.toContain(secret);
    expect(await fingerprint()).toBe(before);
  });

  test("the file holds nothing of what nobody may query", async () => {
    expect(await attack("SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('customer_pii', 'customers')")).toBe(
      '[["0"]]',
    );
  });

  test("what one connection sets does not reach the next", async () => {
    const connection = await database.connect();
    await connection.run("SET VARIABLE left_behind = 'x'").catch(() => {});
    connection.closeSync();
    expect(await attack("SELECT getvariable('left_behind')")).toBe("[[null]]");
  });
});
