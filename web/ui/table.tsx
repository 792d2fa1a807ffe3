import { pathOf } from "../app/place.ts";
import { columnFormat, formatCell } from "./format.ts";
import { capitalised, readableName } from "./readable.ts";
import type { TableData } from "./table-data.ts";

const isNumeric = (type: string) => /^(double|real|decimal|bigint|integer|smallint|tinyint)/.test(type);

/** Rows as a table that scrolls sideways by itself; `most` rows are shown. */
export function Table({
  table,
  label,
  most = 50,
  areNamesReadable = false,
}: {
  readonly table: TableData;
  readonly label: string;
  readonly most?: number;
  /** Whether columns are told in words; beside a query they stand as the query has them. */
  readonly areNamesReadable?: boolean;
}) {
  const shown = table.rows.slice(0, most);
  const formats = table.columns.map((_, at) => columnFormat(shown.map((row) => row[at] ?? null)));
  return (
    <div class="table-scroll" role="group" aria-label={label} tabIndex={0}>
      <table class="rows">
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column.name} scope="col" class={isNumeric(column.type) ? "num" : ""}>
                {areNamesReadable ? capitalised(readableName(column.name)) : column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            <tr key={index}>
              {row.map((value, column) => (
                <td key={column} class={typeof value === "number" ? "num" : isShort(value) ? "short" : ""}>
                  <Cell name={table.columns[column]?.name ?? ""} value={value} format={formats[column] ?? formatCell} />
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

/** Dates and names stay on one line, sentences do not. */
function isShort(value: unknown): boolean {
  return typeof value === "string" && value.length <= 24;
}

/** A value; a customer's id leads to the customer. */
function Cell({
  name,
  value,
  format,
}: {
  readonly name: string;
  readonly value: string | number | boolean | null;
  readonly format: typeof formatCell;
}) {
  return name === "customer_id" && typeof value === "string" ? (
    <a class="link" href={pathOf({ page: "customer", customer: value })}>
      {value}
    </a>
  ) : (
    <>{format(value)}</>
  );
}
