import type { Query } from "../syntax/tree.ts";

/** The types that tables are declared with: Athena's words for them. */
export const storedTypes = ["string", "int", "bigint", "double", "boolean", "date", "timestamp"] as const;
export type StoredType = (typeof storedTypes)[number];

/** A column as it is stored; what it means is in the dictionary. */
export type SchemaColumn = {
  readonly name: string;
  readonly type: StoredType;
  readonly isNullable: boolean;
};

/** A table as its file declares it. */
export type SchemaTable = {
  readonly database: string;
  readonly name: string;
  /** In the declared order, those it is partitioned by among them. */
  readonly columns: readonly SchemaColumn[];
  readonly partitionBy: readonly string[];
  /** The folder of its Parquet files, relative to a run's folder: `results/final/`. */
  readonly location: string;
};

/** A view as its file declares it. */
export type SchemaView = {
  readonly database: string;
  readonly name: string;
  /** As read: names are not looked up yet, stars not written out. */
  readonly query: Query;
};

/** Every table and view of one domain, by name. */
export type Schema = {
  readonly domain: string;
  readonly tables: readonly SchemaTable[];
  readonly views: readonly SchemaView[];
};
