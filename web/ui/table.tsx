import type { Answer } from "../contract/routes.d.ts";
import { formatCell } from "./format.ts";

export type TableData = Pick<Answer["evidence"][number], "columns" | "rows" | "rowCount" | "truncated">;

const isNumeric = (type: string) => /^(double|real|decimal|bigint|integer|smallint|tinyint)/.test(type);

/** Rows as a table that scrolls sideways by itself; `most` rows are shown. */
export function Table({
  table,
  label,
  most = 50,
}: {
  readonly table: TableData;
  readonly label: string;
  readonly most?: number;
}) {
  const shown = table.rows.slice(0, most);
  return (
    <div class="table-scroll" role="region" aria-label={label} tabIndex={0}>
      <table class="rows">
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column.name} scope="col" class={isNumeric(column.type) ? "num" : ""}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            <tr key={index}>
              {row.map((value, column) => (
                <td key={column} class={typeof value === "number" ? "num" : ""}>
                  {formatCell(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rowCount > shown.length && (
        <p class="hint">
          {shown.length} of {formatCell(table.rowCount)} rows
        </p>
      )}
    </div>
  );
}
