import { primaryModel, resultColumn, type Column, type Domain } from "#knowledge";

import type { Analysis, Population } from "../reading/analysis.ts";
import {
  groupSql,
  highestSql,
  literalSql,
  lowestSql,
  marginSql,
  numberSql,
  populationSql,
} from "../reading/conditions-sql.ts";
import { describePopulation } from "../telling/describe-population.ts";
import {
  capitalised,
  correlation,
  decimal,
  formatMean,
  formatValue,
  integer,
  listOf,
  percent,
} from "../telling/format.ts";
import { onlyFollowUp, sameForFollowUp, whatIfFollowUp } from "../telling/follow-ups.ts";
import {
  chartOf,
  cite,
  draft,
  markdownTable,
  notCausal,
  num,
  query,
  rowsOf,
  str,
  type Call,
  type Found,
  type Row,
  type Teller,
} from "./teller.ts";

type Relate = Extract<Analysis, { kind: "relate" }>;

/** A column and an outcome: correlation with its interval, the outcome by buckets of the column, the model's view. */
export const relate: Teller<Relate> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const x = resultColumn(domain, analysis.x);
    const ys = analysis.ys.flatMap((name) => resultColumn(domain, name) ?? []);
    const [y] = ys;
    if (!x || !y) return [];
    const where = populationSql(domain, analysis.population);
    const calls: Call[] = [
      query(
        `${capitalised(listOf(ys.map((one) => one.label)))} by buckets of ${x.label}`,
        bucketsSql(domain, x, ys, where, analysis.population),
      ),
      ...ys.map((one) => query(`Correlation of ${x.label} with ${one.label}`, correlationCall(domain, x, one, where))),
    ];
    const model = modelFor(domain, ys);
    calls.push(
      query(
        `Rank of ${x.label} in the ${model.label}`,
        `SELECT importance_rank, share, direction, (SELECT max(importance_rank) FROM ${domain.databases.analytics}.feature_importance WHERE model = ${literalSql(model.name)}) AS features FROM ${domain.databases.analytics}.feature_importance WHERE model = ${literalSql(model.name)} AND feature = ${literalSql(x.name)}`,
      ),
    );
    return calls;
  },
  tell: (analysis, { domain }, found) => {
    const x = resultColumn(domain, analysis.x);
    const ys = analysis.ys.flatMap((name) => resultColumn(domain, name) ?? []);
    const [y] = ys;
    if (!x || !y) return draft("");
    const buckets = rowsOf(found, 0);
    const who = describePopulation(domain, analysis.population);
    if (buckets.length === 0) return draft(`There are no ${who} with a value of ${x.label}${cite(found, 0)}.`);
    const relations = ys.map((_, index) => rowsOf(found, 1 + index)[0]);
    const importance = rowsOf(found, 1 + ys.length)[0];
    const model = modelFor(domain, ys);
    const paragraphs = [
      [
        decisionSentence(analysis, x, y, relations[0]),
        askedVerdict(analysis, x, ys, relations),
        ...ys.map((one, index) =>
          relationSentence(
            x,
            one,
            relations[index],
            found,
            1 + index,
            analysis.population.length > 0 ? who : null,
            analysis.isYesNo && index === 0 && analysis.asked === undefined,
          ),
        ),
        shapeSentence(x, y, buckets, found),
      ].join(" "),
      [importanceSentence(x, model.label, importance, found, 1 + ys.length), slopeSentence(x, y, relations[0], found)]
        .filter(Boolean)
        .join(" "),
      bucketTable(x, ys, buckets, domain.entity.plural),
    ];
    return draft(paragraphs.filter(Boolean).join("\n\n"), {
      chart: chartOf(found, 0, {
        kind: "bar",
        title: `${capitalised(y.label)} by ${x.label}`,
        x: "bucket",
        y: `mean_${y.name}`,
        low: "low",
        high: "high",
      }),
      caveats: [notCausal],
      followUps: [
        x.lever ? whatIfFollowUp(x) : `What's the distribution of ${x.label}?`,
        ...onlyFollowUp(domain, [
          x.name,
          ...analysis.population.map((condition) => ("column" in condition ? condition.column : "")),
        ]),
        ...sameForFollowUp(domain, y.name),
      ],
    });
  },
};

function modelFor(domain: Domain, ys: readonly Column[]) {
  return (
    domain.models.find((model) => ys.some((y) => y.name === model.actual || y.name === model.prediction)) ??
    primaryModel(domain)
  );
}

/** n, Pearson's r and Spearman's rho with 95 % intervals by Fisher's z, and the least-squares slope; one row. */
function correlationCall(domain: Domain, x: Column, y: Column, where: string | null): string {
  // Two values are ranked as they are: their ranks lie on a line with them, and a correlation is the same.
  const averageRank = (name: string, column: Column) =>
    column.type === "boolean"
      ? name
      : `rank() OVER (ORDER BY ${name}) + (CAST(count(*) OVER (PARTITION BY ${name}) AS double) - 1) / 2E0`;
  const bound = (name: string, sign: string) =>
    `tanh(0.5E0 * ln((1 + ${name}) / (1 - ${name})) ${sign} 1.96E0 / sqrt(n - 3))`;
  return [
    `WITH pairs AS (SELECT CAST(${numberSql(x)} AS double) AS x, CAST(${numberSql(y)} AS double) AS y FROM ${domain.results.table} WHERE ${where ? `${where} AND ` : ""}${x.name} IS NOT NULL AND ${y.name} IS NOT NULL),`,
    `ranked AS (SELECT x, y, ${averageRank("x", x)} AS rank_x, ${averageRank("y", y)} AS rank_y FROM pairs),`,
    "both AS (SELECT count(*) AS n, corr(x, y) AS pearson, corr(rank_x, rank_y) AS spearman, regr_slope(y, x) AS slope, avg(CASE WHEN x = 0 THEN 1E0 ELSE 0E0 END) AS share_zero FROM ranked)",
    `SELECT n, pearson, ${bound("pearson", "-")} AS pearson_low, ${bound("pearson", "+")} AS pearson_high, spearman, ${bound("spearman", "-")} AS spearman_low, ${bound("spearman", "+")} AS spearman_high, slope, share_zero FROM both`,
  ].join(" ");
}

/** Outcomes by bucket: bins of the dictionary, single small whole numbers, else zero apart and fifths of the rest. */
function bucketsSql(
  domain: Domain,
  x: Column,
  ys: readonly Column[],
  where: string | null,
  population: Population,
): string {
  const names = [x.name, ...ys.map((one) => one.name)];
  const [low, high] = [lowestSql(domain, x.name, names, population), highestSql(domain, x.name, names, population)];
  const [y] = ys;
  if (!y) return "";
  // Zero stands apart where it means none; in the middle of a scale it is a value like others.
  const zero = x.range !== null && x.range[0] < 0 ? "false" : `${x.name} = 0`;
  const means = ys.map((one) => `avg(CAST(${numberSql(one)} AS double)) AS mean_${one.name}`).join(", ");
  const value = `CAST(${numberSql(y)} AS double)`;
  const margin = marginSql(value, y.name);
  const interval = `avg(${value}) - ${margin} AS low, avg(${value}) + ${margin} AS high`;
  if (x.bins.length > 0) {
    const { key, order } = groupSql(x);
    return `SELECT ${key} AS bucket, count(*) AS customers, ${means}, ${interval} FROM ${domain.results.table}${where ? ` WHERE ${where}` : ""} GROUP BY ${key} HAVING count(*) >= ${domain.policy.minimumGroupSize} ORDER BY ${order}`;
  }
  const columns = [...new Set([x.name, ...ys.map((one) => one.name)])].join(", ");
  if (x.type === "int") return wholeBucketsSql(domain, x, `${means}, ${interval}`, columns, where, [low, high]);
  return [
    `WITH placed AS (SELECT ${columns}, CASE WHEN ${x.name} IS NULL THEN -1 WHEN ${zero} THEN 0 ELSE ntile(5) OVER (PARTITION BY CASE WHEN ${x.name} IS NULL THEN -1 WHEN ${zero} THEN 0 ELSE 1 END ORDER BY ${x.name}) END AS place FROM ${domain.results.table}${where ? ` WHERE ${where}` : ""})`,
    `SELECT CASE WHEN place = -1 THEN 'no value' WHEN place = 0 THEN '0' ELSE format('%.2f to %.2f', ${low}, ${high}) END AS bucket, place, count(*) AS customers, ${low} AS lowest, ${high} AS highest, ${means}, ${interval} FROM placed GROUP BY place ORDER BY place`,
  ].join(" ");
}

/** Whole numbers are parted between values, so that nobody with the same value is in two buckets. */
function wholeBucketsSql(
  domain: Domain,
  x: Column,
  outcomes: string,
  columns: string,
  where: string | null,
  [low, high]: readonly [string, string],
): string {
  const source = `${domain.results.table}${where ? ` WHERE ${where}` : ""}`;
  const quantile = (share: number) => `approx_percentile(CASE WHEN ${x.name} <> 0 THEN ${x.name} END, ${share})`;
  return [
    `WITH cuts AS (SELECT ${[0.2, 0.4, 0.6, 0.8].map((share, place) => `${quantile(share)} AS cut${place + 1}`).join(", ")} FROM ${source}),`,
    `placed AS (SELECT ${columns}, CASE WHEN ${x.name} IS NULL THEN -1 WHEN ${x.name} = 0 THEN 0 WHEN ${x.name} <= cuts.cut1 THEN 1 WHEN ${x.name} <= cuts.cut2 THEN 2 WHEN ${x.name} <= cuts.cut3 THEN 3 WHEN ${x.name} <= cuts.cut4 THEN 4 ELSE 5 END AS place FROM ${domain.results.table} CROSS JOIN cuts${where ? ` WHERE ${where}` : ""})`,
    `SELECT CASE WHEN place = -1 THEN 'no value' WHEN ${low} = ${high} THEN format('%d', ${low}) ELSE format('%d to %d', ${low}, ${high}) END AS bucket, place, count(*) AS customers, ${low} AS lowest, ${high} AS highest, ${outcomes} FROM placed GROUP BY place ORDER BY place`,
  ].join(" ");
}

function relationSentence(
  x: Column,
  y: Column,
  row: Row | undefined,
  found: readonly Found[],
  index: number,
  who: string | null,
  isYesNo: boolean,
): string {
  const [n, pearson, spearman] = [num(row, "n"), num(row, "pearson"), num(row, "spearman")];
  if (!Number.isFinite(pearson))
    return `There is no correlation to tell between ${x.label} and ${y.label}: one of them does not vary${cite(found, index)}.`;
  const strength = strengthOf(pearson);
  const scope = who ? ` among ${who}` : "";
  const lead =
    isYesNo && strength === "no"
      ? `**No**: ${x.label} has practically no correlation with ${y.label}${scope}`
      : isYesNo && strength === "very weak"
        ? `**Hardly**: ${x.label} has a very weak ${pearson > 0 ? "positive" : "negative"} correlation with ${y.label}${scope}`
        : isYesNo
          ? `**Yes**, they go together: ${x.label} has a **${strength} ${pearson > 0 ? "positive" : "negative"} correlation** with ${y.label}${scope}`
          : strength === "no"
            ? `${capitalised(x.label)} has **practically no correlation** with ${y.label}${scope}`
            : `${capitalised(x.label)} has a **${strength} ${pearson > 0 ? "positive" : "negative"} correlation** with ${y.label}${scope}`;
  return `${lead}: Pearson r = ${correlation(pearson)} (95 % interval ${correlation(num(row, "pearson_low"))} to ${correlation(num(row, "pearson_high"))}), Spearman rho = ${correlation(spearman)}, over n = ${integer(n)}${cite(found, index)}.`;
}

/** Yes or no on the outcomes that were asked about, where others are told beside them: a relation from weak on is one. */
function askedVerdict(
  analysis: Relate,
  x: Column,
  ys: readonly Column[],
  relations: readonly (Row | undefined)[],
): string {
  if (!analysis.isYesNo || analysis.asked === undefined) return "";
  const asked = ys.flatMap((column, place) =>
    analysis.asked?.includes(column.name) ? [{ label: column.label, r: num(relations[place], "pearson") }] : [],
  );
  const related = asked.filter(({ r }) => Math.abs(r) >= 0.1);
  const names = (some: readonly { readonly label: string }[]) => listOf(some.map(({ label }) => label));
  if (related.length === 0) return `**No**: ${x.label} hardly goes with ${names(asked)}.`;
  const others = asked.filter((one) => !related.includes(one));
  return `**Yes**, as far as a relation tells: ${x.label} goes with ${names(related)}${others.length > 0 ? `, but hardly with ${names(others)}` : ""}.`;
}

function strengthOf(r: number): "no" | "very weak" | "weak" | "moderate" | "strong" {
  const size = Math.abs(r);
  if (size < 0.02) return "no";
  if (size < 0.1) return "very weak";
  return size < 0.3 ? "weak" : size < 0.5 ? "moderate" : "strong";
}

/** From which bucket to which the outcome moves, and where it stops moving. */
function shapeSentence(x: Column, y: Column, buckets: readonly Row[], found: readonly Found[]): string {
  const present = buckets.filter((row) => num(row, "place") !== -1);
  const [first, last] = [present[0], present.at(-1)];
  if (!first || !last || first === last) return "";
  const mean = (row: Row) => formatMean(num(row, `mean_${y.name}`), y);
  const zero = present.find((row) => num(row, "place") === 0);
  const total = buckets.reduce((sum, row) => sum + num(row, "customers"), 0);
  const zeros =
    zero && num(zero, "customers") / total > 0.05
      ? ` A share of ${percent(num(zero, "customers") / total)} (${integer(num(zero, "customers"))}) have no ${x.label}: their value is 0.`
      : "";
  const missing = buckets.find((row) => num(row, "place") === -1);
  const without = missing
    ? ` ${integer(num(missing, "customers"))} ${x.missingMeans ? `have no value (${x.missingMeans})` : "have no value"}; they are told apart: ${mean(missing)}.`
    : "";
  const figure = y.type === "boolean" ? (y.rateLabel ?? y.label) : `average ${y.label}`;
  return `From the lowest bucket (${str(first, "bucket")}) to the highest (${str(last, "bucket")}) the ${figure} goes from ${mean(first)} to ${mean(last)}${cite(found, 0)}.${flattening(present, y)}${zeros}${without}`;
}

function flattening(buckets: readonly Row[], y: Column): string {
  const means = buckets.map((row) => num(row, `mean_${y.name}`));
  const steps = means.slice(1).map((value, index) => value - means[index]!);
  const largest = Math.max(...steps.map(Math.abs));
  const total = Math.abs((means.at(-1) ?? 0) - (means[0] ?? 0));
  if (steps.length < 3 || total < 1e-9 || largest < 1e-9) return "";
  const flat = steps.findIndex(
    (_, index) => index > 0 && steps.slice(index).every((step) => Math.abs(step) < 0.25 * largest),
  );
  if (flat < 0) return " The curve does not flatten within the range seen.";
  return ` The curve flattens from the bucket ${str(buckets[flat], "bucket")} on: past it there is little further change.`;
}

function slopeSentence(x: Column, y: Column, row: Row | undefined, found: readonly Found[]): string {
  const slope = num(row, "slope");
  if (!Number.isFinite(slope)) return "";
  return `A straight line through the data has a slope of ${slopeText(slope)} in ${y.label} for ${unitStep(x)}${cite(found, 1)}.`;
}

/** One unit of a count, a tenth of a share or score: the step that a reader can picture. */
function unitStep(x: Column): string {
  if (x.range !== null && x.range[1] <= 1) return `each whole point of ${x.label}`;
  return x.format === "percent"
    ? `each percentage point of ${x.label}`
    : `each further ${x.format === "usd" ? "dollar of " : "unit of "}${x.label}`;
}

function slopeText(slope: number): string {
  const text = Math.abs(slope) >= 0.1 ? decimal(slope) : String(Number(slope.toPrecision(2))).replace(/^-/, "−");
  return `${slope > 0 ? "+" : ""}${text}`;
}

function importanceSentence(
  x: Column,
  model: string,
  row: Row | undefined,
  found: readonly Found[],
  index: number,
): string {
  if (!row) return `${capitalised(x.label)} is no input of the ${model}.`;
  return `In the ${model} it is number ${integer(num(row, "importance_rank"))} of ${integer(num(row, "features"))} features by importance, with a share of ${percent(num(row, "share"))} and a ${str(row, "direction")} direction${cite(found, index)}.`;
}

function decisionSentence(analysis: Relate, x: Column, y: Column, row: Row | undefined): string {
  if (!analysis.isDecision) return "";
  const r = num(row, "pearson");
  if (Math.abs(r) < 0.1)
    return `**No, not on this evidence**: within that group ${x.label} hardly goes with ${y.label}. Test it on a random part first.`;
  return r > 0
    ? `**Yes, it is worth a test**: within that group ${y.label} is higher where ${x.label} is higher. Only an experiment on a random part would show whether the one brings the other; stay within 3 notifications a day and offer an opt-out.`
    : `**No**: within that group ${y.label} is lower where ${x.label} is higher.`;
}

function bucketTable(x: Column, ys: readonly Column[], buckets: readonly Row[], plural: string): string {
  return markdownTable(
    [
      capitalised(x.label),
      ...ys.map((y) => capitalised(y.type === "boolean" ? (y.rateLabel ?? y.label) : `average ${y.label}`)),
      capitalised(plural),
    ],
    buckets.map((row) => [
      str(row, "bucket"),
      ...ys.map((y) =>
        y.format === "score" && y.range && y.range[0] < 0
          ? decimalSmall(num(row, `mean_${y.name}`))
          : formatValue(num(row, `mean_${y.name}`), y.format === "count" ? "number" : y.format),
      ),
      integer(num(row, "customers")),
    ]),
  );
}

function decimalSmall(value: number): string {
  return `${value > 0 ? "+" : ""}${value.toFixed(4).replace("-", "−")}`;
}
