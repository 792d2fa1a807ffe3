import { describe, expect, it } from "vitest";

import { rows, score } from "./build-context.ts";

const truth = rows({
  importance: [
    { name: "avg_daily_logins", share: 0.2, direction: "positive" },
    { name: "content_posts_per_week", share: 0.15, direction: "positive" },
    { name: "response_time_avg_hours", share: 0.1, direction: "negative" },
    { name: "match_success_rate", share: 0.0999, direction: "mixed" },
    { name: "trust_score", share: 0.05, direction: "positive" },
  ],
  pair: [
    { name: "premium", mean: 0.63 },
    { name: "free", mean: 0.45 },
  ],
  times: [
    { name: "evening", mean: 0.52 },
    { name: "morning", mean: 0.5 },
    { name: "night", mean: 0.49 },
  ],
  verdict: [{ verdict: "none" }],
});

describe("order", () => {
  const order = { kind: "order", of: "importance", by: "share", top: 3, tie: 0.01 };

  it.each([
    "The strongest are logins a day, posts a week and response time.",
    "1. Logins a day (20 %)\n2. Posts a week (15 %)\n3. Response time (10 %)\n4. Trust score",
    "| Feature | Share |\n| --- | --- |\n| avg_daily_logins | 20 % |\n| content_posts_per_week | 15 % |\n| response_time_avg_hours | 10 % |",
    "Near ties may change places: logins a day, posts a week, match success rate, response time.",
  ])("passes: %s", (text) => {
    expect(score(order, text, truth).pass).toBe(true);
  });

  it.each([
    ["swapped", "The strongest are posts a week, logins a day and response time."],
    ["another between", "1. Logins a day\n2. Trust score\n3. Posts a week\n4. Response time"],
    ["one missing", "The strongest are logins a day and posts a week."],
    ["reversed", "Response time, posts a week, logins a day."],
  ])("fails when %s", (_, text) => {
    const result = score(order, text, truth);
    expect(result.pass).toBe(false);
    expect(result.score).toBeLessThan(1);
  });
});

describe("direction", () => {
  const direction = { kind: "direction", of: "importance", by: "direction", top: 3 };

  it("passes when each name has its own", () => {
    const text = "1. Logins a day, positive\n2. Posts a week: more posts, higher score\n3. Response time, negative";
    expect(score(direction, text, truth).pass).toBe(true);
  });

  it("fails when one is swapped, with the share that is right", () => {
    const text = "1. Logins a day, negative\n2. Posts a week, positive\n3. Response time, negative";
    expect(score(direction, text, truth)).toMatchObject({ pass: false, note: "missing or wrong: avg_daily_logins" });
  });
});

describe("winner", () => {
  const pair = { kind: "winner", of: "pair", by: "mean" };
  const three = { kind: "winner", of: "times", by: "mean" };

  it.each([
    [pair, "Premium customers score higher than free ones."],
    [pair, "Free customers score lower than premium ones."],
    [three, "**Evening** has the highest mean score."],
    [three, "The highest mean is in the evening, the lowest at night."],
  ])("passes %#", (expectation, text) => {
    expect(score(expectation, text, truth).pass).toBe(true);
  });

  it.each([
    [pair, "Free customers score higher than premium ones."],
    [pair, "Premium customers score lower than free ones."],
    [pair, "Premium customers and free customers."],
    [three, "Night has the highest mean score."],
    [three, "Morning leads, evening is next."],
  ])("fails %#", (expectation, text) => {
    expect(score(expectation, text, truth).pass).toBe(false);
  });

  it("asks for nobody where the truth has no difference", () => {
    expect(score({ ...pair, unlessNone: "verdict.verdict" }, "They are alike.", truth).pass).toBe(true);
  });
});
