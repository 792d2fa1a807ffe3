import { beforeAll, describe, expect, it } from "vitest";

import { domainDirectory, loadDomain, type Domain } from "#knowledge";

import { alertsOf, type AlertInput } from "../../pipeline/stages/notify/alerts.ts";
import type { PrepareOutput } from "../../pipeline/stages/prepare/prepare.ts";
import { metricsOf } from "../../pipeline/stages/train/metric.ts";
import { buildLiveRun, type TestRun } from "../support/build-live-run.ts";

let domain: Domain;
let kept: TestRun;

beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
  kept = await buildLiveRun();
}, 60_000);

const prepared = (rowsQuarantined: number): PrepareOutput => ({
  rowsRead: 1_000,
  rowsClean: 1_000 - rowsQuarantined,
  rowsQuarantined,
  rowsTrain: 0,
  rowsTest: 0,
  faults: {
    malformed: 0,
    bad_id: 0,
    missing_required: 0,
    type_error: 0,
    out_of_range: 0,
    unknown_value: 0,
    duplicate: 0,
  },
  tables: [],
  corrections: { corrected: 0, added: 0, leftOut: 0 },
});

/** Nothing that the gate would tell. */
const quiet = { decisions: [], fairness: [], proxies: { proxies: [], strongestOthers: [], removed: [] } };

const predicted = (aboveAction: number, above: number): AlertInput["predicted"] => ({
  models: [{ name: "churn", minimum: 0, maximum: 1, mean: 0.1, clipped: 0, aboveAction, importance: [] }],
  anomalies: { listed: 100, above, highest: 0.95 },
});

describe("the alerts of a run", () => {
  it("are none when all is as usual", () => {
    const { manifest } = kept.live;
    expect(
      alertsOf({
        domain,
        prepared: prepared(10),
        trained: { ...quiet, models: manifest.models },
        validated: { checks: 1, warnings: 0, driftedColumns: [] },
        predicted: predicted(9, 0),
        live: manifest,
      }),
    ).toEqual([]);
  });

  it("name with its figures what crossed a threshold", () => {
    const live = {
      ...kept.live.manifest,
      models: [{ name: "engagement", version: "before", metrics: metricsOf("test", { r2: 0.9 }) }],
    };
    const trained = {
      models: [
        { name: "engagement", version: "now", metrics: metricsOf("test", { r2: 0.85 }) },
        {
          name: "value",
          version: "now",
          metrics: metricsOf("test", {
            interval_coverage: 0.76,
            interval_coverage_lower: 0.75,
            interval_coverage_upper: 0.77,
          }),
        },
      ],
    };
    expect(
      alertsOf({
        domain,
        prepared: prepared(11),
        trained: { ...quiet, ...trained },
        validated: { checks: 1, warnings: 1, driftedColumns: ["device_type"] },
        predicted: predicted(10, 1),
        live,
      }),
    ).toEqual([
      {
        kind: "rows-quarantined",
        subject: "customers",
        size: 11,
        text: "11 of 1000 rows of the feed were quarantined.",
        question: "How is the data quality?",
      },
      {
        kind: "data-drift",
        subject: "device_type",
        size: 1,
        text: "Shifted against the run before: device_type.",
        question: "How is device distributed?",
      },
      {
        kind: "metric-fall",
        subject: "engagement",
        size: expect.closeTo(0.05, 12),
        text: "The engagement model's r2 fell from 0.9000 to 0.8500.",
        question: "How good is the engagement model?",
      },
      {
        kind: "interval-coverage",
        subject: "value",
        size: expect.closeTo(0.04, 12),
        text: "The value model's intervals hold 76.0 % of the outcomes on the test split; they claim 80.0 %.",
        question: "How good is the value model?",
      },
      {
        kind: "action-level",
        subject: "churn",
        size: 10,
        text: "10 customers have a probability above 0.7 by the churn model, the level for action.",
        question: "Describe the typical customer with predicted churn probability above 0.7",
      },
      {
        kind: "anomalies",
        subject: "anomaly",
        size: 1,
        text: "1 customers have an anomaly_score above 0.9.",
        question: "Which customers are unusual?",
      },
    ]);
  });
});
