import { chmod, copyFile, mkdtemp, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createSystemClock, createIdSource, roles } from "#core";
import { createDuckDbRunQuery, openCustomerFile, type CustomerFile } from "#sql";
import { createCustomerProfile, createModelLoader } from "#tools";

import { buildLiveRun, type TestRun } from "../support/build-live-run.ts";

let run: TestRun;
let file: CustomerFile;
let filePath: string;
let engine: Awaited<ReturnType<typeof createDuckDbRunQuery>>;
let ids: readonly string[];
beforeAll(async () => {
  run = await buildLiveRun();
  filePath = run.live.customerFilePath ?? "";
  file = await openCustomerFile(filePath);
  engine = await createDuckDbRunQuery({
    domain: run.domain,
    databasePath: run.live.serveDatabasePath,
    timeoutMs: 60_000,
    maxRows: 1_000,
    memoryMb: 512,
    clock: createSystemClock(),
    ids: createIdSource(),
  });
  const { entity, results } = run.domain;
  const found = await engine.runQuery({
    sql: `SELECT ${entity.column} FROM ${results.table} ORDER BY ${entity.column}`,
    role: "steward",
    maxRows: 1_000,
  });
  const all = found.rows.map(([id]) => String(id));
  // The first, the last and some between.
  ids = [0, 1, 17, 400, 999].map((place) => all[place] ?? "");
}, 300_000);
afterAll(async () => {
  await file.close();
  await engine.close();
});

function profileOf(role: (typeof roles)[number], kind: "file" | "queries") {
  const deps = { domain: run.domain, runQuery: engine.runQuery, role, clock: createSystemClock() };
  const loadModel = createModelLoader(run.domain, run.live.models);
  return createCustomerProfile({ ...deps, loadModel }, kind === "file" ? file.find : null);
}

describe("a customer's profile", () => {
  it.each(["analyst", "steward", "admin"] as const)(
    "is the same, value by value, from the file and from queries, for the role %s",
    async (role) => {
      for (const id of ids) {
        const options = { history: id === ids[0] };
        expect(await profileOf(role, "file")(id, options)).toEqual(await profileOf(role, "queries")(id, options));
      }
    },
    60_000,
  );

  it("is refused to who may see groups only, whether there is a file or not", async () => {
    for (const kind of ["file", "queries"] as const) {
      await expect(profileOf("viewer", kind)(ids[0] ?? "", { history: false })).rejects.toMatchObject({
        code: "PRIVACY_REFUSED",
      });
    }
  });

  it("is not there for an id that nobody has, and refuses one that cannot be", async () => {
    const profile = profileOf("analyst", "file");
    await expect(profile("user_99999999", { history: false })).rejects.toMatchObject({ code: "ENTITY_NOT_FOUND" });
    await expect(profile("x' OR 1=1", { history: false })).rejects.toMatchObject({ code: "ENTITY_ID_MALFORMED" });
  });
});

describe("the file of customers", () => {
  it("holds everybody of the run, and nobody else", async () => {
    const { entity, results } = run.domain;
    const { rows } = await engine.runQuery({ sql: `SELECT count(*) AS n FROM ${results.table}`, role: "steward" });
    let found = 0;
    for (let number = 1; number <= 3_100; number++) {
      const id = entity.example.replace(/\d+$/, (digits) => String(number).padStart(digits.length, "0"));
      if ((await file.find(id)) !== null) found++;
    }
    expect(found).toBe(rows[0]?.[0]);
    expect(await file.find("")).toBeNull();
    expect(await file.find("x".repeat(1_000))).toBeNull();
  });

  it("that is cut off is refused as damaged", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "reckoner-customers-"));
    const copy = path.join(directory, "customers.bin");
    await copyFile(filePath, copy);
    const { size } = await stat(filePath);
    for (const bytes of [size - 1, Math.floor(size / 2), 3, 0]) {
      await chmod(copy, 0o600);
      await truncate(copy, bytes);
      await expect(openCustomerFile(copy)).rejects.toMatchObject({ code: "RESULTS_DAMAGED" });
    }
    await rm(directory, { recursive: true });
  });
});
