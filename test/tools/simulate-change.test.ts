import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { mean, predict, variance } from "#ml";

import { leversOf } from "../../tools/reachable-changes.ts";
import { encodeRows } from "../../tools/served-model.ts";
import { openLiveTools, rowsOf, type LiveTools, type Row } from "../support/open-live-tools.ts";

let live: LiveTools;
let everybody: readonly Row[];

const posts = "content_posts_per_week";

beforeAll(async () => {
  live = await openLiveTools();
  everybody = await live.raw("SELECT * FROM final_results ORDER BY customer_id");
}, 60_000);
afterAll(() => live.close());

async function simulate(input: Readonly<Record<string, unknown>>, role: "analyst" | "steward" = "analyst") {
  const { found, text } = await live.call("simulate_change", input, role);
  const models = Object.fromEntries(rowsOf(found).map((row) => [String(row["model"]), row]));
  const first = (name: string) => rowsOf(found.more[name])[0] ?? {};
  return { found, text, models, who: first("who"), values: first("values"), gains: rowsOf(found.more["gains"]) };
}

/** The model asked again over all rows, past the tools: the mean change and each customer's. */
async function recompute(model: string, rows: readonly Row[], change: (row: Row) => Row) {
  const { trees, spec } = await live.loadModel(model);
  const cut = (value: number) => Math.min(spec.range[1], Math.max(spec.range[0], value));
  const scores = (some: readonly Row[]) => predict(trees, encodeRows(live.domain, trees.features, some)).map(cut);
  const before = scores(rows);
  return scores(rows.map(change)).map((score, index) => score - before[index]!);
}

const raised = (by: (value: number) => number) => (row: Row) => ({
  ...row,
  [posts]: row[posts] === null ? null : by(Number(row[posts])),
});

describe("simulate_change with a change", () => {
  it.each([
    ["add", 1, (value: number) => value + 1],
    ["multiply", 1.5, (value: number) => value * 1.5],
    ["set", 4, () => 4],
  ])("%s %d: the mean change over all rows lies within the stated interval", async (kind, value, by) => {
    const { models, who } = await simulate({ change: { column: posts, kind, value } });
    expect(who).toMatchObject({ group_size: everybody.length, everybody: everybody.length, share_changed: 1 });
    for (const spec of live.domain.models) {
      const changes = await recompute(spec.name, everybody, raised(by));
      const told = models[spec.name]!;
      expect(mean(changes)).toBeGreaterThan(Number(told["low"]));
      expect(mean(changes)).toBeLessThan(Number(told["high"]));
      // The interval is that of the customers it was simulated on: half of everybody here.
      const halfWidth = 1.96 * Math.sqrt(variance(changes) / Number(who["simulated_on"]));
      expect((Number(told["high"]) - Number(told["low"])) / 2 / halfWidth).toBeCloseTo(1, 0);
      expect(Number(told["mean_after"]) - Number(told["mean_before"])).toBeCloseTo(Number(told["mean_change"]), 12);
    }
  });

  it("is exact where everybody of the group is simulated on", async () => {
    const where = "account_type = 'premium' AND predicted_churn_probability > 0.1";
    const group = everybody.filter(
      (row) => row["account_type"] === "premium" && Number(row["predicted_churn_probability"]) > 0.1,
    );
    const { models, who, values, gains, found } = await simulate({
      where,
      change: { column: posts, kind: "add", value: 2 },
    });
    expect(who).toMatchObject({
      group_size: group.length,
      simulated_on: group.length,
      customers_changed: group.length,
    });
    const changes = await recompute(
      "churn",
      group,
      raised((value) => value + 2),
    );
    expect(models["churn"]?.["mean_change"]).toBeCloseTo(mean(changes), 10);
    expect(models["churn"]?.["mean_change_over_everybody"]).toBeCloseTo(
      (mean(changes) * group.length) / everybody.length,
      10,
    );
    const now = group.flatMap((row) => (row[posts] === null ? [] : [Number(row[posts])]));
    expect(values).toMatchObject({ lever: posts });
    expect(values["mean_now"]).toBeCloseTo(mean(now), 10);
    expect(values["mean_then"]).toBeCloseTo(mean(now) + 2, 10);
    expect(gains.filter((row) => row["model"] === "churn")).toMatchObject([
      { value: "premium", customers: group.length },
    ]);
    expect(found.notices).toEqual([expect.stringContaining("causes are known")]);
  });

  it("finds no change where nothing changes", async () => {
    for (const change of [
      { column: posts, kind: "add", value: 0 },
      { column: posts, kind: "multiply", value: 1 },
    ]) {
      const { models, who } = await simulate({ change });
      expect(who["simulated_moved"]).toBe(0);
      for (const row of Object.values(models)) expect(row).toMatchObject({ mean_change: 0, low: 0, high: 0 });
    }
  });

  it("cuts at the column's range and says how much leaves what the models have seen", async () => {
    const lever = live.domain.feedColumns.find((column) => column.name === "notification_click_rate")!;
    const { values } = await simulate({ change: { column: lever.name, kind: "add", value: 50 } });
    expect(values["mean_then"]).toBe(lever.range?.[1]);
    const [seen] = await live.raw(`SELECT quantile_cont(${lever.name}, 0.99) AS high FROM final_results`);
    expect(Number(values["seen_high"])).toBeCloseTo(Number(seen?.["high"]), 1);
    expect(values["share_outside_seen"]).toBe(1);
  });

  it("changes a share: those who are changed as they are, everybody in proportion", async () => {
    const whole = await simulate({ change: { column: posts, kind: "add", value: 1 } });
    const half = await simulate({ change: { column: posts, kind: "add", value: 1 }, share: 0.5 });
    expect(half.models["churn"]?.["mean_change"]).toBe(whole.models["churn"]?.["mean_change"]);
    expect(half.models["churn"]?.["mean_change_over_everybody"]).toBeCloseTo(
      Number(whole.models["churn"]?.["mean_change_over_everybody"]) / 2,
      12,
    );
    expect(half.who).toMatchObject({ share_changed: 0.5, customers_changed: Math.round(everybody.length / 2) });
    expect(half.text).toContain("are of the customers who are changed");
  });

  it("sets what a lever carries from customers who have that value", async () => {
    const { models, text, who } = await simulate({
      where: "account_type = 'free'",
      change: { column: "account_type", kind: "set", value: "premium" },
    });
    expect(who["simulated_moved"]).toBe(who["simulated_on"]);
    expect(text).toContain(
      "also sets premium_feature_usage_rate and premium_features_used_count, drawn from customers",
    );
    expect(Number(models["engagement"]?.["mean_change"])).not.toBe(0);
    const already = await simulate({
      where: "account_type = 'premium'",
      change: { column: "account_type", kind: "set", value: "premium" },
    });
    expect(already.models["engagement"]?.["mean_change"]).toBe(0);
  });

  it("draws evenly whatever the engine's cap on rows is", async () => {
    const capped = await openLiveTools({ maxRows: 90 });
    try {
      const input = { change: { column: posts, kind: "add", value: 1 } };
      const { found } = await capped.call("simulate_change", input);
      const usual = await simulate(input);
      expect(rowsOf(found.more["who"])[0]?.["simulated_on"]).toBe(usual.who["simulated_on"]);
      const told = rowsOf(found).find((row) => row["model"] === "churn");
      expect(told?.["mean_change"]).toBeCloseTo(Number(usual.models["churn"]?.["mean_change"]), 10);
    } finally {
      await capped.close();
    }
  });
});

describe("simulate_change without a change", () => {
  it.each(["engagement", "churn"])("ranks the levers by what they bring in the %s model", async (model) => {
    const { found } = await simulate({ model });
    const spec = live.domain.models.find((candidate) => candidate.name === model)!;
    const rows = rowsOf(found);
    const names = leversOf(live.domain).map((column) => column.name);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter((row) => !names.includes(String(row["lever"])))).toEqual([]);
    const gains = rows.map((row) => Number(row["mean_change"]) * (spec.goodDirection === "up" ? -1 : 1));
    expect(gains).toEqual([...gains].sort((a, b) => a - b));
    for (const row of rows) {
      expect(row["helps"]).toBe(Number(row["mean_change"]) * (spec.goodDirection === "up" ? 1 : -1) > 0);
      const lever = live.domain.feedColumns.find((column) => column.name === row["lever"])?.lever;
      if (lever?.direction === "up") expect(Number(row["mean_to"])).toBeGreaterThan(Number(row["mean_from"]));
      if (lever?.direction === "down") expect(Number(row["mean_to"])).toBeLessThan(Number(row["mean_from"]));
    }
  });

  it("ranks them in the primary model where none is named", async () => {
    expect((await simulate({})).found.title).toBe("Reachable changes ranked by the engagement model");
  });
});

describe("simulate_change and bad input", () => {
  const change = { column: posts, kind: "add", value: 1 };
  it.each([
    ["COLUMN_UNKNOWN", { change: { ...change, column: "no_such_lever" } }],
    ["TOOL_INPUT_INVALID", { change: { ...change, column: "age" } }],
    ["TOOL_INPUT_INVALID", { change: { ...change, value: "many" } }],
    ["TOOL_INPUT_INVALID", { change: { column: "account_type", kind: "add", value: 1 } }],
    ["TOOL_INPUT_INVALID", { change: { column: "account_type", kind: "set", value: "gold" } }],
    ["TOOL_INPUT_INVALID", { change, where: "true) OR (true" }],
    ["MODEL_UNKNOWN", { model: "weather" }],
    ["SQL_REFUSED", { change, where: "no_such_column > 1" }],
    ["ENTITY_NOT_FOUND", { change, where: "predicted_churn_probability > 2" }],
    ["PRIVACY_REFUSED", { change, where: "customer_id IN (SELECT min(customer_id) FROM final_results)" }],
    ["PRIVACY_REFUSED", { change, where: "age = 79 AND gender = 'other'" }],
    ["PRIVACY_REFUSED", { where: "age = 79 AND gender = 'other'" }],
  ])("%s: %j", async (code, input) => {
    await expect(live.call("simulate_change", input)).rejects.toMatchObject({ code });
  });

  it("tells nothing of a part of the group that is below the minimum size", async () => {
    const where = "age = 51";
    const sizes = await live.raw(
      `SELECT account_type, count(*)::INTEGER AS n FROM final_results WHERE ${where} GROUP BY 1 ORDER BY 1`,
    );
    const small = sizes.filter((row) => Number(row["n"]) < live.domain.policy.minimumGroupSize);
    expect(small.length).toBe(1);
    const analyst = await simulate({ where, change });
    expect(analyst.gains.map((row) => row["value"])).not.toContain(small[0]?.["account_type"]);
    const steward = await simulate({ where, change }, "steward");
    expect(steward.gains.map((row) => row["value"])).toContain(small[0]?.["account_type"]);
  });
});

describe("simulate_change of a single customer", () => {
  it("gives every model's prediction before and after, as the models say when asked again", async () => {
    const row = everybody.find((one) => one["account_type"] === "free" && Number(one[posts]) < 3)!;
    const id = String(row["customer_id"]);
    const { found } = await live.call("simulate_change", {
      customer_id: id,
      change: { column: posts, kind: "add", value: 5 },
    });
    for (const told of rowsOf(found)) {
      const [change] = await recompute(
        String(told["model"]),
        [row],
        raised((value) => value + 5),
      );
      const prediction = Number(row[String(told["prediction"])]);
      expect(told["prediction_before"]).toBe(prediction);
      expect(told["change"]).toBeCloseTo(change!, 4);
      expect(told["prediction_after"]).toBeCloseTo(prediction + Number(told["change"]), 10);
    }
    const value = rowsOf(found).find((told) => told["model"] === "value");
    expect(value).toMatchObject({ lower: row["ltv_p10"], upper: row["ltv_p90"] });
    expect(rowsOf(found.more["values"])[0]).toMatchObject({
      lever: posts,
      value_now: row[posts],
      value_then: Number(row[posts]) + 5,
    });
    const protectedNames = live.domain.feedColumns
      .filter((one) => one.privacy === "confidential")
      .map((one) => one.name);
    expect(JSON.stringify(found)).not.toMatch(new RegExp(`\\b(${protectedNames.join("|")})\\b`));
  });

  it("says that a change leaves the customer as he is", async () => {
    const row = everybody.find((one) => one["account_type"] === "premium")!;
    const { found } = await live.call("simulate_change", {
      customer_id: String(row["customer_id"]),
      change: { column: "account_type", kind: "set", value: "premium" },
    });
    expect(found.notices.join(" ")).toMatch(/does not move/);
    expect(rowsOf(found).map((told) => told["change"])).toEqual(live.domain.models.map(() => 0));
  });

  it("refuses an id beside a condition, an id without a change, an id that is none, and a role without rows", async () => {
    const change = { column: posts, kind: "add", value: 1 };
    const id = String(everybody[0]!["customer_id"]);
    const ask = (input: Readonly<Record<string, unknown>>, role?: "viewer") =>
      live.call("simulate_change", input, role);
    await expect(ask({ customer_id: id, where: "true", change })).rejects.toMatchObject({ code: "TOOL_INPUT_INVALID" });
    await expect(ask({ customer_id: id })).rejects.toMatchObject({ code: "TOOL_INPUT_INVALID" });
    await expect(ask({ customer_id: "user_99999999", change })).rejects.toMatchObject({ code: "ENTITY_NOT_FOUND" });
    await expect(ask({ customer_id: "42'; --", change })).rejects.toMatchObject({ code: "ENTITY_ID_MALFORMED" });
    await expect(ask({ customer_id: id, change }, "viewer")).rejects.toMatchObject({ code: "PRIVACY_REFUSED" });
  });
});

describe("the dollar benefit of a change", () => {
  it("is the value model's mean change, its total over the changed, and net of a named cost", async () => {
    const { found, models, who } = await simulate({
      where: "predicted_churn_probability > 0.5",
      change: { column: posts, kind: "add", value: 1 },
      share: 0.5,
      cost: 0.5,
    });
    const value = models["value"]!;
    const customers = Number(who["customers_changed"]);
    const each = Number(value["mean_change"]);
    expect(rowsOf(found.more["benefit"])).toEqual([
      {
        model: "value",
        break_even_cost_each: each,
        break_even_low: value["low"],
        break_even_high: value["high"],
        total_benefit: each * customers,
        cost_each: 0.5,
        total_cost: 0.5 * customers,
        net_each: each - 0.5,
        net_low: Number(value["low"]) - 0.5,
        net_high: Number(value["high"]) - 0.5,
        total_net: (each - 0.5) * customers,
      },
    ]);
  });
});

describe("simulate_change beside the truth", () => {
  const truthOf = (where: string) =>
    live.raw(
      `SELECT model, lever, modelled_change, true_change, modelled_change / true_change AS share_of_true_effect, verdict
       FROM what_if_truth WHERE ${where} ORDER BY model, lever`,
    );

  it("tells of the changed lever how near each model came to its known effect, in one sentence", async () => {
    const { found } = await simulate({ change: { column: posts, kind: "add", value: 1 } });
    const truth = await truthOf(`lever = '${posts}'`);
    expect(truth).toHaveLength(live.domain.models.length);
    expect(rowsOf(found.more["truth"])).toEqual(truth);
    const notices = found.notices.filter((notice) => notice.includes("causes are known"));
    expect(notices).toHaveLength(1);
    for (const { model, verdict, share_of_true_effect: share } of truth) {
      const words = {
        close: String(model),
        direction: `${String(model)} (${Number(share).toFixed(2)} of the true effect)`,
        wrong: String(model),
      }[String(verdict)];
      expect(notices[0]).toContain(words);
    }
    expect(notices[0]?.includes("not to be trusted")).toBe(truth.some(({ verdict }) => verdict === "wrong"));
  });

  it("tells of every ranked lever how near the one model came", async () => {
    const { found } = await simulate({ model: "churn" });
    const ranked = rowsOf(found).map((row) => String(row["lever"]));
    const truth = await truthOf(`model = 'churn' AND lever IN (${ranked.map((name) => `'${name}'`).join(", ")})`);
    expect(rowsOf(found.more["truth"])).toEqual(truth);
    const notice = found.notices.find((text) => text.includes("causes are known"));
    for (const { lever } of truth) expect(notice).toContain(String(lever));
  });
});
