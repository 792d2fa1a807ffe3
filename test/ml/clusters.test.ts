import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import { z } from "zod";

import { createRandom } from "#core";
import {
  adjustedRandIndex,
  assign,
  assignToCentroids,
  chooseClusterCount,
  fitKMeans,
  fitStandardisation,
  matchClusters,
  parseStandardisation,
  silhouette,
  standardise,
} from "#ml";

// Lloyd's iteration from a given start is not public: fitKMeans draws its own.
import { lloyd } from "../../ml/clusters/lloyd.ts";
import { numericMatrix } from "./fixtures.ts";

const list = z.array(z.number()).transform((values) => Float64Array.from(values));
const recorded = z
  .object({
    points: list,
    start: list,
    centroids: list,
    assignments: z.array(z.number()),
    inertia: z.number(),
    bestInertia: z.number(),
    silhouette: z.number(),
    other: z.array(z.number()),
    adjustedRandIndex: z.number(),
    cost: z.array(list),
    assignment: z.array(z.number()),
  })
  .parse(JSON.parse(readFileSync(new URL("../fixtures/ml/clusters.json", import.meta.url), "utf8")));
const source = { points: recorded.points, rows: 400, dims: 4 };

describe("k-means", () => {
  test("ends where scikit-learn's Lloyd iteration ends, from the same start", () => {
    const { centroids, assignments, inertia } = lloyd(source, recorded.start);
    expect([...assignments]).toEqual(recorded.assignments);
    centroids.forEach((value, index) => expect(value).toBeCloseTo(recorded.centroids[index]!, 9));
    expect(inertia).toBeCloseTo(recorded.inertia, 6);
  });

  test("comes within a thousandth of the best of scikit-learn's 200 starts in 30", () => {
    const { inertia } = fitKMeans({ ...source, clusters: 5, seed: 1, restarts: 30 });
    expect(inertia / recorded.bestInertia).toBeLessThan(1.001);
    expect(inertia).toBeGreaterThan(recorded.bestInertia - 1e-6);
  });

  test("is the same by the same seed, and orders its clusters by their size", () => {
    const fit = fitKMeans({ ...source, clusters: 6, seed: 3, restarts: 2 });
    expect(fitKMeans({ ...source, clusters: 6, seed: 3, restarts: 2 })).toEqual(fit);
    const sizes = Array.from({ length: 6 }, (_, cluster) => fit.assignments.filter((own) => own === cluster).length);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(assignToCentroids(source, fit.centroids)).toEqual(fit.assignments);
  });

  test("finds separate heaps among more rows than its starts are compared on", () => {
    const random = createRandom(4);
    const rows = 30_000;
    const truth = Uint8Array.from({ length: rows }, () => random.integer(6));
    const points = Float64Array.from({ length: rows * 3 }, (_, at) => {
      const heap = truth[Math.floor(at / 3)]!;
      return 6 * ((heap >> (at % 3)) & 1) + (heap > 3 ? 3 : 0) + random.normal();
    });
    const { assignments } = fitKMeans({ points, rows, dims: 3, clusters: 6, seed: 1, restarts: 4 });
    expect(adjustedRandIndex(assignments, truth)).toBeGreaterThan(0.97);
  });

  test("gives a cluster that has lost its rows the one farthest out", () => {
    const points = Float64Array.of(0, 1, 2, 10, 11, 50);
    const { assignments, inertia } = lloyd({ points, rows: 6, dims: 1 }, Float64Array.of(1, 10, 1000));
    expect({ assignments: [...assignments], inertia }).toEqual({ assignments: [0, 0, 0, 1, 1, 2], inertia: 2.5 });
  });

  test.each([
    ["a number that is missing", Float64Array.of(1, NaN, 3), "finite"],
    ["fewer different rows than clusters", Float64Array.of(1, 1, 1), "fewer than 2"],
    ["too few numbers", Float64Array.of(1, 2), "3 rows"],
  ])("refuses %s", (_, points, detail) => {
    expect(() => fitKMeans({ points, rows: 3, dims: 1, clusters: 2, seed: 1, restarts: 1 })).toThrow(
      expect.objectContaining({ code: "FEED_INVALID", detail: expect.stringContaining(detail) as string }),
    );
  });
});

describe("the number of clusters", () => {
  test("is judged by scikit-learn's silhouette", () => {
    expect(silhouette(source, Uint8Array.from(recorded.assignments))).toBeCloseTo(recorded.silhouette, 10);
    expect(silhouette(source, new Uint8Array(400))).toBeNaN();
  });

  test("is that of the heaps", () => {
    const random = createRandom(7);
    const rows = 1400;
    const points = Float64Array.from({ length: rows * 2 }, (_, at) => {
      const angle = (2 * Math.PI * (Math.floor(at / 2) % 7)) / 7;
      return 8 * (at % 2 === 0 ? Math.cos(angle) : Math.sin(angle)) + random.normal();
    });
    const options = { points, rows, dims: 2, candidates: [6, 7, 8], seed: 2, restarts: 5 };
    const { clusters, choices } = chooseClusterCount(options);
    expect({ clusters, candidates: choices.map((choice) => choice.clusters) }).toEqual({
      clusters: 7,
      candidates: [6, 7, 8],
    });
    expect(chooseClusterCount(options).choices).toEqual(choices);
  });
});

describe("clusters of two runs", () => {
  test("are matched by the assignment that scipy finds", () => {
    expect([...assign(recorded.cost)]).toEqual(recorded.assignment);
  });

  test("are matched at the least cost of all permutations", () => {
    const random = createRandom(8);
    for (let trial = 0; trial < 200; trial++) {
      const cost = Array.from({ length: 5 }, () => Float64Array.from({ length: 5 }, () => random.integer(20)));
      const found = assign(cost);
      const total = found.reduce((sum, column, row) => sum + cost[row]![column]!, 0);
      expect({ columns: new Set(found).size, total }).toEqual({ columns: 5, total: leastTotal(cost, 0, new Set()) });
    }
  });

  test("keep their names when their order changes and they drift a little", () => {
    const previous = Float64Array.of(0, 0, 5, 5, 9, 0);
    expect(matchClusters(previous, Float64Array.of(9, 1, 0, 0, 5, 4), 2)).toEqual({
      match: Int32Array.of(2, 0, 1),
      distances: Float64Array.of(1, 0, 1),
    });
  });

  test("may be more or fewer than before", () => {
    const previous = Float64Array.of(0, 10, 20);
    expect([...matchClusters(previous, Float64Array.of(21, 1), 1).match]).toEqual([2, 0]);
    expect([...matchClusters(previous, Float64Array.of(21, 1, 50, 9), 1).match]).toEqual([2, 0, -1, 1]);
  });

  test("agree by scikit-learn's adjusted Rand index", () => {
    expect(adjustedRandIndex(recorded.assignments, recorded.other)).toBeCloseTo(recorded.adjustedRandIndex, 12);
    expect(adjustedRandIndex([0, 0, 1, 1], [5, 5, 2, 2])).toBe(1);
    expect(adjustedRandIndex([0, 0, 0], [1, 1, 1])).toBe(1);
  });
});

describe("standardisation", () => {
  const random = createRandom(9);
  const normal = Float32Array.from({ length: 5000 }, () => 100 + 20 * random.normal());
  const skewed = normal.map((value) => Math.exp((value - 100) / 10));
  normal[0] = NaN;
  normal[1] = 1e6;
  const constant = new Float32Array(5000).fill(3);
  const rare = Float32Array.from({ length: 5000 }, (_, row) => (row % 50 === 0 ? 1 : 0));
  const matrix = numericMatrix(normal, skewed, constant, rare);
  const standardisation = fitStandardisation(matrix);

  test("takes a logarithm of what is skewed and is not misled by outliers", () => {
    const [first, second, third, fourth] = standardisation.features;
    expect(first!.logarithmUnit).toBeNull();
    expect(Math.abs(first!.center - 100)).toBeLessThan(1);
    expect(Math.abs(first!.scale - 20)).toBeLessThan(1);
    expect(second!.logarithmUnit).toBeCloseTo(1, 0);
    expect([third!.scale, fourth!.scale]).toEqual([1, expect.closeTo(Math.sqrt(0.02 * 0.98), 6) as number]);
  });

  test("puts missing values in the middle and holds the farthest at the limit", () => {
    const { points, rows, dims } = standardise(standardisation, matrix);
    expect({ rows, dims }).toEqual({ rows: 5000, dims: 4 });
    expect([points[0], points[4], points[2]]).toEqual([0, 4, 0]);
    expect(Math.max(...points.map(Math.abs))).toBe(4);
    expect(points.every(Number.isFinite)).toBe(true);
  });

  test("loses nothing in its file, and is not read from another", () => {
    expect(parseStandardisation(JSON.stringify(standardisation))).toEqual(standardisation);
    for (const text of ["{", '{"limit":4}', JSON.stringify(standardisation).replace(/"scale":[\d.]+/, '"scale":0')]) {
      expect(() => parseStandardisation(text)).toThrow(expect.objectContaining({ code: "MODEL_FILE_INVALID" }));
    }
  });

  test("refuses a feature that is not there", () => {
    expect(() => fitStandardisation(matrix, ["y"])).toThrow(expect.objectContaining({ code: "INTERNAL" }));
    expect(fitStandardisation(matrix, ["x3", "x0"]).features.map(({ name }) => name)).toEqual(["x3", "x0"]);
  });
});

/** The least sum of one number a row from `row` on, no column twice, by trying all. */
function leastTotal(cost: readonly Float64Array[], row: number, taken: ReadonlySet<number>): number {
  if (row === cost.length) return 0;
  const free = [...cost[row]!.keys()].filter((column) => !taken.has(column));
  return Math.min(
    ...free.map((column) => cost[row]![column]! + leastTotal(cost, row + 1, new Set([...taken, column]))),
  );
}
