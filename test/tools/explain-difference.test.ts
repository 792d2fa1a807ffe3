import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { applyLink, explainContributions, mean, predictMargins } from "#ml";

import { encodeRows } from "../../tools/served-model.ts";
import { openLiveTools, rowsOf, type LiveTools, type Row } from "../support/open-live-tools.ts";

let live: LiveTools;
let everybody: readonly Row[];

beforeAll(async () => {
  live = await openLiveTools();
  everybody = await live.raw("SELECT * FROM final_results ORDER BY customer_id");
}, 60_000);
afterAll(() => live.close());

async function explain(input: Readonly<Record<string, unknown>>, role: "analyst" | "viewer" | "steward" = "analyst") {
  const { found, text } = await live.call("explain_difference", input, role);
  const parts = rowsOf(found);
  return {
    found,
    text,
    parts,
    part: (feature: string) => parts.find((row) => row["feature"] === feature),
    totals: rowsOf(found.more["totals"])[0]!,
    groups: rowsOf(found.more["groups"]),
  };
}

const isPremium = (row: Row) => row["account_type"] === "premium";
const number = (row: Row | undefined, name: string) => Number(row?.[name]);
const sumOf = (rows: readonly Row[], name: string) => rows.reduce((sum, row) => sum + number(row, name), 0);

/** The model's mean contributions over some rows, past the tools. */
async function meanContributions(model: string, rows: readonly Row[]) {
  const { trees } = await live.loadModel(model);
  const matrix = encodeRows(live.domain, trees.features, rows);
  const { contributions } = explainContributions(trees, matrix);
  const margins = predictMargins(trees, matrix);
  return {
    byFeature: new Map(trees.features.map(({ name }, place) => [name, mean(contributions[place]!)])),
    margin: mean(margins),
    prediction: mean(margins.map((margin) => applyLink(trees.objective, margin))),
  };
}

describe("explain_difference", () => {
  it.each(["churn", "engagement", "value"])("adds up, on both scales, to what the %s model says", async (model) => {
    const { parts, totals, groups } = await explain({ model, group_a: "account_type = 'premium'" });
    const [a, b] = await Promise.all([
      meanContributions(model, everybody.filter(isPremium)),
      meanContributions(
        model,
        everybody.filter((row) => !isPremium(row)),
      ),
    ]);
    expect(groups.map((row) => [row["side"], row["customers"], row["explained_on"]])).toEqual([
      ["group_a", everybody.filter(isPremium).length, everybody.filter(isPremium).length],
      ["group_b", everybody.filter((row) => !isPremium(row)).length, everybody.filter((row) => !isPremium(row)).length],
    ]);
    const scale = Math.max(1, Math.abs(number(totals, "difference")));
    for (const row of parts)
      expect(Math.abs(number(row, "mix") + number(row, "rate") - number(row, "difference"))).toBeLessThan(1e-9 * scale);
    expect(Math.abs(sumOf(parts, "difference") - number(totals, "difference"))).toBeLessThan(1e-9 * scale);
    expect(Math.abs(sumOf(parts, "margin_contribution") - (a.margin - b.margin))).toBeLessThan(1e-9 * scale);
    expect(totals).toMatchObject({ residual: 0 });
    expect(number(totals, "mix") + number(totals, "rate")).toBeCloseTo(number(totals, "difference"), 9);
    // The trees' own predictions; the published ones are the same, cut at the target's range.
    expect(number(totals, "difference") / (a.prediction - b.prediction)).toBeCloseTo(1, 3);
    for (const row of parts) {
      const feature = String(row["feature"]);
      if (!a.byFeature.has(feature)) continue;
      const expected = a.byFeature.get(feature)! - b.byFeature.get(feature)!;
      expect(Math.abs(number(row, "margin_contribution") - expected)).toBeLessThan(1e-9 * scale);
    }
    expect(parts.map((row) => row["feature"])).toEqual(
      expect.arrayContaining(["account_type", "protected_attributes", "other_features"]),
    );
  });

  it("tells the strongest first, each within its interval", async () => {
    const { parts, totals } = await explain({ model: "churn", group_a: "days_since_last_login > 7" });
    const strongest = parts.filter(
      (row) => row["feature"] !== "other_features" && row["feature"] !== "protected_attributes",
    );
    expect(strongest[0]?.["feature"]).toBe("days_since_last_login");
    const sizes = strongest.map((row) => Math.abs(number(row, "difference")));
    expect(sizes).toEqual([...sizes].sort((one, other) => other - one));
    for (const row of [...parts, totals]) {
      expect(number(row, "low")).toBeLessThanOrEqual(number(row, "difference"));
      expect(number(row, "high")).toBeGreaterThanOrEqual(number(row, "difference"));
    }
  });

  it("joins the data by queries that anybody can run again", async () => {
    const where = "account_type = 'premium'";
    const { found, part, totals, groups } = await explain({ model: "churn", group_a: where });
    const [fact] = await live.raw(
      `SELECT avg(avg_daily_logins) AS logins, avg(CAST(churn_30_day AS double)) AS churned, avg(predicted_churn_probability) AS predicted FROM final_results WHERE ${where}`,
    );
    expect(part("avg_daily_logins")?.["mean_a"]).toBeCloseTo(Number(fact?.["logins"]), 10);
    expect(part("account_type")).toMatchObject({ level: "premium", mean_a: 1, mean_b: 0 });
    expect(groups[0]?.["mean_actual"]).toBeCloseTo(Number(fact?.["churned"]), 10);
    expect(groups[0]?.["mean_prediction"]).toBeCloseTo(Number(fact?.["predicted"]), 10);
    expect(number(totals, "actual_difference") - number(totals, "difference")).toBeCloseTo(
      number(totals, "actual_beyond_prediction"),
      12,
    );
    expect(found.sql).toContain("avg(avg_daily_logins) AS avg_daily_logins");
    expect(found.sql?.split("\n\n")).toHaveLength(2);
    expect(found.input["group_b"]).toBe(`NOT coalesce((${where}), FALSE)`);
  });

  it("tells no protected attribute by itself, to nobody", async () => {
    for (const role of ["analyst", "viewer", "steward"] as const) {
      const { found, text } = await explain({ model: "churn", group_a: "age < 30", group_b: "age >= 30" }, role);
      const names = found.rows.map(([name]) => name);
      expect(names).toContain("protected_attributes");
      for (const column of live.domain.feedColumns.filter(({ privacy }) => privacy === "confidential"))
        expect([names.includes(column.name), text.includes(`\n${column.name}\t`)]).toEqual([false, false]);
    }
  });

  it("turns with the groups, and says what overlaps", async () => {
    const [mobile, premium] = ["device_type = 'mobile'", "account_type = 'premium'"];
    const one = await explain({ model: "engagement", group_a: mobile, group_b: premium });
    const other = await explain({ model: "engagement", group_a: premium, group_b: mobile });
    expect(number(one.totals, "difference")).toBeCloseTo(-number(other.totals, "difference"), 12);
    for (const row of one.parts.slice(0, 5))
      expect(number(other.part(String(row["feature"])), "mix")).toBeCloseTo(-number(row, "mix"), 12);
    const both = everybody.filter((row) => isPremium(row) && row["device_type"] === "mobile").length;
    expect(one.found.notices[0]).toContain(`${both} customers are in both groups`);
    const apart = await explain({ model: "engagement", group_a: premium, group_b: "account_type = 'free'" });
    expect(apart.found.notices.join()).not.toContain("both groups");
  });

  it("explains groups that differ in nothing as no different", async () => {
    const { totals, parts } = await explain({ model: "value", group_a: "1 = 1", group_b: "1 = 1" });
    expect(totals).toMatchObject({ difference: 0, sum_of_parts: 0, mix: 0, rate: 0, actual_difference: 0 });
    expect(parts.every((row) => row["difference"] === 0)).toBe(true);
  });

  it.each([
    ["nobody", { model: "churn", group_a: "avg_daily_logins > 1e9" }, "ENTITY_NOT_FOUND"],
    ["nobody else", { model: "churn", group_a: "1 = 1" }, "ENTITY_NOT_FOUND"],
    ["an unknown model", { model: "luck", group_a: "1 = 1" }, "MODEL_UNKNOWN"],
    [
      "a condition that breaks out of its brackets",
      { model: "churn", group_a: "1 = 1) OR (1 = 1" },
      "TOOL_INPUT_INVALID",
    ],
    ["a column that is not there", { model: "churn", group_a: "luck > 1" }, "SQL_REFUSED"],
  ])("refuses %s", async (_, input, code) => {
    await expect(explain(input)).rejects.toMatchObject({ code });
  });

  it("refuses a group that is smaller than the policy's minimum, on either side", async () => {
    const ids = everybody
      .slice(0, live.domain.policy.minimumGroupSize - 1)
      .map((row) => `'${String(row["customer_id"])}'`);
    const few = `customer_id IN (${ids.join(", ")})`;
    for (const role of ["analyst", "viewer"] as const) {
      await expect(explain({ model: "churn", group_a: few }, role)).rejects.toMatchObject({ code: "PRIVACY_REFUSED" });
      await expect(explain({ model: "churn", group_a: `NOT (${few})` }, role)).rejects.toMatchObject({
        code: "PRIVACY_REFUSED",
      });
    }
  });

  it("stops when the person has left", async () => {
    const tool = live.toolsFor("analyst").find(({ name }) => name === "explain_difference");
    const asked = tool?.invoke(
      { model: "churn", group_a: "account_type = 'premium'" },
      { signal: AbortSignal.abort() },
    );
    await expect(asked).rejects.toThrow();
  });
});
