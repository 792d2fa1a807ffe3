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
  concat_ws: "Use array_join(ARRAY[x, y], ', ').",
  to_iso8601: "Use date_format(x, '%Y-%m-%d').",
  from_unixtime: "Use date_add('second', x, TIMESTAMP '1970-01-01 00:00:00').",
  reduce: "UNNEST the array and aggregate.",
  json_extract: "No column holds JSON; use the columns themselves.",
  json_extract_scalar: "No column holds JSON; use the columns themselves.",
  levenshtein_distance: "Use LIKE, strpos or regexp_like.",
  percentile_approx: "Use approx_percentile(x, 0.5).",
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
