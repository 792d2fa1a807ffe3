import type { QueryResult } from "../../open-sql.ts";
import { renderTable } from "../render-table.ts";
import type { Style } from "../style.ts";
import { renderCsv } from "./render-csv.ts";

/** The rows in the form asked for, ended by a line feed; nothing where a table would have no rows. */
export function renderResult(
  result: QueryResult,
  format: "table" | "json" | "csv",
  { width, style }: { readonly width: number; readonly style: Style },
): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(result)}\n`;
    case "csv":
      return renderCsv(result);
    case "table":
      return `${renderTable(result, { width, maxRows: result.rowCount, style }).join("\n")}\n`;
    default:
      return format satisfies never;
  }
}

/** What a query gave and took, on one line: "12 rows (cut: there are more), 1.25 MB read, 34 ms, duckdb". */
export function describeResult({ rowCount, truncated, scannedBytes, costUsd, elapsedMs, engine }: QueryResult): string {
  const rows = `${rowCount} ${rowCount === 1 ? "row" : "rows"}${truncated ? " (cut: there are more)" : ""}`;
  const cost = costUsd === null || costUsd === 0 ? [] : [`$${Number(costUsd.toPrecision(2))}`];
  return [rows, `${renderBytes(scannedBytes)} read`, ...cost, `${Math.round(elapsedMs)} ms`, engine].join(", ");
}

function renderBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Number((bytes / 1_000 ** step).toPrecision(3))} ${units[step]}`;
}
