import type { Column, Domain } from "#knowledge";

/** Bytes that a query reads, from the columns (table.column) and tables (database.table) it names. */
export type ScanEstimate = (columns: readonly string[], tables: readonly string[]) => Promise<number>;

/** The one number that a query gives. */
type ReadNumber = (sql: string) => Promise<number>;

/** Bytes of one value in columnar form, uncompressed. */
const widths: Readonly<Record<Exclude<Column["type"], "string">, number>> = {
  boolean: 1,
  int: 4,
  double: 8,
  date: 4,
  timestamp: 8,
};
const sampledRows = 10_000;

/**
 * Estimates as Athena bills: for each column named, rows × width, without what partitions or statistics skip.
 * Rows are counted and the mean length of strings is taken from the first 10,000 rows, each once for a file.
 * Uncompressed, so on Parquet the true figure is lower.
 */
export function createScanEstimate(readNumber: ReadNumber, domain: Domain): ScanEstimate {
  const figures = new Map<string, Promise<number>>();
  const once = (key: string, sql: string) => {
    const known = figures.get(key);
    if (known) return known;
    const figure = readNumber(sql);
    figures.set(key, figure);
    // A look that failed is no figure: the next query looks again.
    figure.catch(() => figures.delete(key));
    return figure;
  };
  const bytesOf = async (database: string, table: string, column: Column): Promise<number> => {
    const from = `"${database}"."${table}"`;
    const rows = await once(from, `SELECT count(*) FROM ${from}`);
    if (column.type !== "string") return rows * widths[column.type];
    const sample = `SELECT coalesce(avg(strlen("${column.name}")), 0) FROM (SELECT "${column.name}" FROM ${from} LIMIT ${sampledRows})`;
    return rows * (await once(`${from}.${column.name}`, sample));
  };
  return async (columns, tables) => {
    const read = domain.tables
      .filter((table) => tables.includes(`${table.database}.${table.name}`))
      .flatMap((table) =>
        table.columns
          .filter((column) => columns.includes(`${table.name}.${column.name}`))
          .map((column) => bytesOf(table.database, table.name, column)),
      );
    return Math.round((await Promise.all(read)).reduce((sum, bytes) => sum + bytes, 0));
  };
}
