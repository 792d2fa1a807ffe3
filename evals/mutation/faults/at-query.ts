import type { QueryResult, RunQuery } from "#sql";

import { asksFor, inside, type Fault } from "../fault.ts";
import { andToOr, dropLimit, dropNegation, dropWhere, oneRowLess, turnOrder, turnThresholds } from "./change-sql.ts";

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
  inside("negation lost", "not is not heard", { query: onSql(dropNegation) }, asksFor(/<>|!=|\bNOT IN\b/i)),
  inside("order reversed", "rankings begin at the wrong end", { query: onSql(turnOrder) }, asksFor(/\bORDER BY\b/i)),
  inside("one row less", "the last of the top n is missing", { query: onSql(oneRowLess) }, asksFor(/\bLIMIT \d+\s*$/i)),
  inside(
    "whole table",
    "no LIMIT, and no cap on rows",
    { query: onSql(dropLimit), maxRows: wholeTableRows },
    asksFor(/\bLIMIT \d+\s*$/i),
  ),
  inside("another run's tables", "results of another day's run are asked", { database: "another-run" }),
  inside("failure swallowed", "a query that fails gives no rows instead of an error", {
    query: onResult((result) => ({ ...result, rows: [], rowCount: 0 })),
  }),
  inside("missing as zero", "a value that is not known counts as 0", {
    query: onResult((result) => ({ ...result, rows: result.rows.map((row) => row.map((cell) => cell ?? 0)) })),
  }),
  inside("columns changed over", "two columns of figures have each other's values", { query: onResult(swapColumns) }),
  inside("rows doubled", "a join counts everybody twice", {
    query: onResult(({ rows, ...rest }) => ({
      ...rest,
      rows: rows.map((row) =>
        row.map((cell) => (typeof cell === "number" && Number.isInteger(cell) ? cell * 2 : cell)),
      ),
    })),
  }),
  inside("guard skipped", "every query runs with all rights", {
    query: (run) => (request) => run({ ...request, role: "steward" }),
  }),
];

function onSql(change: (sql: string) => string): (run: RunQuery) => RunQuery {
  return (run) => (request) => run({ ...request, sql: change(request.sql) });
}

function onResult(change: (result: QueryResult) => QueryResult): (run: RunQuery) => RunQuery {
  return (run) => async (request) => change(await run(request));
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
