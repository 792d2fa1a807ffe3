import { describe, expect, it } from "vitest";
import { ancestorsOf, modelSteps, noEffectColumnsOf } from "../../../pipeline/sample/index.ts";
import { createCustomerState } from "../../../pipeline/sample/mechanism.ts";

describe("the causal model", () => {
  it("draws every variable exactly once", () => {
    const drawn = modelSteps.flatMap((step) => step.variables);
    expect(drawn.toSorted()).toEqual(Object.keys(createCustomerState()).toSorted());
  });

  it("draws every cause before its effect", () => {
    const known = new Set<string>();
    for (const step of modelSteps) {
      expect(step.parents.filter((parent) => !known.has(parent))).toEqual([]);
      for (const variable of step.variables) known.add(variable);
    }
  });

  it("gives the old heuristic score to no one as a cause", () => {
    expect(modelSteps.filter((step) => step.parents.includes("churn_risk_score"))).toEqual([]);
  });

  it("lets device, gender and place touch no target", () => {
    for (const target of ["engagement_score", "churn_30_day", "lifetime_value_usd"] as const) {
      expect(noEffectColumnsOf(target)).toEqual(expect.arrayContaining(["device_type", "gender", "location"]));
    }
  });

  it("knows the columns that only share a cause with engagement", () => {
    const without = noEffectColumnsOf("engagement_score");
    for (const column of ["social_influence_score", "content_virality_score", "swipe_like_ratio"] as const) {
      expect(without).toContain(column);
      expect(ancestorsOf(column).has("sociability")).toBe(true);
    }
    expect(ancestorsOf("engagement_score").has("sociability")).toBe(true);
    expect(without).not.toContain("match_success_rate");
  });
});
