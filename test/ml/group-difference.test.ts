import { describe, expect, it } from "vitest";

import { createRandom } from "#core";
import {
  applyLink,
  binMatrix,
  explainContributions,
  mean,
  mixAndRate,
  predict,
  quantile,
  rescaleContributions,
  trainTrees,
  valueCells,
  variance,
  type FeatureInGroup,
  type FeatureInGroups,
} from "#ml";

import { mixedData, numericMatrix, smallOptions } from "./fixtures.ts";

/** Customers by cell: how many, and what each of them gets. */
function group(...cells: readonly (readonly [cell: number, contributions: readonly number[]])[]): FeatureInGroup {
  return {
    contributions: Float64Array.from(cells.flatMap(([, contributions]) => contributions)),
    cells: Uint8Array.from(cells.flatMap(([cell, contributions]) => contributions.map(() => cell))),
  };
}

/** Two groups of random cells and contributions that hang on the cell and on the group. */
function randomGroups(seed: number, sizes: readonly [number, number]): FeatureInGroups {
  const random = createRandom(seed);
  const draw = (size: number, shift: number): FeatureInGroup => {
    const cells = Uint8Array.from({ length: size }, () =>
      Math.min(4, random.integer(5) + (shift && random.integer(2))),
    );
    return { cells, contributions: Float64Array.from(cells, (cell) => cell * (1 + shift) + random.normal()) };
  };
  return { a: draw(sizes[0], 0), b: draw(sizes[1], 0.3) };
}

/** The split by its formula, cell by cell. */
function kitagawa({ a, b }: FeatureInGroups): { mix: number; rate: number } {
  let [mix, rate] = [0, 0];
  for (const cell of new Set([...a.cells, ...b.cells])) {
    const of = ({ cells, contributions }: FeatureInGroup) => contributions.filter((_, row) => cells[row] === cell);
    const [inA, inB] = [of(a), of(b)];
    const [shareA, shareB] = [inA.length / a.cells.length, inB.length / b.cells.length];
    const rateA = mean(inA.length > 0 ? inA : inB);
    const rateB = mean(inB.length > 0 ? inB : inA);
    mix += ((shareA - shareB) * (rateA + rateB)) / 2;
    rate += ((rateA - rateB) * (shareA + shareB)) / 2;
  }
  return { mix, rate };
}

describe("mixAndRate", () => {
  it("gives the split that is reckoned by hand", () => {
    // a: half in cell 0 at 1, half in cell 1 at 4; b: three quarters in cell 0 at 2, a quarter in cell 1 at 6.
    const a = group([0, [1, 1]], [1, [4, 4]]);
    const b = group([0, [2, 2, 2]], [1, [6]]);
    const { difference, mix, rate } = mixAndRate([{ a, b }]);
    expect(difference.estimate).toBeCloseTo(2.5 - 3, 12);
    expect(mix.estimate).toBeCloseTo(-0.25 * 1.5 + 0.25 * 5, 12);
    expect(rate.estimate).toBeCloseTo(-1 * 0.625 - 2 * 0.375, 12);
  });

  it.each([1, 2, 3])("equals the formula, adds up, and turns its sign with the groups: seed %d", (seed) => {
    const { a, b } = randomGroups(seed, [300, 170]);
    const found = mixAndRate([{ a, b }]);
    const expected = kitagawa({ a, b });
    expect(found.mix.estimate).toBeCloseTo(expected.mix, 12);
    expect(found.rate.estimate).toBeCloseTo(expected.rate, 12);
    expect(found.difference.estimate).toBeCloseTo(mean(a.contributions) - mean(b.contributions), 12);
    expect(found.mix.estimate + found.rate.estimate).toBeCloseTo(found.difference.estimate, 12);
    const turned = mixAndRate([{ a: b, b: a }]);
    for (const part of ["difference", "mix", "rate"] as const) {
      expect(turned[part].estimate).toBeCloseTo(-found[part].estimate, 12);
      expect(turned[part].lower).toBeCloseTo(-found[part].upper, 12);
    }
  });

  it("counts a cell that one group alone has as mix", () => {
    const { mix, rate, difference } = mixAndRate([{ a: group([0, [1, 3]]), b: group([1, [7, 9, 8]]) }]);
    expect(mix).toEqual(difference);
    expect(rate).toEqual({ estimate: 0, lower: 0, upper: 0 });
  });

  it("has intervals as wide as a bootstrap over both groups", () => {
    const { a, b } = randomGroups(7, [400, 250]);
    const random = createRandom(11);
    const redraw = ({ cells, contributions }: FeatureInGroup): FeatureInGroup => {
      const rows = Array.from(cells, () => random.integer(cells.length));
      return {
        cells: Uint8Array.from(rows, (row) => cells[row]!),
        contributions: Float64Array.from(rows, (row) => contributions[row]!),
      };
    };
    const draws = Array.from({ length: 1_000 }, () => kitagawa({ a: redraw(a), b: redraw(b) }));
    const { mix, rate } = mixAndRate([{ a, b }]);
    for (const [part, values] of [
      [mix, draws.map((draw) => draw.mix)],
      [rate, draws.map((draw) => draw.rate)],
    ] as const) {
      // A bootstrap of 1,000 draws knows a standard error to 1 / √2000 = 2.2 %: four of these are 9 %.
      const standardError = (part.upper - part.lower) / 2 / 1.964;
      expect(standardError / Math.sqrt(variance(values))).toBeGreaterThan(0.91);
      expect(standardError / Math.sqrt(variance(values))).toBeLessThan(1.09);
      expect(part.lower).toBeCloseTo(quantile(values, 0.025), 1);
    }
  });

  it("sums up several features with what they share", () => {
    const { a, b } = randomGroups(5, [200, 200]);
    const one = mixAndRate([{ a, b }]);
    const twice = mixAndRate([
      { a, b },
      { a, b },
    ]);
    expect(twice.mix.estimate).toBeCloseTo(2 * one.mix.estimate, 12);
    // Fully dependent: the width doubles, where that of independent features would grow by √2.
    expect(twice.mix.upper - twice.mix.lower).toBeCloseTo(2 * (one.mix.upper - one.mix.lower), 12);
  });

  it("has no width without variance, and none that is known for a group of one", () => {
    const same = mixAndRate([{ a: group([0, [2, 2]]), b: group([0, [1, 1]]) }]);
    expect(same.rate).toEqual({ estimate: 1, lower: 1, upper: 1 });
    const single = mixAndRate([{ a: group([0, [2]]), b: group([0, [1, 2]]) }]);
    expect(single.difference).toEqual({ estimate: 0.5, lower: Number.NaN, upper: Number.NaN });
  });

  it("finds mix where values differ, and rate where another feature turns what they count for", () => {
    const random = createRandom(9);
    const rows = 4_000;
    const [x, z] = [0, 1].map(() => Float32Array.from({ length: rows }, () => random.integer(2)));
    const matrix = numericMatrix(x!, z!);
    const target = Float64Array.from({ length: rows }, (_, row) => (x![row]! - 0.5) * (z![row] === 1 ? 4 : 1));
    const { model } = trainTrees({ binned: binMatrix(matrix), target, options: { ...smallOptions, learningRate: 1 } });
    const { contributions } = explainContributions(model, matrix);
    const splitBy = (inA: (row: number) => boolean) => {
      const rowsOf = (isA: boolean) => Array.from({ length: rows }, (_, row) => row).filter((row) => inA(row) === isA);
      const side = (isA: boolean): FeatureInGroup => ({
        contributions: Float64Array.from(rowsOf(isA), (row) => contributions[0]![row]!),
        cells: Uint8Array.from(rowsOf(isA), (row) => x![row]!),
      });
      return mixAndRate([{ a: side(true), b: side(false) }]);
    };
    // Alike but for x: its part is mix. Alike in x but for z: the same x counts otherwise, up and down, so rates cancel
    // only where x is even; among those with x = 1 they do not.
    const byX = splitBy((row) => x![row] === 1);
    expect(byX.mix.estimate).toBeCloseTo(byX.difference.estimate, 12);
    const byZ = splitBy((row) => z![row] === 1 && x![row] === 1);
    expect(byZ.rate.estimate).toBeGreaterThan(0.3);
  });
});

describe("rescaleContributions", () => {
  const { matrix, target } = mixedData(600);
  const { model } = trainTrees({
    binned: binMatrix(matrix),
    target: target.map((value) => (value > 0 ? 1 : 0)),
    options: { ...smallOptions, objective: { name: "logistic" } },
  });
  const explanation = explainContributions(model, matrix);
  const toProbability = (margin: number) => applyLink(model.objective, margin);

  it("adds up to each row's probability and keeps every sign", () => {
    const told = rescaleContributions(explanation, toProbability);
    const predictions = predict(model, matrix);
    for (let row = 0; row < matrix.rows; row++) {
      const sum = told.contributions.reduce((whole, column) => whole + column[row]!, told.baseValue);
      expect(Math.abs(sum - predictions[row]!)).toBeLessThan(1e-12);
      told.contributions.forEach((column, feature) =>
        expect(Math.sign(column[row]!)).toBe(Math.sign(explanation.contributions[feature]![row]!)),
      );
    }
  });

  it("adds up to what is cut at the target's range", () => {
    const cut = (margin: number) => Math.min(0.5, Math.max(-0.5, margin));
    const told = rescaleContributions(
      { baseValue: 0, contributions: [Float64Array.of(3, 0.1, -4), Float64Array.of(-1, 0.2, 0)] },
      cut,
    );
    expect(told.contributions[0]![0]! + told.contributions[1]![0]!).toBeCloseTo(0.5, 14);
    expect(told.contributions[0]![1]! + told.contributions[1]![1]!).toBeCloseTo(0.3, 14);
    expect(told.contributions.map((column) => column[2])).toEqual([-0.5, 0]);
  });

  it("has the slope of the curve where contributions cancel", () => {
    const cancelled = { baseValue: 0, contributions: [Float64Array.of(1), Float64Array.of(-1)] };
    const told = rescaleContributions(cancelled, toProbability);
    expect(told.contributions[0]![0]).toBeCloseTo(0.25, 8);
    expect(told.contributions[0]![0]! + told.contributions[1]![0]!).toBe(0);
  });
});

describe("valueCells", () => {
  it("keeps categories and missing values apart", () => {
    const spec = { name: "level", kind: "categorical", categories: ["p", "q"] } as const;
    const { a, b } = valueCells(spec, Float32Array.of(0, 1, NaN), Float32Array.of(1, 1, 0));
    expect([[...a], [...b]]).toEqual([
      [0, 1, 255],
      [1, 1, 0],
    ]);
  });

  it("cuts numbers at both groups' quantiles, the same value always into the same cell", () => {
    const a = Float32Array.from({ length: 400 }, (_, row) => row % 4);
    const b = Float32Array.from({ length: 400 }, (_, row) => 100 + row);
    const cells = valueCells({ name: "x", kind: "numeric" }, a, b);
    expect(new Set(cells.a).size).toBe(4);
    for (let row = 4; row < 400; row++) expect(cells.a[row]).toBe(cells.a[row - 4]);
    // b alone is spread over 20 parts of equal size.
    const counts = [...new Set(cells.b)].map((cell) => cells.b.filter((other) => other === cell).length);
    expect(counts.every((count) => count === 20)).toBe(true);
    expect([...cells.b]).toEqual([...cells.b].sort((one, other) => one - other));
  });

  it("cuts small groups into few cells, and puts a column without values into the missing one", () => {
    const a = Float32Array.from({ length: 30 }, (_, row) => row);
    const cells = valueCells({ name: "x", kind: "numeric" }, a, a);
    expect(new Set(cells.a).size).toBe(2);
    const empty = valueCells({ name: "x", kind: "numeric" }, Float32Array.of(NaN, NaN), Float32Array.of(NaN));
    expect([...empty.a, ...empty.b]).toEqual([255, 255, 255]);
  });
});
