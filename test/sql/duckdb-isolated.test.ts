import { writeFile } from "node:fs/promises";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { isAppError } from "#core";

import { readAllowed } from "../support/read-corpus.ts";
import { prepareIsolatedEngines } from "./isolated-fixture.ts";

const { results, open } = prepareIsolatedEngines();

/** Among rows that tie in the order, these pick any: two runs in one process may differ as well. */
const tiesDecide =
  /\b(limit|offset|fetch|row_number|ntile|lag|lead|first_value|last_value|nth_value|max_by|min_by|arbitrary|array_agg|listagg)\b/i;

describe("in processes of its own the engine", () => {
  test("answers what it answers within this process, value for value", async () => {
    const engine = await open({ maxRows: 1_000 });
    for (const { sql, role } of await readAllowed()) {
      const [here, there] = await Promise.all([results().runQuery({ sql, role }), engine.runQuery({ sql, role })]);
      // Without an order, or with sums in another order, two runs in one process differ as well.
      const comparable = ({ columns, rowCount, truncated, scannedBytes, notices }: typeof here) => ({
        columns,
        rowCount,
        truncated,
        scannedBytes,
        notices,
      });
      expect({ sql, ...comparable(there) }).toEqual({ sql, ...comparable(here) });
      const sorted = (rows: typeof here.rows) =>
        rows
          .map((row) =>
            JSON.stringify(row.map((value) => (typeof value === "number" ? Number(value.toPrecision(9)) : value))),
          )
          .toSorted();
      if (/ORDER BY|^SELECT count/i.test(sql) && !tiesDecide.test(sql) && !there.truncated)
        expect(sorted(there.rows)).toEqual(sorted(here.rows));
    }
  });

  test("keeps its own failures: without values of rows, and with the hint", async () => {
    const engine = await open();
    const failure = await engine
      .ask("SELECT CAST(customer_id AS double) FROM final_results")
      .catch((error: unknown) => error);
    expect(isAppError(failure, "SQL_FAILED") && [failure.detail, failure.hint]).toEqual([
      "A value could not be converted or is out of range.",
      "Use try_cast, or filter such values out first.",
    ]);
    expect(engine.started.map(({ lane }) => lane)).toEqual(["quick", "quick", "slow"]);
  });

  test("says that a results file is missing or damaged when it is opened", async () => {
    expect(
      await open({ databasePath: `${results().databasePath}.none` }).catch((error: unknown) =>
        isAppError(error, "RESULTS_MISSING"),
      ),
    ).toBe(true);
    const text = path.join(path.dirname(results().databasePath), "text.duckdb");
    await writeFile(text, "not a database at all");
    expect(await open({ databasePath: text }).catch((error: unknown) => isAppError(error, "RESULTS_DAMAGED"))).toBe(
      true,
    );
  });
});
