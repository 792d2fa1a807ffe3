import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { ModelSpec } from "#knowledge";

import { intervalsAround } from "../../tools/interval-after.ts";
import { readInterval } from "../../tools/read-interval.ts";
import type { InputRow } from "../../tools/served-model.ts";
import { openLiveTools, rowsOf, type LiveTools, type Row } from "../support/open-live-tools.ts";

let live: LiveTools;
let everybody: readonly Row[];

beforeAll(async () => {
  live = await openLiveTools();
  everybody = await live.raw("SELECT * FROM final_results ORDER BY customer_id");
}, 60_000);
afterAll(() => live.close());

const specOf = (name: string): ModelSpec => live.domain.models.find((model) => model.name === name)!;

describe("the interval around a prediction", () => {
  it.each(["engagement", "value"])("of the %s model is the published one where nothing is changed", async (name) => {
    const model = await live.loadModel(name);
    const { spec } = model;
    const published = (column: string | null) => everybody.map((row) => Number(row[column ?? ""]));
    const ends = intervalsAround(live.domain, model, everybody, Float64Array.from(published(spec.prediction)));
    const scale = spec.range[1];
    for (const [found, column] of [
      [ends?.lower, spec.lower],
      [ends?.upper, spec.upper],
    ] as const)
      // Predictions are published as they are, ends too; what differs is the order of sums.
      published(column).forEach((value, row) => expect(Math.abs(found![row]! - value)).toBeLessThan(1e-6 * scale));
  });

  it("is none of a model without, and of one whose files are gone or damaged", async () => {
    const churn = await live.loadModel("churn");
    expect(intervalsAround(live.domain, churn, everybody.slice(0, 2), Float64Array.of(0.1, 0.2))).toBeNull();
    expect(await readInterval(specOf("churn"), () => Promise.reject(new Error("read")))).toBeNull();
    for (const text of [null, "{", "[]", '[{"split":"test","metric":"interval_half_width","value":1}]'])
      expect(await readInterval(specOf("engagement"), async () => text)).toBeNull();
    const metrics = '[{"split":"all","metric":"interval_margin","value":3}]';
    expect(await readInterval(specOf("value"), async (file) => (file === "metrics.json" ? metrics : null))).toBeNull();
  });

  it("goes with the prediction after a change of one customer", async () => {
    const id = String(everybody[3]?.["customer_id"]);
    const { found } = await live.call("simulate_change", {
      customer_id: id,
      change: { column: "content_posts_per_week", kind: "add", value: 5 },
    });
    const after: InputRow = {
      ...everybody[3],
      content_posts_per_week: Number(everybody[3]?.["content_posts_per_week"]) + 5,
    };
    for (const row of rowsOf(found)) {
      const model = await live.loadModel(String(row["model"]));
      const prediction = Number(row["prediction_after"]);
      const ends = intervalsAround(live.domain, model, [after], Float64Array.of(prediction));
      expect([row["lower_after"], row["upper_after"]]).toEqual([ends?.lower[0] ?? null, ends?.upper[0] ?? null]);
      if (ends === null) continue;
      expect(Number(row["lower_after"])).toBeLessThanOrEqual(prediction);
      expect(Number(row["upper_after"])).toBeGreaterThan(prediction);
    }
    expect(rowsOf(found).filter((row) => row["lower_after"] !== null)).toHaveLength(2);
  });

  it("goes with every reachable change and every step of the combined ones", async () => {
    const { found } = await live.call("explain_prediction", {
      customer_id: String(everybody[3]?.["customer_id"]),
      model: "value",
    });
    const changes = [...rowsOf(found.more["reachable_changes"]), ...rowsOf(found.more["combined_changes"])];
    expect(changes.length).toBeGreaterThan(3);
    for (const row of changes) {
      expect(Number(row["lower_then"])).toBeLessThanOrEqual(Number(row["prediction_then"]));
      expect(Number(row["upper_then"])).toBeGreaterThanOrEqual(Number(row["prediction_then"]));
      expect(Number(row["upper_then"])).toBeGreaterThan(Number(row["lower_then"]));
    }
  });
});
