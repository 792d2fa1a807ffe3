import {
  cohensD,
  correlationInterval,
  mean,
  meanDifference,
  normalQuantile,
  pearson,
  quantileOfSorted,
  spearman,
  variance,
} from "#ml";
import type { Domain } from "#knowledge";

import type { TruthBase } from "./open-truth.ts";
import type { Curve, TruthRow, TruthSource } from "./truth-source.ts";

type SourceOf<K extends string> = TruthSource extends infer S ? (S extends Record<K, infer V> ? V : never) : never;

/** A standardised difference below this is negligible, by Cohen's rule (1988, section 2.2.3: 0.2 is small). */
const smallD = 0.2;
/** Explained variance below this is negligible (Cohen 1988, section 8.2: η² of 0.01 is small). */
const smallEta = 0.01;

/**
 * One row for two groups: `mean_a`, `mean_b`, `n_a`, `n_b`, `difference` with `lower` and `upper` (Welch, 95 %), `d`,
 * and `verdict`: none where the interval holds 0, small-higher or small-lower below d = 0.2, else higher or lower.
 */
export async function differenceRows(base: TruthBase, source: SourceOf<"difference">): Promise<readonly TruthRow[]> {
  const [a, b] = await Promise.all([
    sampleOf(base, source.measure, source.a),
    sampleOf(base, source.measure, source.b),
  ]);
  const { estimate, lower, upper } = meanDifference(a, b);
  const d = cohensD(a, b);
  const side = estimate > 0 ? "higher" : "lower";
  const verdict = lower <= 0 && upper >= 0 ? "none" : Math.abs(d) < smallD ? `small-${side}` : side;
  return [
    {
      mean_a: mean(a),
      mean_b: mean(b),
      n_a: a.length,
      n_b: b.length,
      difference: estimate,
      lower,
      upper,
      d,
      verdict,
    },
  ];
}

/** One row: `n`, `pearson` and `spearman`, each with `_lower` and `_upper`, `slope` of y on x, and the `strength` in words. */
export async function correlationRows(base: TruthBase, source: SourceOf<"correlation">): Promise<readonly TruthRow[]> {
  const { x, y } = await pairsOf(base, source);
  const [r, rho] = [pearson(x, y), spearman(x, y)];
  const [linear, ranks] = [correlationInterval(r, x.length), correlationInterval(rho, x.length)];
  const size = Math.abs(r);
  return [
    {
      n: x.length,
      pearson: r,
      pearson_lower: linear.lower,
      pearson_upper: linear.upper,
      spearman: rho,
      spearman_lower: ranks.lower,
      spearman_upper: ranks.upper,
      slope: (r * Math.sqrt(variance(y))) / Math.sqrt(variance(x)),
      strength: size < 0.1 ? "none" : size < 0.3 ? "weak" : size < 0.5 ? "moderate" : "strong",
      sign: r > 0 ? "positive" : "negative",
    },
  ];
}

/** A row for each value of a column, the highest mean first: `name`, `n`, `mean` with `lower` and `upper` (95 %), `sd`. */
export async function groupsRows(base: TruthBase, source: SourceOf<"groups">): Promise<readonly TruthRow[]> {
  const { by, measure, where = "true" } = source;
  const half = normalQuantile(0.975);
  const rows = await base.rows(
    `SELECT CAST(${by} AS VARCHAR) AS name, count(*) AS n, avg(${measure}) AS mean, stddev_samp(${measure}) AS sd
     FROM ${base.domain.results.table} WHERE (${where}) AND (${by}) IS NOT NULL AND (${measure}) IS NOT NULL GROUP BY ALL ORDER BY mean DESC`,
  );
  return rows
    .filter((row) => Number(row["n"]) >= base.domain.policy.minimumGroupSize)
    .map((row) => {
      const error = (half * Number(row["sd"])) / Math.sqrt(Number(row["n"]));
      return { ...row, lower: Number(row["mean"]) - error, upper: Number(row["mean"]) + error };
    });
}

/**
 * One row on what a column explains of a measure: `eta_squared`, `f`, `p`, `spread` (highest mean less lowest), `best`,
 * and `verdict`: none for p > 0.05,
 * borderline for p from 0.01, small below η² = 0.01, else real. F's tail is taken from χ² (its limit for large
 * samples) by Wilson and Hilferty's cube root (1931).
 */
export async function varianceRows(base: TruthBase, source: SourceOf<"variance">): Promise<readonly TruthRow[]> {
  const groups = await groupsRows(base, source);
  const n = sum(groups.map((row) => Number(row["n"])));
  const grand = sum(groups.map((row) => Number(row["n"]) * Number(row["mean"]))) / n;
  const between = sum(groups.map((row) => Number(row["n"]) * (Number(row["mean"]) - grand) ** 2));
  const within = sum(groups.map((row) => (Number(row["n"]) - 1) * Number(row["sd"]) ** 2));
  const degrees = groups.length - 1;
  const f = between / degrees / (within / (n - groups.length));
  const z = (Math.cbrt(f) - (1 - 2 / (9 * degrees))) / Math.sqrt(2 / (9 * degrees));
  const etaSquared = between / (between + within);
  const isNoise = z < normalQuantile(0.95);
  return [
    {
      eta_squared: etaSquared,
      f,
      z,
      groups: groups.length,
      spread: Number(groups[0]?.["mean"]) - Number(groups.at(-1)?.["mean"]),
      best: groups[0]?.["name"] ?? null,
      verdict: isNoise ? "none" : z < normalQuantile(0.99) ? "borderline" : etaSquared < smallEta ? "small" : "real",
    },
  ];
}

/** A row for each numeric input that two groups have: `name`, `d` (a less b), `size` (its absolute), `size_equal` (the same with both
 * groups' variances weighed alike: Cohen 1988, section 2.3.2), `mean_a`, `mean_b`, `median_a`, `median_b`. Largest first. */
export async function separationRows(base: TruthBase, source: SourceOf<"separation">): Promise<readonly TruthRow[]> {
  const { domain } = base;
  const names = numericInputs(domain).filter((name) => source.only === undefined || source.only.includes(name));
  const read = (where: string) =>
    base.numbers(`SELECT ${names.join(", ")} FROM ${domain.results.table} WHERE ${where}`, names.length);
  const [a, b] = await Promise.all([read(source.a), read(source.b)]);
  return names
    .map((name, index) => {
      const [left, right] = [present(a[index]), present(b[index])];
      const d = cohensD(left, right);
      return {
        name,
        d,
        size: Math.abs(d),
        size_equal: Math.abs(equalWeightD(left, right)),
        mean_a: mean(left),
        mean_b: mean(right),
        median_a: median(left),
        median_b: median(right),
      };
    })
    .toSorted((left, right) =>
      source.weigh === "alike" ? right.size_equal - left.size_equal : right.size - left.size,
    );
}

/**
 * A row for each numeric column of the results that came with the feed: `name`, `n` (with a value), `missing`, `mean`,
 * `sd`, `minimum`, `q1`, `median`, `q3`, `maximum`.
 */
export async function summaryRows(base: TruthBase, source: SourceOf<"summary">): Promise<readonly TruthRow[]> {
  const { domain } = base;
  const results = domain.resultColumns.filter((column) => ["feature", "target", "heuristic"].includes(column.role));
  const names = results
    .filter((column) => (column.type === "int" || column.type === "double") && !source.except.includes(column.name))
    .map((column) => column.name);
  const columns = await base.numbers(`SELECT ${names.join(", ")} FROM ${domain.results.table}`, names.length);
  const rows = names.map((name, index) => {
    const sorted = present(columns[index]).sort();
    return {
      name,
      n: sorted.length,
      missing: (columns[index]?.length ?? 0) - sorted.length,
      mean: mean(sorted),
      sd: Math.sqrt(variance(sorted)),
      minimum: sorted[0] ?? null,
      q1: quantileOfSorted(sorted, 0.25),
      median: quantileOfSorted(sorted, 0.5),
      q3: quantileOfSorted(sorted, 0.75),
      maximum: sorted.at(-1) ?? null,
    };
  });
  return source.only === "missing"
    ? rows.filter((row) => row.missing > 0).toSorted((a, b) => b.missing - a.missing)
    : rows;
}

function numericInputs(domain: Domain): string[] {
  return domain.feedColumns
    .filter((column) => column.input === "as-is" && (column.type === "int" || column.type === "double"))
    .map((column) => column.name);
}

function median(values: Float64Array): number {
  return quantileOfSorted(values.toSorted(), 0.5);
}

/** Cohen's d over the root of the mean of both variances, for groups of unequal size. */
function equalWeightD(a: Float64Array, b: Float64Array): number {
  return (mean(a) - mean(b)) / Math.sqrt((variance(a) + variance(b)) / 2);
}

/** Pairs in ascending order of x with y summed up. */
export async function curveOf(base: TruthBase, source: SourceOf<"curve">): Promise<Curve> {
  const { x, y } = await pairsOf(base, source);
  const order = Uint32Array.from(x, (_, index) => index).sort((left, right) => x[left]! - x[right]!);
  const sums = new Float64Array(order.length + 1);
  order.forEach((row, index) => {
    sums[index + 1] = sums[index]! + y[row]!;
  });
  return { x: Float64Array.from(order, (row) => x[row]!), sums };
}

/**
 * A row for each threshold from 0.001 to 0.999 of the rule "score below threshold": `threshold`, `precision`,
 * `recall`, `flagged` (share), `youden` (recall less false-positive rate), `f1`, and both as shares of their best.
 */
export async function thresholdRows(base: TruthBase, source: SourceOf<"threshold">): Promise<readonly TruthRow[]> {
  const { x, y } = await pairsOf(base, { x: source.score, y: source.event });
  const curve = await curveOf(base, { x: source.score, y: source.event });
  const positives = sum(y);
  let at = 0;
  const rows = Array.from({ length: 999 }, (_, index) => {
    const threshold = (index + 1) / 1000;
    while (at < curve.x.length && curve.x[at]! < threshold) at++;
    const hits = curve.sums[at]!;
    const recall = hits / positives;
    const precision = at === 0 ? 0 : hits / at;
    const youden = recall - (at - hits) / (x.length - positives);
    return {
      threshold,
      precision,
      recall,
      flagged: at / x.length,
      youden,
      f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    };
  });
  const best = {
    youden: Math.max(...rows.map((row) => row.youden)),
    f1: Math.max(...rows.map((row) => row.f1)),
  };
  return rows.map((row) => ({
    ...row,
    youden_share: row.youden / best.youden,
    f1_share: row.f1 / best.f1,
  }));
}

async function sampleOf(base: TruthBase, measure: string, where: string): Promise<Float64Array> {
  const [values] = await base.numbers(
    `SELECT CAST(${measure} AS DOUBLE) FROM ${base.domain.results.table} WHERE ${where}`,
    1,
  );
  return present(values);
}

async function pairsOf(base: TruthBase, source: { x: string; y: string; where?: string | undefined }) {
  const { x, y, where = "true" } = source;
  const [xs, ys] = await base.numbers(
    `SELECT CAST(${x} AS DOUBLE), CAST(${y} AS DOUBLE) FROM ${base.domain.results.table} WHERE (${where}) AND (${x}) IS NOT NULL AND (${y}) IS NOT NULL`,
    2,
  );
  return { x: xs ?? new Float64Array(), y: ys ?? new Float64Array() };
}

function present(values: Float64Array | undefined): Float64Array {
  return (values ?? new Float64Array()).filter((value) => !Number.isNaN(value));
}

function sum(values: ArrayLike<number>): number {
  return values.length === 0 ? 0 : mean(values) * values.length;
}
