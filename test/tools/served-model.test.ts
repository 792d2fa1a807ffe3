import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { predict } from "#ml";

import { encodeRows } from "../../tools/served-model.ts";
import { openLiveTools, type LiveTools } from "../support/open-live-tools.ts";

let live: LiveTools;

beforeAll(async () => {
  live = await openLiveTools();
}, 60_000);
afterAll(() => live.close());

describe("encodeRows", () => {
  it("gives every model the inputs that the pipeline gave it: the published predictions come out again", async () => {
    const rows = await live.raw("SELECT * FROM final_results ORDER BY customer_id");
    expect(rows.length).toBeGreaterThan(2_000);
    for (const spec of live.domain.models) {
      const { trees } = await live.loadModel(spec.name);
      const [low, high] = spec.range;
      const scores = predict(trees, encodeRows(live.domain, trees.features, rows));
      const differing = rows.filter((row, index) => {
        const again = Math.min(high, Math.max(low, scores[index]!));
        // Both walk the same trees over the same 32-bit values and sum in the same order.
        return Math.abs(again - Number(row[spec.prediction])) > 1e-12;
      });
      expect({ model: spec.name, differing: differing.map((row) => row["customer_id"]) }).toEqual({
        model: spec.name,
        differing: [],
      });
    }
  });

  it("tells a number, a category, a bin and a product apart, and what is missing or unknown from all", () => {
    const { domain } = live;
    const [interaction] = domain.interactions;
    const binned = domain.feedColumns.find((column) => column.input === "binned");
    const category = domain.feedColumns.find((column) => column.type === "string" && column.values.length > 1);
    if (!interaction || !binned || !category) throw new TypeError("the domain has one of each");
    const [left, right] = interaction.of;
    const matrix = encodeRows(
      domain,
      [
        { name: left, kind: "numeric" },
        { name: interaction.name, kind: "numeric" },
        { name: binned.name, kind: "categorical", categories: binned.bins.map((bin) => bin.label) },
        { name: category.name, kind: "categorical", categories: category.values.map((value) => value.value) },
      ],
      [
        {
          [left]: 2,
          [right]: 3,
          [binned.name]: binned.bins[1]?.from ?? null,
          [category.name]: category.values[1]?.value ?? null,
        },
        { [left]: null, [right]: 3, [binned.name]: -1, [category.name]: "no such value" },
        {},
      ],
    );
    expect({ ...matrix, columns: matrix.columns.map((column) => [...column]) }).toMatchObject({
      rows: 3,
      columns: [
        [2, Number.NaN, Number.NaN],
        [6, Number.NaN, Number.NaN],
        [1, Number.NaN, Number.NaN],
        [1, Number.NaN, Number.NaN],
      ],
    });
  });
});
