import { AppError } from "#core";
import type { Domain } from "#knowledge";
import type { QueryResult, RunQuery } from "#sql";
import type { HiddenCustomers } from "#store";

/**
 * Part of the mains: queries that show nothing of customers who are hidden (erased, or without their consent), though
 * their rows are in the tables until the next run. A query that names one throws `ENTITY_NOT_FOUND`, as for an id that
 * is not there; rows in which the id of one stands are left out. Sums over many still count them.
 */
export function hideCustomers(
  runQuery: RunQuery,
  { hidden, domain }: { readonly hidden: Pick<HiddenCustomers, "among">; readonly domain: Domain },
): RunQuery {
  const idsIn = createIdFinder(domain.entity.pattern);
  return async (request) => {
    const { sql, signal } = request;
    const [named] = await hidden.among(idsIn(sql), signal);
    if (named !== undefined) throw notFound(domain, named);
    const result = await runQuery(request);
    const idsByRow = result.rows.map((row) => row.flatMap((cell) => (typeof cell === "string" ? idsIn(cell) : [])));
    const shown = idsByRow.flat();
    if (shown.length === 0) return result;
    const away = await hidden.among(shown, signal);
    return away.size === 0
      ? result
      : withoutRows(result, (index) => idsByRow[index]?.some((id) => away.has(id)) ?? false);
  };
}

function withoutRows(result: QueryResult, isAway: (index: number) => boolean): QueryResult {
  const rows = result.rows.filter((_, index) => !isAway(index));
  const left = result.rows.length - rows.length;
  const notice = `${left} ${left === 1 ? "row is" : "rows are"} left out: the data of ${left === 1 ? "that person" : "those persons"} may not be shown any more.`;
  return { ...result, rows, rowCount: rows.length, notices: [...result.notices, notice] };
}

/** Finds what has the form of an id in a text, as a word of its own. */
function createIdFinder(pattern: string): (text: string) => readonly string[] {
  const bare = pattern.replace(/^\^/, "").replace(/\$$/, "");
  const ids = new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${bare})(?![\p{L}\p{N}_])`, "giu");
  return (text) => text.match(ids) ?? [];
}

function notFound({ entity }: Domain, id: string): AppError {
  return new AppError("ENTITY_NOT_FOUND", {
    detail: `${id} is not among the ${entity.plural} of this snapshot.`,
    hint: "Check the id; a row that failed validation is not scored.",
  });
}
