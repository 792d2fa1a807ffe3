import { readFile } from "node:fs/promises";

import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { SqlValue } from "#sql";

import { openTinyEngine, type TinyEngine } from "../support/open-tiny-engine.ts";

type Expressions = Readonly<
  Record<string, readonly (readonly [expression: string, value: SqlValue | readonly SqlValue[]])[]>
>;

const file = new URL("../fixtures/sql/expressions.yaml", import.meta.url);
// The fixture's form is its own contract; a wrong one fails the tests below.
const expressions = parse(await readFile(file, "utf8")) as Expressions;

const rows =
  "(VALUES (1, 2, 'a', true, 1E0), (2, 4, 'b', false, 1E0), (3, 6, 'a', true, 1E0), (4, 8, 'c', true, 1E0), (NULL, 10, NULL, NULL, 1E0)) AS t(n, m, s, b, x)";

let engine: TinyEngine;
beforeAll(async () => {
  engine = await openTinyEngine();
});
afterAll(() => engine.remove());

async function columnOf(sql: string): Promise<readonly SqlValue[]> {
  const result = await engine.runQuery({ sql, role: "analyst" });
  return result.rows.map((row) => row[0] ?? null);
}

function expectClose(actual: SqlValue | undefined, expected: SqlValue): void {
  if (typeof expected === "number") expect(actual).toBeCloseTo(expected, 7);
  else expect(actual).toBe(expected);
}

for (const [group, cases] of Object.entries(expressions)) {
  describe(`${group} mean on DuckDB what they mean on Trino`, () => {
    test.each(cases)("%s", async (expression, expected) => {
      const from = group === "aggregates" ? ` FROM ${rows}` : group === "windows" ? ` FROM ${rows} ORDER BY m` : "";
      const select = group === "windows" ? `SELECT ${expression} AS v, m` : `SELECT ${expression}`;
      const values = await columnOf(`${select}${from}`);
      const wanted = Array.isArray(expected) ? expected : [expected];
      expect(values).toHaveLength(wanted.length);
      wanted.forEach((value: SqlValue, index: number) => expectClose(values[index], value));
    });
  });
}
