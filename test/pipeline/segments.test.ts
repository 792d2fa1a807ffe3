import { describe, expect, it } from "vitest";

import { createRandom } from "#core";
import { domainDirectory, loadDomain, type SegmentsSpec } from "#knowledge";
import { adjustedRandIndex } from "#ml";

import { assignSegments } from "../../pipeline/stages/predict/assign-segments.ts";
import { fitSegments } from "../../pipeline/stages/train/fit-segments.ts";
import { nameSegments, type SegmentProfile } from "../../pipeline/stages/train/name-segments.ts";
import { parseSegmentModel } from "../../pipeline/stages/train/segment-model.ts";

const { segments } = await loadDomain(domainDirectory("engagement"));
if (!segments) throw new RangeError("the domain has segments");

const spec: SegmentsSpec = {
  ...segments,
  inputs: ["logins", "listings", "posts"],
  counts: [3, 4, 5],
  restarts: 3,
  best: "power users",
  names: [
    { column: "logins", high: "frequent visitors", low: "casual users" },
    { column: "listings", high: "sellers" },
  ],
};
const labels = { logins: "logins a day", listings: "listings", posts: "posts a week" };

/** Rows around four known centres, and how engaged those of each are. */
function draw(seed: number, shift = 0) {
  const centres = [
    { at: [0, 0, 0], outcome: 0.2 },
    { at: [12, 0, 0], outcome: 0.5 },
    { at: [0, 12, 0], outcome: 0.6 },
    { at: [12, 12, 12], outcome: 0.9 },
  ];
  const random = createRandom(seed);
  const truth = Uint8Array.from({ length: 2_000 }, () => random.integer(centres.length));
  const columns = spec.inputs.map((_, d) =>
    Float32Array.from(truth, (centre) => 20 + shift + centres[centre]!.at[d]! + random.normal()),
  );
  const matrix = { features: spec.inputs.map((name) => ({ name, kind: "numeric" as const })), columns, rows: 2_000 };
  return { truth, matrix, outcome: Float64Array.from(truth, (centre) => centres[centre]!.outcome) };
}

describe("segments", () => {
  const { truth, matrix, outcome } = draw(1);
  const first = fitSegments({ spec, labels, matrix, outcome, before: null, seed: 1 });
  const model = parseSegmentModel(first.json);

  it("are the groups that there are, in their number", () => {
    const places = assignSegments({ model, matrix, from: 0, to: matrix.rows });
    expect(model.segments).toHaveLength(4);
    expect(adjustedRandIndex(places, truth)).toBe(1);
    expect([...assignSegments({ model, matrix, from: 500, to: 503 })]).toEqual([...places.subarray(500, 503)]);
  });

  it("tell their mean outcome and what sets them apart", () => {
    const power = model.segments.find((segment) => segment.name === "power users");
    expect(power?.meanOutcome).toBeCloseTo(0.9, 12);
    expect(power?.traits[0]?.column).toBe("posts");
    const rows = [...truth.keys()].filter((row) => truth[row] === 3);
    const posts = rows.reduce((sum, row) => sum + matrix.columns[2]![row]!, 0) / rows.length;
    expect(power?.traits[0]?.mean).toBeCloseTo(posts, 9);
  });

  it("keep number and name in the next run, with other rows, another seed and a drifted scale", () => {
    const next = draw(2, 0.5);
    const again = parseSegmentModel(fitSegments({ spec, labels, ...next, before: model, seed: 77 }).json);
    const told = ({ segments: list }: typeof model) =>
      list
        .map(({ number, name, meanOutcome }) => `${number} ${name} ${meanOutcome.toFixed(6)}`)
        .toSorted((a, b) => a.localeCompare(b));
    expect(told(again)).toEqual(told(model));
  });

  it("are new where the rows are others", () => {
    const next = draw(3);
    const turned = {
      ...next.matrix,
      columns: next.matrix.columns.map((column) => column.map((value) => 100 + 9 * value)),
    };
    const known = new Set(model.segments.map((segment) => segment.number));
    const again = parseSegmentModel(
      fitSegments({ spec, labels, ...next, matrix: turned, before: model, seed: 1 }).json,
    );
    expect(new Set(again.segments.map((segment) => segment.number))).not.toBe(known);
    expect(new Set(again.segments.map((segment) => segment.name)).size).toBe(again.segments.length);
  });
});

describe("naming segments", () => {
  const profile = (differences: number[], meanOutcome: number, nameBefore: string | null = null): SegmentProfile => ({
    differences,
    meanOutcome,
    nameBefore,
  });
  const name = (profiles: readonly SegmentProfile[]) =>
    nameSegments(spec, profiles, (column) => labels[column as keyof typeof labels]);

  it("gives the strongest difference its name first, and no name twice", () => {
    expect(
      name([profile([3, 0, 0], 0.9), profile([1, 2, 0], 0.5), profile([1.5, 1, 0], 0.4), profile([-0.5, 0, 0.4], 0.1)]),
    ).toEqual(["power users", "sellers", "frequent visitors", "casual users"]);
  });

  it("falls back on the dictionary's label where no name fits", () => {
    expect(name([profile([1, 0, 0], 0.9), profile([0.1, -0.6, 0], 0.2), profile([0, 0, 0.9], 0.3)])).toEqual([
      "power users",
      "low listings",
      "high posts a week",
    ]);
  });

  it("keeps the names of the run before, but for that of the best", () => {
    expect(
      name([
        profile([1, 0, 0], 0.2, "power users"),
        profile([0, 1, 0], 0.9, "sellers"),
        profile([-1, 0, 0], 0.1, "sleepers"),
      ]),
    ).toEqual(["frequent visitors", "power users", "sleepers"]);
  });
});
