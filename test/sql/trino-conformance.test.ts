import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { isAppError } from "#core";
import { createGuard, type Guard, type QueryResult } from "#sql";

import { compareWithTrino, typesDiffer } from "../support/compare-with-trino.ts";
import { openTinyEngine, type TinyEngine } from "../support/open-tiny-engine.ts";
import { fingerprint, readRecording, readTrinoQueries, type Recorded } from "../support/trino-queries.ts";

const queries = await readTrinoQueries();
const topics = [...new Set(queries.map((query) => query.topic))];
const recordings = new Map(
  await Promise.all(topics.map(async (topic) => [topic, await readRecording(topic)] as const)),
);

let engine: TinyEngine;
let guard: Guard;
beforeAll(async () => {
  engine = await openTinyEngine();
  guard = createGuard({ domain: engine.domain });
});
afterAll(() => engine.remove());

function recordedOf(topic: string, sql: string): Recorded {
  const found = recordings.get(topic)?.find((candidate) => candidate.sql === sql);
  if (!found) throw new RangeError(`not recorded: ${sql}; run test/fixtures/trino/record.ts`);
  return found;
}

async function run(sql: string): Promise<QueryResult | { readonly failed: string }> {
  try {
    return await engine.runQuery({ sql, role: "analyst" });
  } catch (error) {
    if (isAppError(error)) return { failed: `${error.code}: ${error.detail} ${error.hint}` };
    throw error;
  }
}

for (const topic of topics) {
  const ofTopic = queries.filter((query) => query.topic === topic);
  describe(`${topic}: DuckDB answers what Trino answered`, () => {
    const open = ofTopic.filter((query) => query.group !== "refused");
    test.each(open)("$sql", async ({ sql, group, expanded }) => {
      const { answer } = recordedOf(topic, sql);
      const result = await run(expanded);
      if ("error" in answer) {
        expect(result, `Trino fails with ${answer.error}`).toHaveProperty("failed");
        return;
      }
      if ("failed" in result) throw new Error(result.failed);
      expect(compareWithTrino({ sql, group }, answer, result)).toEqual([]);
      expect(typesDiffer(answer.types, result.columns)).toEqual([]);
    });

    test.each(open)("the text for Athena is the one that Trino answered: $sql", ({ sql, expanded }) => {
      const { athena } = recordedOf(topic, sql);
      if (athena === undefined) return;
      const { athenaSql } = guard.check({ sql: expanded, role: "analyst", maxRows: 1_000 });
      expect(fingerprint(athenaSql), `${athenaSql}; run test/fixtures/trino/record.ts`).toBe(athena);
    });
  });
}

describe("what would not mean the same is refused with a way to mend it", () => {
  test.each(queries.filter((query) => query.group === "refused"))("$topic: $sql", ({ expanded }) => {
    let thrown: unknown;
    try {
      guard.check({ sql: expanded, role: "analyst", maxRows: 1_000 });
    } catch (error) {
      thrown = error;
    }
    if (!isAppError(thrown)) throw thrown ?? new Error("it passed");
    expect({ code: thrown.code, says: thrown.detail !== "" && thrown.hint !== "" }).toEqual({
      code: "SQL_REFUSED",
      says: true,
    });
  });
});

test("the suite is of the size that it claims", () => {
  expect(queries.length).toBeGreaterThanOrEqual(300);
});
