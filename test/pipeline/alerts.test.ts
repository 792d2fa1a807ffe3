import { beforeAll, describe, expect, it } from "vitest";

import { domainDirectory, loadDomain, type Domain } from "#knowledge";

import { alertsOf } from "../../pipeline/stages/notify/alerts.ts";
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
});

describe("the alerts of a run", () => {
  it("are none when all is as usual", () => {
    const { manifest } = kept.live;
    expect(
      alertsOf({
        domain,
        prepared: prepared(10),
        trained: manifest,
        validated: { checks: 1, warnings: 0, driftedColumns: [] },
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
      models: [{ name: "engagement", version: "now", metrics: metricsOf("test", { r2: 0.85 }) }],
    };
    expect(
      alertsOf({
        domain,
        prepared: prepared(11),
        trained,
        validated: { checks: 1, warnings: 1, driftedColumns: ["device_type"] },
        live,
      }),
    ).toEqual([
      "11 of 1000 rows of the feed were quarantined.",
      "Shifted against the run before: device_type.",
      "The engagement model's r2 fell from 0.9000 to 0.8500.",
    ]);
  });
});
