import { chmod, copyFile, mkdtemp, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createSystemClock, createIdSource, roles } from "#core";
import { createDuckDbRunQuery, openCustomerFile, recordParts, type CustomerFile } from "#sql";
import { createCustomerProfile, createCustomerText, createModelLoader } from "#tools";

import { buildLiveRun, type TestRun } from "../support/build-live-run.ts";

let run: TestRun;
let file: CustomerFile;
let filePath: string;
let engine: Awaited<ReturnType<typeof createDuckDbRunQuery>>;
let ids: readonly string[];
let everybody: readonly string[];
beforeAll(async () => {
  run = await buildLiveRun();
  filePath = run.live.customerFilePath ?? "";
  file = await openCustomerFile(filePath);
  engine = await createDuckDbRunQuery({
    domain: run.domain,
    databasePath: run.live.serveDatabasePath,
    timeoutMs: 60_000,
    maxRows: 4_000,
    memoryMb: 512,
    clock: createSystemClock(),
    ids: createIdSource(),
  });
  const { entity, results } = run.domain;
  const found = await engine.runQuery({
    sql: `SELECT ${entity.column} FROM ${results.table} ORDER BY ${entity.column}`,
    role: "steward",
    maxRows: 4_000,
  });
  everybody = found.rows.map(([id]) => String(id));
  // The first, the last and some between.
  ids = [0, 1, 17, 400, everybody.length - 1].map((place) => everybody[place] ?? "");
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

  it.each(["analyst", "steward"] as const)(
    "is the same text, byte by byte, straight from the records, for everybody of the run and the role %s",
    async (role) => {
      const loadModel = createModelLoader(run.domain, run.live.models);
      const deps = { domain: run.domain, runQuery: engine.runQuery, role, clock: createSystemClock(), loadModel };
      const { of: textOf } = await createCustomerText(deps, file.layout);
      const profile = profileOf(role, "file");
      const different: string[] = [];
      for (const id of everybody) {
        const record = file.record(id);
        const text = record === null ? null : textOf(id, record);
        if (text !== JSON.stringify(await profile(id, { history: false }))) different.push(id);
      }
      expect(everybody.length).toBeGreaterThan(2_500);
      expect(different).toEqual([]);
    },
    60_000,
  );

  it("is not made of a record that does not add up, or has no prediction", async () => {
    const loadModel = createModelLoader(run.domain, run.live.models);
    const deps = {
      domain: run.domain,
      runQuery: engine.runQuery,
      role: "analyst",
      clock: createSystemClock(),
    } as const;
    const { of: textOf } = await createCustomerText({ ...deps, loadModel }, file.layout);
    const parts = recordParts(file.layout);
    const spoil = (place: number, value: number) => {
      const record = new DataView((file.record(ids[1] ?? "") ?? new DataView(new ArrayBuffer(0))).buffer.slice(0));
      record.setFloat64(place * 8, value, true);
      return () => textOf(ids[1] ?? "", record);
    };
    expect(spoil(parts.contributionsAt, 5)).toThrow(expect.objectContaining({ code: "RESULTS_DAMAGED" }));
    expect(spoil(parts.predictionsAt, Number.NaN)).toThrow(expect.objectContaining({ code: "ENTITY_NOT_FOUND" }));
  });

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
