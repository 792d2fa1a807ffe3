import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openLiveTools, rowsOf, type LiveTools, type Row } from "../support/open-live-tools.ts";

let live: LiveTools;
let customers: readonly Row[];

beforeAll(async () => {
  live = await openLiveTools();
  customers = await live.raw("SELECT * FROM final_results USING SAMPLE reservoir(12 ROWS) REPEATABLE (3)");
}, 60_000);
afterAll(() => live.close());

async function explain(customer: Row | undefined, model: string, interactions = false) {
  const { found } = await live.call("explain_prediction", {
    customer_id: customer?.["customer_id"],
    model,
    interactions,
  });
  const part = (name: string) => (found.more[name] ? rowsOf(found.more[name]) : null);
  return {
    single: part("reachable_changes") ?? [],
    combined: part("combined_changes") ?? [],
    pairs: part("interactions"),
  };
}

describe("combined changes", () => {
  it.each(["engagement", "churn", "value"])(
    "go on helping %s, step by step, from the best single one on",
    async (model) => {
      const spec = live.domain.models.find((candidate) => candidate.name === model)!;
      const sign = spec.goodDirection === "up" ? 1 : -1;
      let longest = 0;
      for (const customer of customers) {
        const { single, combined } = await explain(customer, model);
        longest = Math.max(longest, combined.length);
        const best = single[0];
        if (best?.["helps"] !== true) {
          expect(combined).toEqual([]);
          continue;
        }
        expect(combined[0]).toMatchObject({
          step: 1,
          feature: best["feature"],
          value_then: best["value_then"],
          prediction_then: best["prediction_then"],
        });
        const predictions = [best["prediction_now"], ...combined.map((step) => step["prediction_then"])].map(Number);
        for (const [step, prediction] of predictions.slice(1).entries()) {
          expect(sign * (prediction - predictions[step]!)).toBeGreaterThan(0);
        }
        expect(new Set(combined.map((step) => step["feature"])).size).toBe(combined.length);
      }
      expect(longest).toBe(3);
    },
  );

  it("tell how like real customers they leave this one", async () => {
    for (const customer of customers) {
      const { single, combined } = await explain(customer, "churn");
      for (const step of combined) {
        expect(step["share_as_unusual"]).toBeGreaterThanOrEqual(0);
        expect(step["share_as_unusual"]).toBeLessThanOrEqual(1);
      }
      // The third quartile of comparable customers: many of those alike are there, if not a quarter of them.
      const shares = single.map((change) => Number(change["share_of_alike_there"]));
      expect(shares.filter((share) => share > 0.05).length).toBeGreaterThan(shares.length / 2);
    }
  });
});

describe("interactions", () => {
  it("are told on demand only, the strongest first, and none with a protected feature", async () => {
    expect((await explain(customers[0], "churn")).pairs).toBeNull();
    const { pairs } = await explain(customers[0], "churn", true);
    const sizes = (pairs ?? []).map((pair) => Math.abs(Number(pair["contribution"])));
    expect(sizes.length).toBe(5);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    const secret = live.domain.feedColumns
      .filter((column) => column.privacy === "confidential")
      .map(({ name }) => name);
    expect(secret.length).toBeGreaterThan(0);
    for (const pair of pairs ?? []) {
      expect(secret).not.toContain(pair["feature"]);
      expect(secret).not.toContain(pair["with_feature"]);
    }
  });
});
