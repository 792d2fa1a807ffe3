import type { Column, Domain } from "#knowledge";

/** The sections of a mapping file, one for each file of the feed. */
export const tableKeys = ["customers", "accounts", "activity", "pii"] as const;
export type TableKey = (typeof tableKeys)[number];

/** A file of the feed as a mapping fills it. */
export type MappedTable = {
  readonly key: TableKey;
  /** The feed's file. */
  readonly file: string;
  readonly columns: readonly Column[];
};

/** The files of the domain's feed with their columns. */
export function mappedTables(domain: Domain): readonly MappedTable[] {
  return tableKeys.map((key) => {
    const { file, table } = domain.feed[key];
    const columns = domain.tables.find((candidate) => candidate.name === table)?.columns ?? [];
    return { key, file, columns: key === "customers" ? domain.feedColumns : columns };
  });
}

/** Columns that no company can do without: the id, what the models learn, and what makes customers comparable. */
export function isRequired(domain: Domain, key: TableKey, column: Column): boolean {
  if (key !== "customers") return true;
  return column.role === "id" || column.role === "target" || domain.results.comparableBy.includes(column.name);
}
