import { specToRows } from "../spec/spec-to-rows.ts";
import type { FigureSpec } from "../spec/figure-spec.ts";
import type { Again, TruthEntry, TruthRow, TruthSource } from "../truth-source.ts";
import { differenceOf } from "./compare-rows.ts";
import { explainedAgain, importanceAgain } from "./explained.ts";
import {
  correlationFromFiles,
  curveBothWays,
  differenceFromFiles,
  differenceFromSamples,
  groupsFromFiles,
  separationFromFiles,
  summaryFromFiles,
  thresholdFromFiles,
} from "./from-files.ts";
import { oracleRows } from "./oracles.ts";
import { simulateAgain, type SecondDeps } from "./second-simulation.ts";

const byName = { key: "name", isPart: false } as const;
const partByName = { key: "name", isPart: true } as const;
const byPlace = { key: null, isPart: false } as const;

/** How a truth differs when it is computed a second time by another way; null where it agrees. */
export async function disagreementOf(source: TruthSource, entry: TruthEntry, deps: SecondDeps): Promise<string | null> {
  if (entry.kind === "curve") {
    if (!("curve" in source)) return "a curve from no curve";
    const [first, second] = await curveBothWays(entry.curve, source.curve, deps.tables, deps.base.domain.results.table);
    return differenceOf(first, second, byName);
  }
  return rowsDisagree(source, entry.rows, deps);
}

async function rowsDisagree(source: TruthSource, first: readonly TruthRow[], deps: SecondDeps): Promise<string | null> {
  const { base, tables } = deps;
  const { table } = base.domain.results;
  if ("tell" in source) return differenceOf(first, await specToRows(source, tables, base), keyOf(source));
  if ("compare" in source) {
    const { measure, a, b } = source.compare;
    const [left, right] = [await sampleOf(measure, a, deps), await sampleOf(measure, b, deps)];
    return differenceOf(first, [differenceFromSamples(left, right)], byPlace);
  }
  if ("reasons" in source) return differenceOf(first, await explainedAgain(source.reasons, deps), byName);
  if ("sql" in source) {
    return source.again === undefined ? "is computed once" : againDisagrees(source.again, first, deps);
  }
  if ("difference" in source) {
    return differenceOf(first, await differenceFromFiles(source.difference, tables, table), byPlace);
  }
  if ("correlation" in source) {
    return differenceOf(first, await correlationFromFiles(source.correlation, tables, table), byPlace);
  }
  const least = base.domain.policy.minimumGroupSize;
  if ("groups" in source) {
    return differenceOf(first, (await groupsFromFiles(source.groups, tables, table, least)).groups, byName);
  }
  if ("variance" in source) {
    return differenceOf(first, (await groupsFromFiles(source.variance, tables, table, least)).variance, byPlace);
  }
  const names = first.map((row) => String(row["name"]));
  if ("separation" in source) {
    return differenceOf(first, await separationFromFiles(source.separation, names, tables, table), byName);
  }
  if ("summary" in source) return differenceOf(first, await summaryFromFiles(names, tables, table), byName);
  if ("threshold" in source) {
    const second = await thresholdFromFiles(source.threshold, tables, table);
    return differenceOf(first, second, { key: "threshold", isPart: true });
  }
  if ("curve" in source) return "rows from a curve";
  if ("uplift" in source) {
    return differenceOf(first, await simulateAgain(source.uplift, first, deps), partByName);
  }
  const [second] = await simulateAgain(source.change, first, deps);
  return differenceOf(first, second ? [second] : [], byPlace);
}

async function againDisagrees(again: Again, first: readonly TruthRow[], deps: SecondDeps): Promise<string | null> {
  const { base, tables } = deps;
  if (Array.isArray(again)) {
    const rows = [];
    for (const { name, ...spec } of again) rows.push({ ...(await specToRows(spec, tables, base))[0], name });
    return differenceOf(first, rows, byName);
  }
  if ("tell" in again) return differenceOf(first, await specToRows(again, tables, base), keyOf(again));
  if ("complement" in again) {
    const [row] = await specToRows(again.complement, tables, base);
    const rest = Object.entries(row ?? {}).map(([name, value]) => [name, 1 - Number(value)]);
    return differenceOf(first, [Object.fromEntries(rest)], byPlace);
  }
  if ("importance" in again) {
    return differenceOf(first, await importanceAgain(again.importance, first, deps), partByName);
  }
  if ("reason" in again) {
    const { feature, ...customer } = again.reason;
    const reasons = await explainedAgain(customer, deps);
    return differenceOf(
      first,
      reasons.filter((row) => row["name"] === feature),
      byName,
    );
  }
  if ("names-only" in again) return first.every((row) => typeof row["name"] === "string") ? null : "holds no names";
  const rows = await oracleRows(again, deps);
  const key =
    rows[0] !== undefined && "name" in rows[0] ? "name" : rows[0] !== undefined && "day" in rows[0] ? "day" : null;
  return differenceOf(first, rows, { key, isPart: false });
}

function keyOf({ by }: FigureSpec): typeof byName | typeof byPlace {
  return by === undefined ? byPlace : byName;
}

/** The values of a measure in a group, by the second interpreter. */
async function sampleOf(
  measure: string,
  where: FigureSpec["where"],
  { base, tables }: SecondDeps,
): Promise<readonly number[]> {
  const grouping = { column: base.domain.entity.column, part: "value" as const };
  const tell = { value: { kind: "max", column: measure } as const };
  const present = [{ column: measure, op: "present" as const }];
  const rows = await specToRows({ tell, where: [...where, present], by: [grouping], least: 1 }, tables, base);
  return rows.map((row) => Number(row["value"]));
}
