import { beforeAll, describe, expect, it } from "vitest";

import { createRandom } from "#core";
import { domainDirectory, loadDomain, type CustomerRow, type Domain } from "#knowledge";
import { binMatrix, defaultTrainOptions, trainTrees, type TreeModel } from "#ml";

import { createTrueWorld } from "../../../pipeline/sample/true-world.ts";
import { encodeCustomers, type JudgedModel } from "../../../pipeline/truth/ask-model.ts";
import { trueContributions } from "../../../pipeline/truth/true-shapley.ts";
import type { KnownWorld, Settings } from "../../../pipeline/truth/known-world.ts";
import { reportTruth, truthReportSchema, type TruthReport } from "../../../pipeline/truth/truth-report.ts";

const sample = { activityDays: 60, snapshotDate: "2026-11-20" };

describe("the report", () => {
  let honest: TruthReport["models"][number];
  let deceived: TruthReport["models"][number];

  beforeAll(async () => {
    const domain = await loadDomain(domainDirectory("engagement"), AbortSignal.timeout(10_000));
    const spec = domain.models.find((model) => model.name === "engagement");
    if (spec?.kind !== "regression") throw new TypeError("the engagement model is a regression");
    const schooled = createTrueWorld({ ...sample, customers: 4_000, seed: 1 });
    const rows = Array.from({ length: schooled.customers }, (_, customer) => schooled.row(customer));
    const outcome = Float64Array.from(rows, (row) => Number(row[spec.target]));
    const world = createTrueWorld({ ...sample, customers: 400, seed: 2 });
    const judge = (target: Float64Array) => {
      const model: JudgedModel = { spec, trees: schoolTrees(domain, rows, target) };
      return truthReportSchema.parse(reportTruth(domain, [model], world, 3)).models[0]!;
    };
    honest = judge(outcome);
    const random = createRandom(4);
    // The same outcomes, given to other customers.
    deceived = judge(outcome.map(() => outcome[random.integer(outcome.length)]!));
  }, 60_000);

  it("finds a model that learnt from the data near the best there is, its drivers and its what-ifs near the truth", () => {
    expect(honest.accuracy.reachable).toBeGreaterThan(0.8);
    expect(honest.accuracy.reached).toBeGreaterThan(0.65);
    expect(honest.accuracy.reached).toBeLessThan(honest.accuracy.reachable);
    expect(honest.drivers.rankCorrelation).toBeGreaterThan(0.7);
    expect(honest.drivers.topTenFound).toBeGreaterThanOrEqual(7);
    expect(honest.drivers.signsRight).toBeGreaterThan(0.9);
    expect(honest.drivers.customerRankCorrelation).toBeLessThan(honest.drivers.customerRankCeiling + 0.05);
    expect(honest.whatIf.find(({ lever }) => lever === "account_type")?.verdict).not.toBe("wrong");
  });

  it("finds a model that learnt from shuffled outcomes to know nothing", () => {
    expect(deceived.accuracy.reached).toBeLessThan(0.1);
    expect(deceived.drivers.shareOnOthers).toBeGreaterThan(2 * honest.drivers.shareOnOthers);
    expect(deceived.drivers.signsRight).toBeLessThan(0.75);
    const close = (report: typeof honest) => report.whatIf.filter(({ verdict }) => verdict === "close").length;
    expect(close(deceived)).toBeLessThan(close(honest));
  });

  it("judges every lever, each on the customers for whom the change is one", () => {
    expect(honest.whatIf.map(({ lever }) => lever)).toEqual(deceived.whatIf.map(({ lever }) => lever));
    expect(honest.whatIf.length).toBeGreaterThan(10);
    for (const { customers } of honest.whatIf) {
      expect(customers).toBeGreaterThan(1);
      expect(customers).toBeLessThan(400);
    }
  });
});

describe("true contributions", () => {
  it("are those of an additive world, customer by customer", () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({ a: i % 7, b: (i * 3) % 5, c: i }));
    const targets = [{ name: "y", link: (expected: number) => expected }];
    const draws = 4_000;
    const found = trueContributions(additiveWorld(rows), rows, 6, { targets, draws, random: createRandom(1) });
    const average = (pick: (row: (typeof rows)[number]) => number) =>
      rows.reduce((sum, row) => sum + pick(row), 0) / rows.length;
    // 2 (a − mean a) and −3 (b − mean b); the standard error of a mean of 4,000 draws is below 0.07.
    expect(found.get("y")?.get("a")).toBeCloseTo(2 * (6 - average((row) => row.a)), 0);
    expect(found.get("y")?.get("b")).toBeCloseTo(-3 * (3 - average((row) => row.b)), 0);
    expect(found.get("y")?.has("c")).toBe(false);
  });
});

/** y = 2 a − 3 b. */
function additiveWorld(rows: readonly Readonly<Record<"a" | "b" | "c", number>>[]): KnownWorld {
  const expected = (values: Settings) => ({ y: 2 * Number(values["a"]) - 3 * Number(values["b"]) });
  const after = (customer: number, settings: Settings) => expected({ ...rows[customer], ...settings });
  return {
    customers: rows.length,
    causes: () => ["a", "b"],
    row: (customer) => rows[customer] ?? {},
    expected: (customer) => after(customer, {}),
    expectedDirectly: after,
    expectedInAll: after,
  };
}

function schoolTrees(domain: Domain, rows: readonly CustomerRow[], target: Float64Array): TreeModel {
  const features = domain.feedColumns
    .filter((column) => column.input === "as-is")
    .map((column) =>
      column.type === "string"
        ? {
            name: column.name,
            kind: "categorical" as const,
            categories: column.values.map(({ value }) => value),
          }
        : { name: column.name, kind: "numeric" as const },
    );
  const spec = domain.models[0]!;
  const blank: TreeModel = { objective: { name: "squared" }, baseMargin: 0, features, trees: [] };
  const matrix = encodeCustomers(domain, { spec, trees: blank }, rows);
  return trainTrees({
    binned: binMatrix(matrix),
    target,
    options: { ...defaultTrainOptions, objective: { name: "squared" }, rounds: 80, depth: 5, learningRate: 0.1 },
  }).model;
}
