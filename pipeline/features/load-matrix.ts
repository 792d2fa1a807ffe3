import { z } from "zod";

import type { FeatureMatrix } from "#ml";

import { identifier } from "../duckdb/sql-text.ts";
import type { DuckdbSession } from "../duckdb/session.ts";
import { readTypedColumns } from "../duckdb/typed-columns.ts";
import type { ModelFeature } from "./model-features.ts";

/** A matrix in memory that workers share, with what was asked for beside the features, by row. */
export type LoadedMatrix = {
  readonly matrix: FeatureMatrix;
  readonly extras: readonly Float64Array[];
};

/**
 * Reads the features of a relation's rows in the order of their ids into SharedArrayBuffers. `extras` are SQL
 * expressions over the relation that give a number for every row, such as a target.
 */
export async function loadMatrix(
  session: DuckdbSession,
  relation: string,
  idColumn: string,
  features: readonly ModelFeature[],
  extras: readonly string[] = [],
): Promise<LoadedMatrix> {
  const { rows } = await session.row(`SELECT count(*)::INTEGER AS rows FROM ${relation}`, z.object({ rows: z.int() }));
  const columns = features.map(() => new Float32Array(new SharedArrayBuffer(4 * rows)));
  const extraColumns = extras.map(() => new Float64Array(new SharedArrayBuffer(8 * rows)));
  const expressions = [
    ...features.map((feature, index) => `${feature.sql} AS f${index}`),
    ...extras.map((extra, index) => `CAST(${extra} AS DOUBLE) AS e${index}`),
  ];
  await readTypedColumns(
    session.connection,
    `SELECT ${expressions.join(", ")} FROM ${relation} ORDER BY ${identifier(idColumn)}`,
    [...columns, ...extraColumns],
  );
  return {
    matrix: { features: features.map((feature) => feature.spec), columns, rows },
    extras: extraColumns,
  };
}
