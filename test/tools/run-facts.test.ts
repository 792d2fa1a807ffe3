import { expect, it } from "vitest";

import { createFixedClock } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import type { QueryRequest, QueryResult } from "#sql";

import { createRunFacts } from "../../tools/run-facts.ts";

/** Facts over an engine that answers each query with one row of ones, after failing as often as asked. */
async function factsOver(failures: number) {
  const domain = await loadDomain(domainDirectory("engagement"));
  const asked: string[] = [];
  let left = failures;
  const runQuery = async ({ sql }: QueryRequest): Promise<QueryResult> => {
    asked.push(sql);
    if (left-- > 0) throw new Error("the engine is away");
    const names = Array.from(sql.matchAll(/ AS (\w+)/g), (match) => match[1] ?? "");
    return {
      queryId: "query_1",
      sql,
      columns: names.map((name) => ({ name, type: "double" })),
      rows: [names.map(() => 1)],
      rowCount: 1,
      truncated: false,
      scannedBytes: 0,
      costUsd: 0,
      elapsedMs: 0,
      engine: "duckdb",
      notices: [],
    };
  };
  const never = () => Promise.reject(new Error("no model is asked for"));
  const facts = createRunFacts({
    domain,
    runQuery,
    role: "analyst",
    loadModel: never,
    clock: createFixedClock(new Date(0)),
  });
  return { domain, facts, asked };
}

it("looks a fact up once, also for those who ask at the same time", async () => {
  const { facts, asked } = await factsOver(0);
  const [first, second] = await Promise.all([facts.typicalValues(), facts.typicalValues()]);
  expect(second).toBe(first);
  const queries = asked.length;
  await facts.typicalValues();
  expect(asked).toHaveLength(queries);
});

it("looks a fact up again that could not be looked up", async () => {
  const { facts, asked } = await factsOver(1);
  await expect(facts.leverQuantiles({})).rejects.toThrow("the engine is away");
  expect((await facts.leverQuantiles({})).size).toBeGreaterThan(5);
  expect(asked).toHaveLength(2);
});

it("keeps facts of different customers and levers apart, and knows no range of a lever that is no number", async () => {
  const { facts, asked, domain } = await factsOver(0);
  const column = (name: string) => domain.feedColumns.find((candidate) => candidate.name === name)!;
  await facts.leverQuantiles({ account_type: "free" });
  await facts.leverQuantiles({ account_type: "it's" });
  expect(asked.map((sql) => sql.slice(sql.indexOf(" WHERE")))).toEqual([
    " WHERE (account_type = 'free')",
    " WHERE (account_type = 'it''s')",
  ]);
  expect(await facts.seenRange(column("referral_count"))).toEqual({ low: 1, high: 1 });
  expect(await facts.seenRange(column("account_type"))).toBeNull();
});
