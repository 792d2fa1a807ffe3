import type { QueryResult, RunQuery } from "#sql";

import { asksFor, inside, type Fault } from "../fault.ts";
import {
  andToOr,
  changeText,
  dropDistinct,
  dropLimit,
  dropNegation,
  dropWhere,
  meanToMaximum,
  moveBoundary,
  oneRowLess,
  turnOrder,
  turnThresholds,
  widenWindow,
} from "./change-sql.ts";

/** Rows that "everything" is held to: more than any answer needs, few enough for the product's own checks. */
const wholeTableRows = 3_000;

/** Faults between the tools and the engine. */
export const queryFaults: readonly Fault[] = [
  inside("drop WHERE", "conditions of queries are lost", { query: onSql(dropWhere) }, asksFor(/\bWHERE\b/i)),
  inside("AND becomes OR", "one of two conditions is enough", { query: onSql(andToOr) }, asksFor(/\bAND\b/i)),
  inside(
    "threshold turned",
    "above is taken for below",
    { query: onSql(turnThresholds) },
    asksFor(/\bWHERE\b[^()]*[<>](?!>)/i),
  ),
  inside(
    "boundary moved",
    "who is on the border is on its other side",
    { query: onSql(moveBoundary) },
    asksFor(/\bWHERE\b[^()]*[<>](?!>)/i),
  ),
  inside(
    "mean is the maximum",
    "another statistic than the one that is named",
    { query: onSql(meanToMaximum) },
    asksFor(/\bavg\(/i),
  ),
  inside(
    "distinct lost",
    "the same customer counts once for each of their rows",
    { query: onSql(dropDistinct) },
    asksFor(/\bDISTINCT\s/i),
    ["trend"],
  ),
  inside(
    "training data judged",
    "how good a model is is told by what it was trained on",
    { query: onSql((sql) => changeText(sql, "test", "train")) },
    asksFor(/'test'/),
    ["held-out"],
  ),
  inside(
    "window a week longer",
    "another span of days than the one that is asked for",
    { query: onSql(widenWindow) },
    asksFor(/\bdate_add\('day', -/i),
  ),
  inside("negation lost", "not is not heard", { query: onSql(dropNegation) }, asksFor(/<>|!=|\bNOT IN\b/i)),
  inside("order reversed", "rankings begin at the wrong end", { query: onSql(turnOrder) }, asksFor(/\bORDER BY\b/i)),
  inside("one row less", "the last of the top n is missing", { query: onSql(oneRowLess) }, asksFor(/\bLIMIT \d+\s*$/i)),
  inside(
    "whole table",
    "no LIMIT, and no cap on rows",
    { query: onSql(dropLimit), maxRows: wholeTableRows },
    asksFor(/\bLIMIT \d+\s*$/i),
    ["top"],
  ),
  inside("another run's tables", "results of another day's run are asked", { database: "another-run" }),
  inside("failure swallowed", "a query that fails gives no rows instead of an error", {
    query: onResult((result) => ({ ...result, rows: [], rowCount: 0 })),
  }),
  inside("missing as zero", "a value that is not known counts as 0", {
    query: onResult((result) => ({ ...result, rows: result.rows.map((row) => row.map((cell) => cell ?? 0)) })),
  }),
  inside(
    "ranking begins at the second",
    "the first of a ranking is missing",
    { query: onRanking((rows) => rows.slice(1)) },
    asksFor(/\bORDER BY\b/i),
  ),
  inside(
    "labels changed over",
    "two groups have each other's figures",
    { query: onResult(swapFirstLabels) },
    asksFor(/\bGROUP BY\b/i),
  ),
  inside("columns changed over", "two columns of figures have each other's values", { query: onResult(swapColumns) }),
  inside("rows doubled", "a join counts everybody twice", {
    query: onResult(({ rows, ...rest }) => ({
      ...rest,
      rows: rows.map((row) =>
        row.map((cell) => (typeof cell === "number" && Number.isInteger(cell) ? cell * 2 : cell)),
      ),
    })),
  }),
  inside(
    "rights of queries ignored",
    "every query runs with a steward's rights",
    { query: (run) => (request) => run({ ...request, role: "steward" }) },
    undefined,
    ["astray"],
  ),
  inside("guard skipped", "queries go past guard and caps, as they were written", { guard: "off" }, undefined, [
    "guard",
  ]),
];

function onSql(change: (sql: string) => string): (run: RunQuery) => RunQuery {
  return (run) => (request) => run({ ...request, sql: change(request.sql) });
}

function onResult(change: (result: QueryResult) => QueryResult): (run: RunQuery) => RunQuery {
  return (run) => async (request) => change(await run(request));
}

/** Changes the rows of queries that are ordered on the outside. */
function onRanking(change: (rows: QueryResult["rows"]) => QueryResult["rows"]): (run: RunQuery) => RunQuery {
  return (run) => async (request) => {
    const result = await run(request);
    if (!/\bORDER BY\b[^()]*$/i.test(request.sql) || result.rows.length < 2) return result;
    const rows = change(result.rows);
    return { ...result, rows, rowCount: rows.length };
  };
}

/** The texts of the first two rows change places. */
function swapFirstLabels(result: QueryResult): QueryResult {
  const [first, second, ...rest] = result.rows;
  if (!first || !second) return result;
  const withTextOf = (row: typeof first, other: typeof first) =>
    row.map((cell, place) => (typeof cell === "string" ? (other[place] ?? null) : cell));
  return { ...result, rows: [withTextOf(first, second), withTextOf(second, first), ...rest] };
}

/** The first two columns of doubles change places. */
function swapColumns(result: QueryResult): QueryResult {
  const [first, second] = result.columns.flatMap(({ type }, place) => (type === "double" ? [place] : []));
  if (first === undefined || second === undefined) return result;
  const rows = result.rows.map((row) =>
    row.map((cell, place) =>
      place === first ? (row[second] ?? null) : place === second ? (row[first] ?? null) : cell,
    ),
  );
  return { ...result, rows };
}
