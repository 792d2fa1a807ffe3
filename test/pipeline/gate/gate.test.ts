import { beforeAll, describe, expect, it } from "vitest";

import { domainDirectory, loadDomain, type Domain, type ModelSpec } from "#knowledge";

import type { AttributeFairness } from "../../../pipeline/fairness/fairness-report.ts";
import { gateAlerts } from "../../../pipeline/gate/gate-alerts.ts";
import { judgeChallenger, type MeasuredVersion } from "../../../pipeline/gate/judge-challenger.ts";
import { weaknessesOf } from "../../../pipeline/gate/weaknesses.ts";
import { metricsOf } from "../../../pipeline/stages/train/metric.ts";

let domain: Domain;
let churn: ModelSpec;

beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
  const found = domain.models.find((model) => model.kind === "classification");
  if (!found) throw new RangeError("the domain has a classification");
  churn = found;
});

describe("what a model must reach by itself", () => {
  const weaknesses = (values: Record<string, number>) =>
    weaknessesOf({ spec: churn, metrics: metricsOf("test", values) });

  it("is its metric and a loss below the baseline's", () => {
    expect(weaknesses({ recall: 0.8, log_loss: 0.3, baseline_log_loss: 0.4 })).toEqual([]);
  });

  it.each([
    [
      { recall: 0.7999, log_loss: 0.3, baseline_log_loss: 0.4 },
      "The churn model's recall on the test split is 0.7999, its gate asks for 0.8.",
    ],
    [
      { recall: 1, log_loss: 0.4, baseline_log_loss: 0.4 },
      "The churn model's log_loss on the test split is 0.4000, no better than 0.4000 without a model.",
    ],
    [
      { log_loss: 0.3, baseline_log_loss: 0.4 },
      "The churn model's recall on the test split could not be measured, its gate asks for 0.8.",
    ],
  ])("is missed by %j", (values, detail) => {
    expect(weaknesses(values)).toEqual([detail]);
  });
});

const fair: AttributeFairness = {
  attribute: "gender",
  groups: 2,
  smallGroups: 0,
  fourFifthsRatio: 0.95,
  parityDifference: 0.02,
  oddsDifference: 0.03,
  calibrationGap: 0.01,
  leastSelected: "F",
  mostSelected: "M",
  certainRatio: 1,
  certainOddsDifference: 0,
};

function version(name: string, logLoss: number, fairness: Partial<AttributeFairness> = {}): MeasuredVersion {
  return {
    version: name,
    metrics: metricsOf("test", { recall: 0.85, log_loss: logLoss, baseline_log_loss: 0.4 }),
    fairness: { selectedFrom: 0.2, attributes: [{ ...fair, ...fairness }], rows: [] },
  };
}

describe("a challenger beside the version that serves", () => {
  const judge = (challenger: MeasuredVersion, champion: MeasuredVersion | null) =>
    judgeChallenger({ spec: churn, challenger, champion, notCompared: null, policy: domain.policy.fairness.gate });

  it("may be worse by the margin on the same rows, and no more", () => {
    expect(judge(version("new", 0.306), version("old", 0.3))).toMatchObject({ isPromoted: true, reasons: [] });
    expect(judge(version("new", 0.3061), version("old", 0.3))).toEqual({
      model: "churn",
      challenger: "new",
      champion: "old",
      isPromoted: false,
      reasons: [
        "The churn model's log_loss on the test split is 0.3061 against 0.3000 of the serving old, worse by more than 2 %.",
      ],
      notCompared: null,
      figures: [
        { metric: "recall", challenger: 0.85, champion: 0.85 },
        { metric: "log_loss", challenger: 0.3061, champion: 0.3 },
      ],
      fairness: [fair],
    });
  });

  it("is judged by what is certain of a disparity, not by what chance may do", () => {
    expect(judge(version("new", 0.3, { fourFifthsRatio: 0.5, certainRatio: 0.81 }), null).isPromoted).toBe(true);
    expect(judge(version("new", 0.3, { fourFifthsRatio: 0.5, certainRatio: 0.79 }), null).reasons).toEqual([
      "The churn model selects F at 0.5000 of the rate of M (gender), with certainty below 0.7900; its gate asks for 0.8.",
    ]);
    expect(judge(version("new", 0.3, { oddsDifference: 0.4, certainOddsDifference: 0.21 }), null).reasons).toEqual([
      "The churn model's true or false positive rate differs by 0.4000 between groups of gender, with certainty by more than 0.2100; its gate allows 0.2.",
    ]);
  });

  it("must not be less fair than what serves by more than the margin", () => {
    const worse = version("new", 0.3, { certainRatio: 0.9, certainOddsDifference: 0.1 });
    expect(judge(worse, version("old", 0.3)).reasons).toEqual([
      "The churn model selects F at 0.9500 of the rate of M (gender), with certainty below 0.9000 against 1.000 of the serving version.",
      "The churn model's true or false positive rate differs by 0.03000 between groups of gender, with certainty by more than 0.1000 against 0.000 of the serving version.",
    ]);
    expect(judge(worse, version("old", 0.3, { certainRatio: 0.95, certainOddsDifference: 0.05 })).reasons).toEqual([]);
  });
});

describe("the gate's alerts", () => {
  const none = { decisions: [], proxies: { proxies: [], strongestOthers: [], removed: [] }, fairness: [] };

  it("name both versions and the figures of a refusal", () => {
    const decision = judgeChallenger({
      spec: churn,
      challenger: version("new", 0.5),
      champion: version("old", 0.3),
      notCompared: null,
      policy: domain.policy.fairness.gate,
    });
    const [alert, ...others] = gateAlerts(domain, { ...none, decisions: [decision] });
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      kind: "promotion-refused",
      subject: "churn",
      question: "How good is the churn model?",
    });
    expect(alert?.text).toMatch(
      /^The churn model new was refused and old keeps serving \(recall 0\.8500 against 0\.8500, log_loss 0\.5000 against 0\.3000\): The churn model's log_loss/,
    );
  });

  it("tell a disparity past 20 % and a proxy, and nothing within it", () => {
    const attributes = [fair, { ...fair, attribute: "age", certainRatio: 0.7, fourFifthsRatio: 0.6 }];
    const proxy = {
      feature: "height",
      attribute: "gender",
      measure: "pearson" as const,
      strength: 0.7,
      rows: 9,
      waiver: null,
    };
    expect(
      gateAlerts(domain, {
        decisions: [],
        fairness: [{ model: "churn", attributes }],
        proxies: { proxies: [proxy], strongestOthers: [], removed: ["height"] },
      }),
    ).toEqual([
      {
        kind: "group-disparity",
        subject: "churn by age",
        size: 0.4,
        text: "The churn model selects F at 0.60 of the rate of M (age).",
        question: "Is the churn model fair by age?",
      },
      {
        kind: "proxy",
        subject: "height for gender",
        size: 0.7,
        text: "height stands in for gender (association 0.70): no model was given it.",
        question: null,
      },
    ]);
  });
});
