import { setTimeout as wait } from "node:timers/promises";

import { beforeAll, describe, expect, test } from "vitest";

import { createIdSource, createRandom, createSystemClock, isAppError } from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";
import { createTrinoRunQuery, type TrinoRunQueryOptions } from "#sql";

import { askTrino } from "../support/ask-trino.ts";

// What only a running Trino can show: which queries it still has after they were given up here.

const baseUrl = process.env["RECKONER_TEST_TRINO_URL"] ?? "";
/** Hours of work, and no bytes. */
const heavy = `SELECT sum(a.x * b.x * c.x) FROM ${Array.from("abc", (name) => `UNNEST(sequence(1, 10000)) AS ${name}(x)`).join(" CROSS JOIN ")}`;

describe.skipIf(baseUrl === "")("a live Trino (skipped: RECKONER_TEST_TRINO_URL names none)", () => {
  const user = `live-${createIdSource()("test")}`;
  let domain: Domain;
  beforeAll(async () => {
    domain = await loadDomain(domainDirectory("engagement"));
  });

  const open = (options: Partial<TrinoRunQueryOptions> = {}) =>
    createTrinoRunQuery({
      baseUrl,
      user,
      catalog: "awsdatacatalog",
      domain,
      runId: "r_1",
      timeoutMs: 20_000,
      maxRows: 100,
      clock: createSystemClock(),
      ids: createIdSource(),
      random: createRandom(1),
      ...options,
    });
  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => "answered",
      (error: unknown) => (isAppError(error) ? error.code : String(error)),
    );

  /** The user's queries that have not ended, after the second that Trino takes to end one. */
  async function unfinished(): Promise<readonly unknown[]> {
    await wait(1_000);
    const sql = `SELECT state, query FROM system.runtime.queries WHERE "user" = '${user}' AND state NOT IN ('FINISHED', 'FAILED')`;
    const answer = await askTrino(baseUrl, sql);
    return "rows" in answer ? answer.rows : [answer.error];
  }

  // From the first request on its way to the query at work.
  test.each([1, 3, 10, 30, 100, 300, 1_500])("stops a query that is aborted after %i ms", async (abortMs) => {
    const engine = await open();
    const asked = code(engine.runQuery({ sql: heavy, role: "analyst", signal: AbortSignal.timeout(abortMs) }));
    expect(await asked).toBe("TURN_ABORTED");
    await engine.close();
    expect(await unfinished()).toEqual([]);
  });

  test("stops a query at its deadline, and those that run when the engine is closed", async () => {
    const late = await open({ timeoutMs: 700 });
    expect(await code(late.runQuery({ sql: heavy, role: "analyst" }))).toBe("SQL_TIMEOUT");
    await late.close();
    const engine = await open({ concurrentQueries: 3 });
    const asked = Array.from({ length: 5 }, () => code(engine.runQuery({ sql: heavy, role: "analyst" })));
    await wait(500);
    await engine.close();
    expect(await Promise.all(asked)).toEqual(asked.map(() => "TURN_ABORTED"));
    expect(await unfinished()).toEqual([]);
  });

  test("refuses a password over plain http, as this engine does where the server is elsewhere", async () => {
    const engine = await open({ password: "secret" });
    expect(await code(engine.runQuery({ sql: "SELECT 1", role: "analyst" }))).toBe("ENGINE_FORBIDDEN");
    await engine.close();
  });
});
