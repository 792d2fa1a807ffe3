import { describe, expect, it } from "vitest";

import { rows, score } from "./build-context.ts";

const truth = rows({
  verdict: [{ verdict: "none" }],
  bounds: [{ low: -0.008, high: 0.004, change: 0.109 }],
  levers: [{ name: "content_posts_per_week" }, { name: "referral_count" }],
  fixed: [{ name: "trust_score" }],
});

describe("verdict", () => {
  const verdict = {
    kind: "verdict",
    value: "verdict.verdict",
    words: { none: { any: ["no real difference"], not: ["significant"] }, higher: { any: ["higher"] } },
  };

  it("passes in its own words, fails in another's or in none", () => {
    expect(score(verdict, "There is **no real difference**.", truth).pass).toBe(true);
    expect(score(verdict, "There is no real difference, it is significant.", truth).pass).toBe(false);
    expect(score(verdict, "Mobile is higher.", truth).pass).toBe(false);
  });
});

describe("interval", () => {
  const ends = { kind: "interval", lower: "bounds.low", upper: "bounds.high", unit: "score" };
  const around = { kind: "interval", around: "bounds.change", unit: "score" };

  it.each([
    [ends, "(95 % interval −0.008 to +0.004)"],
    [ends, "95 % CI [−0.0080, 0.0040]"],
    [ends, "a difference of −0.002 ± 0.006"],
    [around, "+0.106 (95 % interval +0.104 to +0.110)"],
  ])("passes %#", (expectation, text) => {
    expect(score(expectation, text, truth).pass).toBe(true);
  });

  it.each([
    [ends, "(95 % interval −0.008 to +0.014)"],
    [ends, "(95 % interval +0.008 to +0.014)"],
    [ends, "It lies at −0.008. Another is +0.004."],
    [around, "+0.106 (95 % interval +0.004 to +0.010)"],
    [around, "somewhere between −5 and 5"],
  ])("fails %#", (expectation, text) => {
    expect(score(expectation, text, truth).pass).toBe(false);
  });
});

describe("caveat", () => {
  it("passes with the kind, or with words that say the same, and fails without", () => {
    const simulated = { kind: "simulated" as const, text: "It is not a measured effect." };
    const caveat = { kind: "caveat", any: ["not-causal"] };
    expect(score(caveat, {}, truth).pass).toBe(true);
    expect(score(caveat, { caveats: [] }, truth)).toMatchObject({ pass: false, found: "no caveat" });
    expect(score(caveat, { caveats: [simulated] }, truth).pass).toBe(false);
    expect(score({ ...caveat, or: ["not a measured"] }, { caveats: [simulated] }, truth).pass).toBe(true);
  });
});

describe("says, lacks, names, outcome, chart", () => {
  it("looks for one of the forms, and for what must not be there", () => {
    expect(score({ kind: "says", any: ["random"] }, "A Random part.", truth).pass).toBe(true);
    expect(score({ kind: "says", any: ["random"] }, "A part.", truth).pass).toBe(false);
    expect(score({ kind: "lacks", any: ["@"] }, "Nobody.", truth).pass).toBe(true);
    expect(score({ kind: "lacks", any: ["@"] }, "a@b.c", truth)).toMatchObject({ pass: false, found: "@" });
  });

  it("counts names and refuses those that are barred", () => {
    const names = { kind: "names", of: "levers", least: 1, not: "fixed" };
    expect(score(names, "Post more each week: posts a week.", truth).pass).toBe(true);
    expect(score(names, "Posts a week, and the trust score.", truth).pass).toBe(false);
    expect(score(names, "Nothing.", truth).pass).toBe(false);
  });

  it("compares the outcome", () => {
    expect(score({ kind: "outcome", any: ["refused"] }, { outcome: "refused" }, truth).pass).toBe(true);
    expect(score({ kind: "outcome", any: ["refused"] }, { outcome: "answered" }, truth).pass).toBe(false);
  });

  it("takes a chart only if its columns are in the evidence", () => {
    const chart = {
      kind: "bar" as const,
      title: "Means",
      evidence: "e1",
      table: null,
      x: "plan",
      y: "mean_score",
      low: null,
      high: null,
    };
    expect(score({ kind: "chart", any: ["bar"] }, { chart }, truth).pass).toBe(true);
    expect(score({ kind: "chart", any: ["bar"] }, { chart: { ...chart, y: "median" } }, truth).pass).toBe(false);
    expect(score({ kind: "chart", any: ["histogram"] }, { chart }, truth).pass).toBe(false);
    expect(score({ kind: "chart", any: ["bar"] }, { chart: null }, truth).pass).toBe(false);
  });
});
