import { describe, expect, it } from "vitest";
import { normalQuantile as fullPrecisionQuantile } from "#ml";
import { categoryOf, normalQuantile, poissonQuantile, rescale } from "../../../pipeline/sample/quantiles.ts";

describe("normalQuantile", () => {
  // Reference values of the standard normal table (Abramowitz and Stegun, table 26.1 and 26.5).
  it.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.99, 2.3263478740408408],
    [0.001, -3.090232306167813],
    [0.000001, -4.753424308822899],
  ])("at %f is %f", (u, expected) => {
    expect(normalQuantile(u)).toBeCloseTo(expected, 7);
  });

  it("agrees with the full precision of the statistics room over the whole range", () => {
    for (let i = 1; i < 2_000; i++) {
      const u = i / 2_000;
      expect(Math.abs(normalQuantile(u) - fullPrecisionQuantile(u))).toBeLessThan(1e-8);
    }
  });

  it("is odd around a half", () => {
    expect(normalQuantile(0.01)).toBeCloseTo(-normalQuantile(0.99), 12);
  });
});

describe("poissonQuantile", () => {
  it("is the smallest count whose cumulative probability reaches u", () => {
    // Mean 2: P(0) = 0.1353, P(≤1) = 0.4060, P(≤2) = 0.6767.
    expect([0.13, 0.14, 0.4, 0.41, 0.67, 0.68].map((u) => poissonQuantile(u, 2))).toEqual([0, 1, 1, 2, 2, 3]);
  });

  it("has the right mean and variance below and above the switch to the normal approximation", () => {
    for (const rate of [0.3, 5, 39, 60]) {
      const steps = 20_000;
      const draws = Array.from({ length: steps }, (_, i) => poissonQuantile((i + 0.5) / steps, rate));
      const average = draws.reduce((total, k) => total + k, 0) / steps;
      const variance = draws.reduce((total, k) => total + (k - average) ** 2, 0) / steps;
      expect(average).toBeCloseTo(rate, 1);
      expect(Math.abs(variance / rate - 1)).toBeLessThan(0.02);
    }
  });

  it("is zero for a mean of zero", () => {
    expect(poissonQuantile(0.999999, 0)).toBe(0);
  });
});

describe("categoryOf and rescale", () => {
  it("takes the category whose share holds u, and the last for the rest", () => {
    expect([0, 0.49, 0.5, 0.79, 0.8, 0.9999].map((u) => categoryOf(u, [0.5, 0.3, 0.1]))).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it("spreads what lies on one side of a share over (0, 1)", () => {
    expect(rescale(0.1, 0.2, "below")).toBeCloseTo(0.5, 12);
    expect(rescale(0.6, 0.2, "above")).toBeCloseTo(0.5, 12);
  });
});
