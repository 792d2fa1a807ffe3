import type { Column, Domain, Table } from "#knowledge";

/** A column of days, and the table it stands in where that is not the results table. */
export type DateColumn = { readonly column: Column; readonly table: Table | null };

const columnsByDomain = new WeakMap<Domain, readonly DateColumn[]>();

/** The columns of days that single customers have: in the results, and in other open tables of one row a customer. */
export function dateColumnsOf(domain: Domain): readonly DateColumn[] {
  let columns = columnsByDomain.get(domain);
  if (!columns) {
    columns = findDateColumns(domain);
    columnsByDomain.set(domain, columns);
  }
  return columns;
}

function findDateColumns(domain: Domain): DateColumn[] {
  const isDay = (column: Column) => column.type === "date" && column.role !== "meta";
  const own = domain.resultColumns.filter(isDay).map((column) => ({ column, table: null }));
  const others = domain.tables
    .filter(
      (table) =>
        table.open === "analyst" &&
        table.name !== domain.results.table &&
        table.grain === `one row a ${domain.entity.singular}` &&
        table.columns.some((column) => column.name === domain.entity.column),
    )
    .flatMap((table) => table.columns.filter(isDay).map((column) => ({ column, table })))
    .filter(({ column }) => !domain.resultColumns.some((known) => known.name === column.name));
  return [...own, ...others];
}
