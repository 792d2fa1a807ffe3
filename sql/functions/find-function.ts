import { refuse } from "../refuse.ts";
import { aggregates, windowFunctions } from "./aggregates.ts";
import { collectionFunctions } from "./collections.ts";
import { dateFunctions } from "./dates.ts";
import { numberFunctions } from "./numbers.ts";
import type { FunctionSpec } from "./signature.ts";
import { textFunctions } from "./texts.ts";

const functions: ReadonlyMap<string, FunctionSpec> = new Map([
  ...aggregates,
  ...windowFunctions,
  ...numberFunctions,
  ...textFunctions,
  ...dateFunctions,
  ...collectionFunctions,
]);

/** A function by its name. Throws `SQL_REFUSED` when it is not one that queries may call. */
export function findFunction(name: string): FunctionSpec {
  const spec = functions.get(name);
  if (spec) return spec;
  const hint = Object.hasOwn(instead, name) ? instead[name] : undefined;
  throw refuse(`The function ${name} is not open to queries.`, hint ?? nearestHint(name));
}

/** Every function that queries may call, in alphabetical order. */
export function functionNames(): readonly string[] {
  return [...functions.keys()].toSorted();
}

/** What people reach for from other dialects, and what keeps an answer the same on each engine. */
const instead: Readonly<Record<string, string>> = {
  median: "Use approx_percentile(x, 0.5).",
  percentile_cont: "Use approx_percentile(x, 0.5).",
  percentile_disc: "Use approx_percentile(x, 0.5).",
  quantile_cont: "Use approx_percentile(x, 0.5).",
  quantile: "Use approx_percentile(x, 0.5).",
  mode: "Group by the value, count, and take the first by count.",
  datediff: "Use date_diff('day', a, b).",
  dateadd: "Use date_add('day', n, x).",
  ifnull: "Use coalesce(x, y).",
  isnull: "Use x IS NULL.",
  len: "Use length(x).",
  string_agg: "Use listagg(x, ', ') WITHIN GROUP (ORDER BY x).",
  group_concat: "Use listagg(x, ', ') WITHIN GROUP (ORDER BY x).",
  first: "Use min, max, or min_by(x, y).",
  last: "Use min, max, or max_by(x, y).",
  to_char: "Use date_format(x, '%Y-%m-%d').",
  strftime: "Use date_format(x, '%Y-%m-%d').",
  format_datetime: "Use date_format(x, '%Y-%m-%d').",
  contains_substr: "Use strpos(x, part) > 0.",
  random: "An answer must come out the same each time; order or filter by a column instead.",
  rand: "An answer must come out the same each time; order or filter by a column instead.",
  uuid: "An answer must come out the same each time.",
  regr_r2: "Use power(corr(y, x), 2).",
  regr_count: "Use count_if(x IS NOT NULL AND y IS NOT NULL).",
  regr_avgx: "Use avg(CASE WHEN y IS NOT NULL THEN x END).",
  regr_avgy: "Use avg(CASE WHEN x IS NOT NULL THEN y END).",
  from_unixtime: "Use date_add('second', x, TIMESTAMP '1970-01-01 00:00:00').",
  reduce: "UNNEST the array and aggregate.",
  levenshtein_distance: "The engines count letters beyond ASCII in different ways; use LIKE, strpos or regexp_like.",
  percentile_approx: "Use approx_percentile(x, 0.5).",
  ...Object.fromEntries(
    `json_extract json_extract_scalar json_parse json_format json_array_length json_array_contains json_array_get json_size
    is_json_scalar`
      .split(/\s+/)
      .map((name) => [
        name,
        "No column holds JSON, and the engines write its numbers in different ways; use the columns themselves.",
      ]),
  ),
  multimap_agg: "Group by the key, and use array_agg(value).",
  map_union: "UNNEST the maps, group by the key, and use map_agg.",
  map_entries: "Use UNNEST(map) AS t(key, value).",
  map_from_entries: "Use map(ARRAY[keys], ARRAY[values]).",
  reduce_agg: "Use sum, max or another aggregate.",
  approx_most_frequent: "Group by the value, count, and take the first by count.",
  numeric_histogram: "Use width_bucket(x, low, high, n) and count.",
  checksum: "Compare count, sum, min and max.",
  regexp_split: "Use split(x, ',').",
  regexp_position: "Use strpos(x, part).",
  split_to_map: "Use split_part twice.",
  normal_cdf: "Compare with the share of rows: avg(CASE WHEN x <= y THEN 1E0 ELSE 0E0 END).",
  date_sub: "Use date_add('day', -n, x).",
  timestampdiff: "Use date_diff('day', a, b).",
  nvl: "Use coalesce(x, y).",
  safe_divide: "Use x / nullif(y, 0).",
  div0: "Use x / nullif(y, 0).",
  iif: "Use if(c, x, y) or CASE.",
  countif: "Use count_if(c).",
  sumif: "Use sum(x) FILTER (WHERE c).",
  stdev: "Use stddev(x).",
  array_length: "Use cardinality(x).",
  list: "Use array_agg(x).",
  approx_quantile: "Use approx_percentile(x, 0.5).",
  generate_series: "Use UNNEST(sequence(1, 10)) AS t(n).",
  date_part: "Use year(x), month(x), day(x), or EXTRACT(… FROM x).",
  char: "Use chr(n).",
  charindex: "Use strpos(text, part).",
  instr: "Use strpos(text, part).",
};

function nearestHint(name: string): string {
  const start = name.slice(0, 4);
  const near = functionNames()
    .filter((candidate) => candidate.startsWith(start))
    .slice(0, 5);
  return near.length > 0
    ? `Near it are ${near.join(", ")}.`
    : "Use Trino's aggregate, window, number, string, date and array functions.";
}
