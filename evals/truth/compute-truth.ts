import type { TruthBase } from "./open-truth.ts";
import { reasonRows } from "./reasons.ts";
import { changeRows, upliftRows } from "./simulate.ts";
import { conditionsSql, specToSql } from "./spec/spec-to-sql.ts";
import {
  correlationRows,
  curveOf,
  differenceRows,
  groupsRows,
  separationRows,
  summaryRows,
  thresholdRows,
  varianceRows,
} from "./statistics.ts";
import type { Truth, TruthEntry, TruthSource } from "./truth-source.ts";

/** Computes truths, each once for the same source: paraphrases and cases share them. */
export function createTruth(base: TruthBase): (sources: Readonly<Record<string, TruthSource>>) => Promise<Truth> {
  const known = new Map<string, Promise<TruthEntry>>();
  const entryOf = (source: TruthSource) => {
    const key = JSON.stringify(source);
    const found = known.get(key) ?? computeEntry(base, source);
    known.set(key, found);
    return found;
  };
  return async (sources) => {
    const entries: [string, TruthEntry][] = [];
    for (const [name, source] of Object.entries(sources)) entries.push([name, await entryOf(source)]);
    return Object.fromEntries(entries);
  };
}

async function computeEntry(base: TruthBase, source: TruthSource): Promise<TruthEntry> {
  if ("curve" in source) return { kind: "curve", curve: await curveOf(base, source.curve) };
  return { kind: "rows", rows: await rowsOf(base, source) };
}

function rowsOf(base: TruthBase, source: Exclude<TruthSource, { curve: unknown }>) {
  if ("tell" in source) return base.rows(specToSql(source, base));
  if ("compare" in source) {
    const { measure, a, b } = source.compare;
    return differenceRows(base, { measure, a: conditionsSql(a, base), b: conditionsSql(b, base) });
  }
  if ("reasons" in source) return reasonRows(base, source.reasons);
  if ("sql" in source) return base.rows(source.sql);
  if ("difference" in source) return differenceRows(base, source.difference);
  if ("correlation" in source) return correlationRows(base, source.correlation);
  if ("groups" in source) return groupsRows(base, source.groups);
  if ("variance" in source) return varianceRows(base, source.variance);
  if ("separation" in source) return separationRows(base, source.separation);
  if ("summary" in source) return summaryRows(base, source.summary);
  if ("threshold" in source) return thresholdRows(base, source.threshold);
  if ("uplift" in source) return upliftRows(base, source.uplift);
  return changeRows(base, source.change);
}
