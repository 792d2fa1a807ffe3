import { GetQueryResultsCommand, type AthenaClient, type Row } from "@aws-sdk/client-athena";

import type { ResultColumn, SqlValue } from "../port.ts";
import { convertValue } from "./convert-values.ts";
import { unexpectedAnswer } from "./run-execution.ts";
import { sendWithRetries, type RetryDeps } from "./send-with-retries.ts";

/** Rows in a page at most, the header among them. */
const pageRows = 1_000;

/** The first `count` rows of a query that has succeeded, page by page; no page is fetched that is not needed. */
export async function readResults(
  client: AthenaClient,
  executionId: string,
  columns: readonly ResultColumn[],
  count: number,
  signal: AbortSignal,
  deps: RetryDeps,
): Promise<SqlValue[][]> {
  const rows: SqlValue[][] = [];
  let nextToken: string | undefined;
  let isFirstPage = true;
  do {
    const command = new GetQueryResultsCommand({
      QueryExecutionId: executionId,
      NextToken: nextToken,
      MaxResults: Math.min(pageRows, count - rows.length + (isFirstPage ? 1 : 0)),
    });
    const page = await sendWithRetries(() => client.send(command, { abortSignal: signal }), signal, deps);
    const names = page.ResultSet?.ResultSetMetadata?.ColumnInfo?.map((column) => column.Name ?? "") ?? [];
    if (names.length !== columns.length)
      throw unexpectedAnswer(`${names.length} columns where ${columns.length} were asked for`);
    const found = page.ResultSet?.Rows ?? [];
    for (const row of isFirstPage && isHeader(found[0], names) ? found.slice(1) : found) {
      if (rows.length < count)
        rows.push(columns.map((column, place) => convertValue(row.Data?.[place]?.VarCharValue, column.type)));
    }
    nextToken = page.NextToken;
    isFirstPage = false;
  } while (nextToken !== undefined && rows.length < count);
  return rows;
}

/** A SELECT's first row holds the columns' names. */
function isHeader(row: Row | undefined, names: readonly string[]): boolean {
  return row?.Data?.length === names.length && names.every((name, place) => row.Data?.[place]?.VarCharValue === name);
}
