import { z } from "zod";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { identifier, literal } from "../../duckdb/sql-text.ts";

/** What is seen of a source column. Shares are of the values that are there. */
export type ColumnProfile = {
  readonly name: string;
  readonly numberShare: number;
  /** Numbers with a decimal comma. */
  readonly commaShare: number;
  /** Of the numbers; null without any. */
  readonly low: number | null;
  readonly high: number | null;
  /** The different values, sorted, where there are at most 60; null where there are more. */
  readonly values: readonly string[] | null;
  /** Some different values. */
  readonly examples: readonly string[];
};

/** More different values than this are no categories: the longest list of a dictionary holds the fifty states. */
const maximalValues = 60;

const profileSchema = z.object({
  numberShare: z.number(),
  commaShare: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  values: z.array(z.string()).nullable(),
  examples: z.array(z.string()).nullable(),
});

/** Profiles columns of a table of texts. */
export async function profileColumns(
  session: DuckdbSession,
  table: string,
  columns: readonly string[],
): Promise<ColumnProfile[]> {
  const profiles: ColumnProfile[] = [];
  for (const name of columns) {
    const value = identifier(name);
    const comma = `regexp_full_match(${value}, ${literal("[+-]?[0-9.]*,[0-9]+")})`;
    const number = `TRY_CAST(if(${comma}, replace(replace(${value}, '.', ''), ',', '.'), ${value}) AS DOUBLE)`;
    const profile = await session.row(
      `SELECT coalesce(count(${number}) / nullif(count(${value}), 0), 0)::DOUBLE AS "numberShare",
        coalesce(count(*) FILTER (WHERE ${comma}) / nullif(count(${value}), 0), 0)::DOUBLE AS "commaShare",
        min(${number})::DOUBLE AS low, max(${number})::DOUBLE AS high,
        CASE WHEN count(DISTINCT ${value}) <= ${maximalValues} THEN list_sort(list(DISTINCT ${value})) END AS values,
        (SELECT list(example) FROM (SELECT DISTINCT ${value} AS example FROM ${table} WHERE ${value} IS NOT NULL ORDER BY md5(${value}) LIMIT 200)) AS examples
       FROM ${table} WHERE ${value} IS NOT NULL`,
      profileSchema,
    );
    profiles.push({ ...profile, name, examples: profile.examples ?? [] });
  }
  return profiles;
}
