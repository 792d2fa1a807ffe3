import type { Column } from "#knowledge";

/** A string literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A quoted identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A list of quoted identifiers. */
export function identifiers(names: readonly string[]): string {
  return names.map(identifier).join(", ");
}

/** The DuckDB type that holds a column of the dictionary. */
export function duckdbType(column: Pick<Column, "type" | "range">): string {
  switch (column.type) {
    case "string":
      return "VARCHAR";
    case "int":
      return column.range && column.range[1] > 2 ** 31 - 1 ? "BIGINT" : "INTEGER";
    case "double":
      return "DOUBLE";
    case "boolean":
      return "BOOLEAN";
    case "date":
      return "DATE";
    case "timestamp":
      return "TIMESTAMP";
  }
}

/**
 * How Parquet is written: zstd at its first level, which takes half the time of the third, DuckDB's own choice, for
 * files that are hardly larger.
 */
export const parquetOptions = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1";

/** A query's result as one Parquet file; row groups of DuckDB's own size, so that readers share the work. */
export function copyToParquet(query: string, file: string): string {
  return `COPY (${query}) TO ${literal(file)} (${parquetOptions})`;
}

/** A relation over every Parquet file of a folder. */
export function parquetFolder(folder: string): string {
  return `read_parquet(${literal(`${folder}/*.parquet`)})`;
}
