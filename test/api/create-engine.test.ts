import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { createFixedClock, createSequentialIdSource, isAppError, loadConfig } from "#core";

import { assertSameRun } from "../../api/assert-same-run.ts";
import { createEngine, type Engine } from "../../api/create-engine.ts";
import { createAthenaWire } from "../support/athena-wire.ts";
import { openTinySql } from "../support/open-tiny-sql.ts";

const wire = createAthenaWire("eu-central-1");
const environment = { ...process.env };
const athena = { SQL_ENGINE: "athena", AWS_REGION: "eu-central-1", ATHENA_WORKGROUP: "analysts" };
let tiny: Awaited<ReturnType<typeof openTinySql>>;
const opened: Engine[] = [];

beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "key" });
  tiny = await openTinySql();
  wire.start();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
  wire.reset();
});
afterAll(async () => {
  wire.stop();
  process.env = environment;
  await tiny.remove();
});

/** The engine that an environment names, over the tiny run or over none. */
async function open(env: Readonly<Record<string, string>>, hasRun = true): Promise<Engine> {
  const engine = await createEngine(loadConfig(env, tiny.directory), {
    domain: tiny.domain,
    run: hasRun ? tiny.run : null,
    clock: createFixedClock(new Date("2026-11-20T12:00:00Z")),
    ids: createSequentialIdSource(),
    isolateQueries: false,
    watchDifferences: true,
  });
  opened.push(engine);
  return engine;
}

const counting = "SELECT count(*) AS n FROM final_results WHERE trust_score > 0";
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => "no failure",
    (error: unknown) => (isAppError(error) ? `${error.code}: ${error.detail}` : String(error)),
  );

describe("the engine by settings", () => {
  it("is DuckDB over this machine's run where nothing is said, and wants one", async () => {
    const engine = await open({});
    expect(await engine.runQuery({ sql: counting, role: "analyst" })).toMatchObject({ engine: "duckdb", costUsd: 0 });
    expect(await failureOf(open({}, false))).toBe("RESULTS_MISSING: No finished pipeline run is on this machine.");
  });

  it("is Athena with the workgroup, places and price that are set, and the run's id in each query", async () => {
    wire.script({
      states: [{ Status: { State: "SUCCEEDED" }, Statistics: { DataScannedInBytes: 20_000_000 } }],
      columns: [["n", "bigint"]],
      rows: [["42"]],
    });
    const engine = await open({
      ...athena,
      ATHENA_CATALOG: "lake",
      ATHENA_DATABASE: "results",
      ATHENA_OUTPUT_LOCATION: "s3://bucket/out/",
      ATHENA_REUSE_MINUTES: "5",
      ATHENA_USD_PER_TERABYTE: "10",
    });
    expect(await engine.runQuery({ sql: counting, role: "analyst" })).toMatchObject({
      engine: "athena",
      rows: [[42]],
      costUsd: 0.0002,
    });
    expect(wire.calls[0]?.input).toMatchObject({
      QueryString: expect.stringMatching(/\n-- run run_1$/),
      WorkGroup: "analysts",
      QueryExecutionContext: { Catalog: "lake", Database: "results" },
      ResultConfiguration: { OutputLocation: "s3://bucket/out/" },
      ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 5 } },
    });
  });

  it("lets Athena reuse nothing where no run tells one result from a later one", async () => {
    wire.script({ states: [{ Status: { State: "SUCCEEDED" } }], columns: [["n", "bigint"]], rows: [["1"]] });
    await (await open(athena, false)).runQuery({ sql: counting, role: "analyst" });
    expect(wire.calls[0]?.input).not.toHaveProperty("ResultReuseConfiguration");
  });

  it("is a Trino of one's own, whose settings are looked at before the first query", async () => {
    const trino = { SQL_ENGINE: "trino", TRINO_URL: "http://127.0.0.1:9", TRINO_CATALOG: "hive" };
    await open(trino);
    const exposed = open({ ...trino, TRINO_URL: "http://trino.example", TRINO_PASSWORD: "secret" });
    expect(await failureOf(exposed)).toMatch(/^CONFIG_INVALID: .*clear/);
  });
});

describe("around every engine", () => {
  it("a result is kept for the same question on the same run", async () => {
    const engine = await open({});
    const first = await engine.runQuery({ sql: counting, role: "analyst", person: "ann" });
    expect(first.scannedBytes).toBeGreaterThan(0);
    expect(await engine.runQuery({ sql: counting, role: "analyst", person: "bob" })).toEqual({
      ...first,
      scannedBytes: 0,
      elapsedMs: 0,
      notices: ["Computed earlier, on the same data."],
    });
  });

  it("a person's answers may not single somebody out by their difference, another person's may", async () => {
    const engine = await open({});
    const mean = (where: string, person: string) =>
      failureOf(engine.runQuery({ sql: `SELECT avg(age) AS a FROM final_results${where}`, role: "analyst", person }));
    const butOne = " WHERE NOT trust_score = (SELECT max(trust_score) FROM final_results)";
    expect(await mean("", "ann")).toBe("no failure");
    expect(await mean(butOne, "ann")).toMatch(/^PRIVACY_REFUSED/);
    expect(await mean(butOne, "bob")).toBe("no failure");
  });

  it("a person's budget is used up for that person only, also after a restart", async () => {
    const env = { RECKONER_QUERY_BYTES_PER_DAY: "1", RECKONER_DATA_DIR: tiny.directory };
    const usedUp = "QUERY_BUDGET: Today's budget of 1 bytes for queries is used up.";
    const ask = (engine: Engine, person: string) =>
      failureOf(engine.runQuery({ sql: counting, role: "analyst", person }));
    const engine = await open(env);
    expect(await ask(engine, "ann")).toBe("no failure");
    expect(await ask(engine, "ann")).toBe(usedUp);
    expect(await ask(engine, "bob")).toBe("no failure");
    expect(await ask(await open(env), "ann")).toBe(usedUp);
    // What came from memory was free.
    expect(await ask(engine, "bob")).toBe("no failure");
  });
});

describe("assertSameRun", () => {
  const holding = (...runs: readonly string[]) =>
    assertSameRun(
      async ({ sql }) => ({
        queryId: "q",
        sql,
        columns: [{ name: "run", type: "varchar" }],
        rows: runs.map((run) => [run]),
        rowCount: runs.length,
        truncated: false,
        scannedBytes: 0,
        costUsd: 0,
        elapsedMs: 0,
        engine: "athena",
        notices: [],
      }),
      { domain: tiny.domain, runId: "run_1", signal: new AbortController().signal },
    );

  it("passes tables that hold this machine's run, and no others", async () => {
    expect(await failureOf(holding("run_1"))).toBe("no failure");
    expect(await failureOf(holding("run_2"))).toBe(
      "RESULTS_DAMAGED: The engine's tables hold run_2; this machine has run_1.",
    );
    expect(await failureOf(holding("run_1", "run_2"))).toMatch(/^RESULTS_DAMAGED/);
    expect(await failureOf(holding())).toMatch(/^RESULTS_DAMAGED: The engine's tables hold no run/);
  });

  it("asks a query that the guard lets pass", async () => {
    const engine = await open({});
    const signal = new AbortController().signal;
    expect(await failureOf(assertSameRun(engine.runQuery, { domain: tiny.domain, runId: "run_1", signal }))).toMatch(
      /^(no failure|RESULTS_DAMAGED)/,
    );
  });
});
