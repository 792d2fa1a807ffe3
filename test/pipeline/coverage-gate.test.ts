import { describe, expect, it } from "vitest";

import { domainDirectory, loadDomain } from "#knowledge";

import { weaknessesOf } from "../../pipeline/gate/weaknesses.ts";
import { metricsOf } from "../../pipeline/stages/train/metric.ts";

const { models } = await loadDomain(domainDirectory("engagement"));

describe("the gate of a model of quantiles", () => {
  const spec = models.find((model) => model.kind === "quantiles");
  if (!spec) throw new RangeError("the domain has a model of quantiles");
  const weaknesses = (covered: number, rows: number) =>
    weaknessesOf({
      spec,
      metrics: [
        ...metricsOf("test", { interval_coverage: covered, rows, pinball: 1, baseline_pinball: 2 }),
        ...metricsOf("all", { calibration_rows: rows }),
      ],
    });

  it("lets a coverage through that is within its distance, above or below", () => {
    expect([0.781, 0.819].flatMap((covered) => weaknesses(covered, 100_000))).toEqual([]);
  });

  it("names the figures of one that is further away", () => {
    expect(weaknesses(0.779, 100_000)).toEqual([
      "The value model's interval_coverage on the test split is 0.7790, its gate asks for 0.8 ± 0.020.",
    ]);
  });

  it("allows few rows what chance alone may do, and no more", () => {
    // Three standard errors of two shares of 600 rows at 0.8: 0.069.
    expect([weaknesses(0.735, 600), weaknesses(0.865, 600)].flat()).toEqual([]);
    expect([weaknesses(0.729, 600), weaknesses(0.871, 600)].flat()).toHaveLength(2);
  });
});
