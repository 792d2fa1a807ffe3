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

/** A query's result as one zstd Parquet file; row groups of DuckDB's own size, so that readers share the work. */
export function copyToParquet(query: string, file: string): string {
  return `COPY (${query}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`;
}

/** A relation over every Parquet file of a folder. */
export function parquetFolder(folder: string): string {
  return `read_parquet(${literal(`${folder}/*.parquet`)})`;
}
