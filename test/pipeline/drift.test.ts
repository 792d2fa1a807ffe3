import { describe, expect, it } from "vitest";

import type { FeatureMatrix } from "#ml";

import { affectedVariables } from "../../pipeline/sample/causal-model.ts";
import { sampleColumns, type ColumnName } from "../../pipeline/sample/columns.ts";
import { createActivityHistory } from "../../pipeline/sample/history.ts";
import { createCustomerState } from "../../pipeline/sample/mechanism.ts";
import { sampleDefaults } from "../../pipeline/sample/index.ts";
import { createPopulation } from "../../pipeline/sample/population.ts";
import { driftChecks } from "../../pipeline/stages/validate/drift-checks.ts";

/** A change of the world: one column set to something else for everybody, and all that it causes. */
type Change = { readonly column: ColumnName; readonly to: (own: number) => number };

const features: FeatureMatrix["features"] = sampleColumns.map((column) =>
  column.kind === "category"
    ? { name: column.name, kind: "categorical", categories: column.labels }
    : { name: column.name, kind: "numeric" },
);

/** The customers of a sample as validation sees them, without the way over files. */
function drawMatrix(customers: number, seed: number, change?: Change): FeatureMatrix {
  const population = createPopulation({ ...sampleDefaults, customers, seed });
  const state = createCustomerState();
  const history = createActivityHistory(sampleDefaults.activityDays);
  const affected = affectedVariables(change ? [change.column] : []);
  const columns = features.map(() => new Float32Array(customers));
  for (let row = 0; row < customers; row++) {
    population.draw(row, state, history);
    if (change) {
      population.redraw(row, state, history, affected, (variable, drawn) =>
        variable === change.column ? change.to(drawn) : drawn,
      );
    }
    for (const [index, { name }] of sampleColumns.entries()) columns[index]![row] = state[name];
  }
  return { features, columns, rows: customers };
}

function drifted(live: FeatureMatrix, current: FeatureMatrix): string[] {
  const failed = driftChecks("customers", live, current).filter((check) => check.severity === "warning");
  return [...new Set(failed.map((check) => check.columnName ?? ""))].toSorted();
}

describe("drift between two runs", () => {
  const live = drawMatrix(2_000, 1);

  it("is not told of another draw from the same world, over 24 seeds", () => {
    const alarms = Array.from({ length: 24 }, (_, index) => drifted(live, drawMatrix(2_000, 100 + index)));
    expect(alarms.flat()).toEqual([]);
  });

  it.each([
    { column: "notification_click_rate", to: (own: number) => Math.min(1, own + 0.15) },
    { column: "response_time_avg_hours", to: (own: number) => own * 2 },
    { column: "device_type", to: (own: number) => (own === 0 ? 1 : own) },
  ] as const)("is told of $column where it changed, and of nothing that it does not cause", (change) => {
    const found = drifted(live, drawMatrix(2_000, 2, change));
    expect(found).toContain(change.column);
    const caused = affectedVariables([change.column]);
    expect(found.filter((name) => !caused.has(name as ColumnName))).toEqual([]);
  });

  it("is told of values that go missing", () => {
    const current = drawMatrix(2_000, 2);
    const index = features.findIndex((feature) => feature.name === "avg_sentiment_score");
    current.columns[index]?.fill(NaN, 0, 600);
    expect(drifted(live, current)).toEqual(["avg_sentiment_score"]);
  });
});
