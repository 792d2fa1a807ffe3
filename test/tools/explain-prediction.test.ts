import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { logistic } from "#ml";

import { leversOf } from "../../tools/reachable-changes.ts";
import { openLiveTools, rowsOf, type LiveTools, type Row } from "../support/open-live-tools.ts";

let live: LiveTools;
let ids: readonly string[];

beforeAll(async () => {
  live = await openLiveTools();
  const rows = await live.raw("SELECT customer_id FROM final_results USING SAMPLE reservoir(40 ROWS) REPEATABLE (7)");
  ids = rows.map((row) => String(row["customer_id"]));
}, 60_000);
afterAll(() => live.close());

async function explain(id: string, model: string, role: "analyst" | "steward" = "analyst") {
  const { found } = await live.call("explain_prediction", { customer_id: id, model }, role);
  const [summary] = rowsOf(found);
  const parts = Object.fromEntries(Object.entries(found.more).map(([name, table]) => [name, rowsOf(table)]));
  const of = (name: string) => parts[name] ?? [];
  return {
    found,
    summary: summary ?? {},
    contributions: of("contributions"),
    calibration: of("calibration")[0] ?? {},
    changes: of("reachable_changes"),
  };
}

const numbersOf = (rows: readonly Row[], name: string) => rows.map((row) => Number(row[name]));

describe.each(["engagement", "churn", "value"])("explain_prediction of the %s model", (model) => {
  it("gives contributions that add up to the published prediction, the strongest first", async () => {
    const spec = live.domain.models.find((candidate) => candidate.name === model)!;
    for (const id of ids) {
      const { summary, contributions } = await explain(id, model);
      const [row] = await live.raw(`SELECT * FROM final_results WHERE customer_id = '${id}'`);
      const sum = numbersOf(contributions, "contribution").reduce((total, one) => total + one, 0);
      const margin = Number(summary["base_value"]) + sum;
      const told =
        spec.kind === "classification" ? logistic(margin) : Math.min(spec.range[1], Math.max(spec.range[0], margin));
      expect(summary).toMatchObject({
        model,
        prediction: row?.[spec.prediction],
        actual: row?.[spec.actual],
        lower: spec.lower ? row?.[spec.lower] : null,
        upper: spec.upper ? row?.[spec.upper] : null,
      });
      // Contributions are kept as 32-bit floats: about forty of them, each off by 6e-8 of its size at most.
      expect(Math.abs(told / Number(row?.[spec.prediction]) - 1)).toBeLessThan(1e-5);
      expect(Math.abs(Number(summary["margin"]) - margin)).toBeLessThan(1e-12 * Math.max(1, Math.abs(margin)));
      const sizes = numbersOf(contributions, "contribution").map(Math.abs);
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      expect(numbersOf(contributions, "rank")).toEqual(sizes.map((_, index) => index + 1));
    }
  });

  it("puts each value beside the typical one", async () => {
    const { contributions } = await explain(ids[0]!, model);
    const [row] = await live.raw(`SELECT * FROM final_results WHERE customer_id = '${ids[0]}'`);
    const numeric = contributions.filter((one) =>
      live.domain.feedColumns.some(
        ({ name, type }) => name === one["feature"] && (type === "int" || type === "double"),
      ),
    );
    expect(numeric.length).toBeGreaterThan(10);
    for (const { feature, value, typical } of numeric) {
      const [median] = await live.raw(
        `SELECT quantile_cont(${feature}, 0.5) AS m, stddev_samp(${feature}) AS sd FROM final_results`,
      );
      expect([feature, value]).toEqual([feature, row?.[String(feature)] === null ? null : expect.any(String)]);
      if (value !== null) expect(Number(value)).toBeCloseTo(Number(Number(row?.[String(feature)]).toPrecision(4)), 10);
      // approx_percentile may be off by a little; a hundredth of the spread is far below what a person reads.
      expect(Math.abs(Number(typical) - Number(median?.["m"]))).toBeLessThan(0.01 * Number(median?.["sd"]) + 0.5);
    }
    const product = live.domain.interactions[0]!;
    const told = contributions.find((one) => one["feature"] === product.name);
    const [left, right] = product.of.map((part) => row?.[part]);
    const expected =
      typeof left === "number" && typeof right === "number" ? String(Number((left * right).toPrecision(4))) : null;
    expect(told).toMatchObject({ label: product.label, value: expected });
  });

  it("tells the share of customers with a lower prediction, and how predictions like it came true", async () => {
    const spec = live.domain.models.find((candidate) => candidate.name === model)!;
    const { summary, calibration } = await explain(ids[1]!, model);
    const score = Number(summary["prediction"]);
    const [place] = await live.raw(
      `SELECT avg((${spec.prediction} < ${score})::INTEGER) AS below, count(*)::INTEGER AS n FROM final_results`,
    );
    expect(summary["share_with_lower_prediction"]).toBeCloseTo(Number(place?.["below"]), 10);
    expect(summary["customers"]).toBe(place?.["n"]);
    const [alike] = await live.raw(
      `SELECT count(*)::INTEGER AS n, avg(${spec.prediction}) AS predicted, avg(${spec.actual}::DOUBLE) AS actual, stddev_samp(${spec.actual}::DOUBLE) AS sd, avg(abs(${spec.actual}::DOUBLE - ${spec.prediction})) AS error FROM final_results WHERE data_split = 'test' AND abs(${spec.prediction} - ${score}) <= ${spec.range[1] <= 1 ? 0.05 : score / 10}`,
    );
    expect(calibration["customers"]).toBe(alike?.["n"]);
    expect(calibration["mean_prediction"]).toBeCloseTo(Number(alike?.["predicted"]), 10);
    expect(calibration["mean_actual"]).toBeCloseTo(Number(alike?.["actual"]), 10);
    const [low, high] = [Number(calibration["actual_low"]), Number(calibration["actual_high"])];
    const [n, actual] = [Number(alike?.["n"]), Number(alike?.["actual"])];
    if (spec.kind === "classification") {
      // Wilson's interval: its ends are where the score test at 5 % begins to reject.
      for (const end of [low, high])
        expect(Math.abs(actual - end) / Math.sqrt((end * (1 - end)) / n)).toBeCloseTo(1.959964, 4);
      expect(calibration["mean_absolute_error"]).toBeNull();
    } else {
      expect((high + low) / 2).toBeCloseTo(actual, 8);
      expect((high - low) / 2).toBeCloseTo((1.959964 * Number(alike?.["sd"])) / Math.sqrt(n), 4);
      expect(calibration["mean_absolute_error"]).toBeCloseTo(Number(alike?.["error"]), 8);
    }
  });

  it("reaches only by levers, in their good direction, from the prediction as it was published, best first", async () => {
    const spec = live.domain.models.find((candidate) => candidate.name === model)!;
    const levers = new Map(leversOf(live.domain).map((column) => [column.name, column.lever]));
    const directions = new Set<string>();
    for (const id of ids) {
      const { changes } = await explain(id, model);
      const [row] = await live.raw(`SELECT * FROM final_results WHERE customer_id = '${id}'`);
      for (const change of changes) {
        const lever = levers.get(String(change["feature"]));
        expect(lever).toBeDefined();
        directions.add(lever?.direction ?? "none");
        expect(change["value_now"]).toBe(String(row?.[String(change["feature"])]));
        expect(change["prediction_now"]).toBeCloseTo(Number(row?.[spec.prediction]), 10);
        expect(change["change"]).toBeCloseTo(Number(change["prediction_then"]) - Number(change["prediction_now"]), 10);
        const [now, then] = [Number(change["value_now"]), Number(change["value_then"])];
        if (lever?.direction === "up") expect(then).toBeGreaterThan(now);
        if (lever?.direction === "down") expect(then).toBeLessThan(now);
        if (lever?.direction === "set") expect(change).toMatchObject({ value_now: lever.from, value_then: lever.to });
        const gain = (spec.goodDirection === "up" ? 1 : -1) * Number(change["change"]);
        expect(change["helps"]).toBe(gain > 0);
      }
      const gains = numbersOf(changes, "change").map((gain) => (spec.goodDirection === "up" ? -gain : gain));
      expect(gains).toEqual([...gains].sort((a, b) => a - b));
    }
    expect([...directions].sort()).toEqual(["down", "set", "up"]);
  });
});

describe("explain_prediction and the rights", () => {
  it("shows protected attributes to an analyst as one sum only, and no value of one anywhere", async () => {
    const names = live.domain.feedColumns
      .filter((column) => column.privacy === "confidential")
      .map((column) => column.name);
    expect(names.length).toBeGreaterThan(0);
    const { found, contributions } = await explain(ids[2]!, "churn");
    const features = contributions.map((one) => one["feature"]);
    expect(features.filter((feature) => feature === "protected_attributes")).toHaveLength(1);
    expect(contributions.find((one) => one["feature"] === "protected_attributes")).toMatchObject({
      label: "protected attributes together",
      value: null,
      typical: null,
    });
    const text = JSON.stringify(found);
    expect(names.filter((name) => features.includes(name) || text.includes(`${name},`))).toEqual([]);
  });

  it("refuses a viewer a single customer", async () => {
    await expect(
      live.call("explain_prediction", { customer_id: ids[0], model: "churn" }, "viewer"),
    ).rejects.toMatchObject({ code: "PRIVACY_REFUSED" });
  });
});

describe("explain_prediction and bad input", () => {
  it.each([
    [
      { customer_id: "user_99999999", model: "churn" },
      "ENTITY_NOT_FOUND",
      "user_99999999 is not among the customers of this snapshot.",
    ],
    [
      { customer_id: "bob' OR 1=1 --", model: "churn" },
      "ENTITY_ID_MALFORMED",
      `"bob' OR 1=1 --" is not a customer id.`,
    ],
    [{ customer_id: "user_10001", model: "weather" }, "MODEL_UNKNOWN", 'There is no model named "weather".'],
  ])("%j is %s", async (input, code, detail) => {
    await expect(live.call("explain_prediction", input)).rejects.toMatchObject({ code, detail });
  });
});
