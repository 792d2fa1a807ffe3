import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createSequentialIdSource, createSystemClock } from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";
import { createDuckDbRunQuery, createIsolatedRunQuery, loadSchema, servingVersion, servingVersionSql } from "#sql";

import { openServingDatabase } from "../../sql/duckdb/open-serving-database.ts";
import { createTinyServeDatabase } from "../support/tiny-serve-database.ts";

let domain: Domain;
let directory: string;
let published: string;

beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-version-"));
  published = await createTinyServeDatabase(directory, { domain, entities: 20 });
});
afterAll(() => rm(directory, { recursive: true }));

/** A copy of the published file in which statements were run; opened as it would be served. */
async function openChanged(name: string, ...statements: readonly string[]) {
  const databasePath = path.join(directory, `${name}.duckdb`);
  await copyFile(published, databasePath);
  const instance = await DuckDBInstance.create(databasePath);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
  return databasePath;
}

const open = async (databasePath: string) =>
  (await openServingDatabase({ databasePath, memoryMb: 128, threads: 1 })).close();

describe("a results file", () => {
  it("is opened when it was published with these macros, tables and views", async () => {
    await expect(open(published)).resolves.toBeUndefined();
  });

  it("is refused at once when it was published by another version, by every engine, with what to do", async () => {
    const schema = await loadSchema("engagement");
    const other = servingVersion({ ...schema, views: schema.views.slice(1) });
    const databasePath = await openChanged("other", servingVersionSql({ ...schema, views: schema.views.slice(1) }));
    const expected = {
      code: "RESULTS_VERSION",
      detail: `The results' database was published by version ${other}; this one is ${servingVersion(schema)}.`,
      hint: "Run `npm run pipeline` to publish results of this version.",
    };
    const options = {
      databasePath,
      domain,
      memoryMb: 256,
      timeoutMs: 5_000,
      maxRows: 10,
      clock: createSystemClock(),
      ids: createSequentialIdSource(),
    };
    await expect(open(databasePath)).rejects.toMatchObject(expected);
    await expect(createDuckDbRunQuery(options)).rejects.toMatchObject(expected);
    await expect(createIsolatedRunQuery(options)).rejects.toMatchObject(expected);
  });

  it("is refused when it tells no version, and when it tells no domain", async () => {
    await expect(open(await openChanged("untold", "DROP MACRO TABLE trino.serving_version"))).rejects.toMatchObject({
      code: "RESULTS_VERSION",
    });
    const nameless = "CREATE OR REPLACE MACRO trino.serving_version() AS TABLE SELECT '../x' AS domain, '' AS version";
    await expect(open(await openChanged("nameless", nameless))).rejects.toMatchObject({ code: "RESULTS_DAMAGED" });
  });
});
