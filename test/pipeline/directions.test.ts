import { readFile } from "node:fs/promises";
import path from "node:path";

import { expect, it } from "vitest";

import { featureReader } from "#knowledge";
import { parseXgboostJson, predictMargins } from "#ml";

import { createTrueWorld } from "../../pipeline/sample/true-world.ts";
import { buildLiveRun } from "../support/build-live-run.ts";

it("has every served model keep to the dictionary's directions, for anybody and any value", async () => {
  const { domain, live } = await buildLiveRun();
  const world = createTrueWorld({ customers: 60, seed: 9, activityDays: 60, snapshotDate: "2026-11-20" });
  let judged = 0;
  for (const spec of domain.models) {
    if (spec.kind === "quantiles") continue;
    const folder = live.models.find(({ name }) => name === spec.name)?.directory ?? "";
    const trees = parseXgboostJson(await readFile(path.join(folder, "model.json"), "utf8"));
    const rows = Array.from({ length: world.customers }, (_, customer) => world.row(customer));
    const columns = trees.features.map((feature) => Float32Array.from(rows, featureReader(domain, feature)));
    for (const [name, direction] of Object.entries(spec.directions)) {
      const place = trees.features.findIndex((feature) => feature.name === name);
      const values = [...columns[place]!].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
      let before: Float64Array | null = null;
      for (const value of values) {
        const swept = columns.map((column, index) => (index === place ? column.map(() => value) : column));
        const margins = predictMargins(trees, { features: trees.features, columns: swept, rows: rows.length });
        const sign = direction === "rises" ? 1 : -1;
        // Sums of the same leaves in the same order: a wrong way by more than rounding is a broken constraint.
        const broken = before === null ? [] : [...margins].filter((m, i) => sign * (m - before![i]!) < -1e-12);
        expect({ model: spec.name, feature: name, broken }).toEqual({ model: spec.name, feature: name, broken: [] });
        before = margins;
        judged++;
      }
    }
  }
  expect(judged).toBeGreaterThan(400);
});
