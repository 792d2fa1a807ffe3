import { expect, it } from "vitest";

import { mean } from "#ml";

import { simulate } from "../../../pipeline/sample/index.ts";
import { createTrueWorld } from "../../../pipeline/sample/true-world.ts";

const options = { customers: 1_500, seed: 5, activityDays: 60, snapshotDate: "2026-11-20" };
const world = createTrueWorld(options);
const scoreOf = (expected: Readonly<Record<string, number>>) => expected["engagement_score"] ?? NaN;
const everybody = Array.from({ length: options.customers }, (_, customer) => customer);

it("expects on average what was drawn", () => {
  const rows = everybody.map((customer) => world.row(customer));
  const expected = (target: string) => everybody.map((customer) => world.expected(customer)[target] ?? NaN);
  const scores = rows.map((row) => Number(row["engagement_score"]));
  // The score's own noise has a standard deviation of 0.0735, a leaver's of at most a half.
  expect(mean(expected("engagement_score"))).toBeCloseTo(mean(scores), 2);
  const churned = rows.map((row) => Number(row["churn_30_day"]));
  expect(Math.abs(mean(expected("churn_30_day")) - mean(churned))).toBeLessThan(3 * (0.5 / Math.sqrt(churned.length)));
  // The median of a log-normal outcome: as many are above as below.
  const medians = expected("lifetime_value_usd");
  const above = rows.filter((row, i) => Number(row["lifetime_value_usd"]) > medians[i]!);
  expect(Math.abs(above.length / rows.length - 0.5)).toBeLessThan(3 * (0.5 / Math.sqrt(rows.length)));
});

it("changes nothing when nothing is set, and only what is set when the rest is held", () => {
  const own = world.expected(7);
  expect(world.expectedInAll(7, {})).toEqual(own);
  expect(world.expectedDirectly(7, {})).toEqual(own);
  // Friend groups raise logins too: with these held, less follows.
  const settings = { friend_group_participation_score: 1 };
  const gain = (after: typeof own) => scoreOf(after) - scoreOf(own);
  expect(gain(world.expectedDirectly(7, settings))).toBeGreaterThan(0);
  expect(gain(world.expectedInAll(7, settings))).toBeGreaterThan(gain(world.expectedDirectly(7, settings)));
  expect(world.expectedDirectly(7, { social_influence_score: 1 })).toEqual(own);
});

it("gives the effect that the generator's own do-operator gives", () => {
  const { effects } = simulate({
    ...options,
    intervention: { changes: [{ column: "notification_click_rate", set: 0.6 }] },
  });
  const change = everybody.map(
    (customer) =>
      scoreOf(world.expectedInAll(customer, { notification_click_rate: 0.6 })) - scoreOf(world.expected(customer)),
  );
  const { meanChange, standardError } = effects.engagement_score.overAll;
  // The generator keeps each customer's noise and cuts the score at 1 after it; both average over the same customers.
  expect(Math.abs(mean(change) - meanChange)).toBeLessThan(4 * standardError);
});

it("sets a category by its label and knows the columns that cause a target directly", () => {
  const free = everybody.find((customer) => world.row(customer)["account_type"] === "free") ?? 0;
  const premium = world.expectedInAll(free, { account_type: "premium" });
  expect(scoreOf(premium)).toBeGreaterThan(scoreOf(world.expected(free)));
  expect(world.causes("churn_30_day")).toContain("response_time_avg_hours");
  expect(world.causes("engagement_score")).not.toContain("response_time_avg_hours");
  expect(world.causes("engagement_score")).not.toContain("social_influence_score");
});

it("refuses a column that there is not and a customer that was not drawn", () => {
  expect(() => world.expectedDirectly(0, { shoe_size: 4 })).toThrowError(
    expect.objectContaining({ code: "COLUMN_UNKNOWN", detail: expect.stringContaining("shoe_size") }),
  );
  expect(() => world.row(options.customers)).toThrowError(expect.objectContaining({ code: "INTERNAL" }));
});
