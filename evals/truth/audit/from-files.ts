import { meanOf, pearsonOf, ranksOf, slopeOf, sumOf, varianceOf } from "../spec/plain-statistics.ts";
import type { PublishedTables } from "../spec/published-tables.ts";
import type { Curve, TruthRow, TruthSource } from "../truth-source.ts";

type SourceOf<K extends string> = TruthSource extends infer S ? (S extends Record<K, infer V> ? V : never) : never;

/** Share of a curve's or a rule's range at which it is looked at a second time. */
const looks = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95] as const;

/** Two groups' means from samples, with Welch's interval: Student's quantile by Cornish and Fisher's expansion (1938). */
export function differenceFromSamples(a: readonly number[], b: readonly number[]): TruthRow {
  const [shareA, shareB] = [varianceOf(a) / a.length, varianceOf(b) / b.length];
  const degrees = (shareA + shareB) ** 2 / (shareA ** 2 / (a.length - 1) + shareB ** 2 / (b.length - 1));
  const z = 1.959963984540054;
  const t = z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
  const difference = meanOf(a) - meanOf(b);
  const half = t * Math.sqrt(shareA + shareB);
  const pooled = ((a.length - 1) * varianceOf(a) + (b.length - 1) * varianceOf(b)) / (a.length + b.length - 2);
  return {
    mean_a: meanOf(a),
    mean_b: meanOf(b),
    n_a: a.length,
    n_b: b.length,
    difference,
    lower: difference - half,
    upper: difference + half,
    d: difference / Math.sqrt(pooled),
  };
}

/** The two samples of a difference, read from the files. */
export async function differenceFromFiles(
  { measure, a, b }: SourceOf<"difference">,
  tables: PublishedTables,
  table: string,
): Promise<readonly TruthRow[]> {
  const read = async (where: string) =>
    columnOf(await tables.query(`SELECT CAST(${measure} AS DOUBLE) AS v FROM ${table} WHERE ${where}`), "v");
  return [differenceFromSamples(await read(a), await read(b))];
}

/** Pearson, Spearman and slope of pairs read from the files. */
export async function correlationFromFiles(
  { x, y, where = "true" }: SourceOf<"correlation">,
  tables: PublishedTables,
  table: string,
): Promise<readonly TruthRow[]> {
  const rows = await tables.query(
    `SELECT CAST(${x} AS DOUBLE) AS x, CAST(${y} AS DOUBLE) AS y FROM ${table} WHERE (${where}) AND (${x}) IS NOT NULL AND (${y}) IS NOT NULL`,
  );
  const [xs, ys] = [columnOf(rows, "x"), columnOf(rows, "y")];
  const pearson = pearsonOf(xs, ys);
  const half = 1.959963984540054 / Math.sqrt(xs.length - 3);
  return [
    {
      n: xs.length,
      pearson,
      pearson_lower: Math.tanh(Math.atanh(pearson) - half),
      pearson_upper: Math.tanh(Math.atanh(pearson) + half),
      spearman: pearsonOf(ranksOf(xs), ranksOf(ys)),
      slope: slopeOf(xs, ys),
    },
  ];
}

/** Means by the values of a column, and the share of the variance that lies between them. */
export async function groupsFromFiles(
  { by, measure, where = "true" }: SourceOf<"groups">,
  tables: PublishedTables,
  table: string,
  least: number,
): Promise<{ readonly groups: readonly TruthRow[]; readonly variance: readonly TruthRow[] }> {
  const rows = await tables.query(
    `SELECT CAST(${by} AS VARCHAR) AS name, CAST(${measure} AS DOUBLE) AS v FROM ${table} WHERE (${where}) AND (${by}) IS NOT NULL AND (${measure}) IS NOT NULL`,
  );
  const members = new Map<string, number[]>();
  for (const { name, v } of rows) {
    const known = members.get(String(name));
    if (known) known.push(Number(v));
    else members.set(String(name), [Number(v)]);
  }
  const kept = [...members].filter(([, values]) => values.length >= least);
  const all = kept.flatMap(([, values]) => values);
  const grand = meanOf(all);
  const between = sumOf(kept.map(([, values]) => values.length * (meanOf(values) - grand) ** 2));
  const total = sumOf(all.map((value) => (value - grand) ** 2));
  const means = kept.map(([, values]) => meanOf(values));
  const f = between / (kept.length - 1) / ((total - between) / (all.length - kept.length));
  return {
    groups: kept.map(([name, values]) => ({
      name,
      n: values.length,
      mean: meanOf(values),
      sd: Math.sqrt(varianceOf(values)),
    })),
    variance: [
      { eta_squared: between / total, f, groups: kept.length, spread: Math.max(...means) - Math.min(...means) },
    ],
  };
}

/** Both groups' means and the standardised difference of each column, by the engine over the files. */
export async function separationFromFiles(
  { a, b }: SourceOf<"separation">,
  names: readonly string[],
  tables: PublishedTables,
  table: string,
): Promise<readonly TruthRow[]> {
  const figures = names.flatMap((name, index) =>
    [a, b].flatMap((where, side) => {
      const end = `${side === 0 ? "a" : "b"}${index}`;
      const of = (call: string) => `${call}(CAST(${name} AS DOUBLE)) FILTER (WHERE ${where})`;
      return [`${of("avg")} AS m${end}`, `${of("var_samp")} AS v${end}`, `${of("count")} AS n${end}`];
    }),
  );
  const [row] = await tables.query(`SELECT ${figures.join(", ")} FROM ${table}`);
  const at = (name: string) => Number(row?.[name]);
  return names.map((name, index) => {
    const [meanA, meanB] = [at(`ma${index}`), at(`mb${index}`)];
    const [nA, nB] = [at(`na${index}`), at(`nb${index}`)];
    const [varA, varB] = [at(`va${index}`), at(`vb${index}`)];
    const d = (meanA - meanB) / Math.sqrt(((nA - 1) * varA + (nB - 1) * varB) / (nA + nB - 2));
    const alike = (meanA - meanB) / Math.sqrt((varA + varB) / 2);
    return { name, d, size: Math.abs(d), size_equal: Math.abs(alike), mean_a: meanA, mean_b: meanB };
  });
}

/** Count, missing and quartiles of each column, by the engine over the files. */
export async function summaryFromFiles(
  names: readonly string[],
  tables: PublishedTables,
  table: string,
): Promise<readonly TruthRow[]> {
  const figures = names.flatMap((name, index) =>
    [
      `count(${name}) AS n`,
      `count(*) - count(${name}) AS missing`,
      `avg(${name}) AS mean`,
      `stddev_samp(${name}) AS sd`,
      `min(${name}) AS minimum`,
      `quantile_cont(CAST(${name} AS DOUBLE), 0.25) AS q1`,
      `median(CAST(${name} AS DOUBLE)) AS median`,
      `quantile_cont(CAST(${name} AS DOUBLE), 0.75) AS q3`,
      `max(${name}) AS maximum`,
    ].map((figure) => `${figure}_${index}`),
  );
  const [row] = await tables.query(`SELECT ${figures.join(", ")} FROM ${table}`);
  const told = ["n", "missing", "mean", "sd", "minimum", "q1", "median", "q3", "maximum"];
  return names.map((name, index) => ({
    name,
    ...Object.fromEntries(told.map((figure) => [figure, Number(row?.[`${figure}_${index}`])])),
  }));
}

/** A curve at some of its places: how many lie at or under each x, and their y summed. First of the arrays, then anew. */
export async function curveBothWays(
  curve: Curve,
  { x, y, where = "true" }: SourceOf<"curve">,
  tables: PublishedTables,
  table: string,
): Promise<readonly [readonly TruthRow[], readonly TruthRow[]]> {
  const places = looks.map((look) => {
    const cut = curve.x[Math.floor(look * (curve.x.length - 1))] ?? 0;
    let n = 0;
    while (n < curve.x.length && curve.x[n]! <= cut) n++;
    return { name: String(cut), cut, n, sum: curve.sums[n] ?? 0 };
  });
  // With an exponent, or DuckDB takes it for a decimal of fewer digits.
  const figures = places.flatMap(({ cut }, index) => [
    `count(*) FILTER (WHERE ${x} <= ${cut.toExponential()}) AS n${index}`,
    `sum(CAST(${y} AS DOUBLE)) FILTER (WHERE ${x} <= ${cut.toExponential()}) AS s${index}`,
  ]);
  const [row] = await tables.query(
    `SELECT ${figures.join(", ")} FROM ${table} WHERE (${where}) AND (${x}) IS NOT NULL AND (${y}) IS NOT NULL`,
  );
  const again = places.map(({ name }, index) => ({
    name,
    n: Number(row?.[`n${index}`]),
    sum: Number(row?.[`s${index}`]),
  }));
  return [places, again];
}

/** Precision, recall and flagged share of the rule "score below t" at some thresholds. */
export async function thresholdFromFiles(
  { score, event }: SourceOf<"threshold">,
  tables: PublishedTables,
  table: string,
): Promise<readonly TruthRow[]> {
  const rows = await tables.query(`SELECT CAST(${score} AS DOUBLE) AS s, CAST(${event} AS DOUBLE) AS e FROM ${table}`);
  const events = rows.filter(({ e }) => e === 1).length;
  return looks.map((threshold) => {
    const flagged = rows.filter(({ s }) => Number(s) < threshold);
    const hits = flagged.filter(({ e }) => e === 1).length;
    const recall = hits / events;
    return {
      threshold,
      precision: flagged.length === 0 ? 0 : hits / flagged.length,
      recall,
      flagged: flagged.length / rows.length,
      youden: recall - (flagged.length - hits) / (rows.length - events),
    };
  });
}

function columnOf(rows: readonly Readonly<Record<string, unknown>>[], name: string): number[] {
  return rows.flatMap((row) => (typeof row[name] === "number" ? [row[name]] : []));
}
