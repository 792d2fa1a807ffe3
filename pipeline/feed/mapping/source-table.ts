import path from "node:path";
import { z } from "zod";

import { AppError } from "#core";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { identifier, identifiers, literal } from "../../duckdb/sql-text.ts";
import { columnTextsSql, dataLinesSql, dividedLinesSql } from "../../stages/prepare/land-lines.ts";
import { readHeader } from "../open-feed.ts";
import { asReadableText } from "../readable-text.ts";

/** A company's file as it is read. */
export type SourceFile = {
  readonly path: string;
  readonly kind: "csv" | "parquet";
  readonly delimiter: string;
  /** Names of its columns, in its order. */
  readonly header: readonly string[];
};

/** Tells the kind of a file by its ending, and its columns. Throws `MAPPING_INVALID` for another kind. */
export async function openSource(session: DuckdbSession, file: string, delimiter: string): Promise<SourceFile> {
  const ending = path.extname(file).toLowerCase();
  if (ending === ".parquet") {
    const columns = await session.rows(
      `SELECT column_name AS name FROM (DESCRIBE FROM read_parquet(${literal(file)}))`,
      z.object({ name: z.string() }),
    );
    return { path: file, kind: "parquet", delimiter, header: columns.map((column) => column.name) };
  }
  if ([".csv", ".tsv", ".txt"].includes(ending)) {
    return { path: file, kind: "csv", delimiter, header: await readHeader(file, delimiter) };
  }
  throw new AppError("MAPPING_INVALID", {
    detail: `${path.basename(file)} is neither CSV nor Parquet.`,
    hint: "Give a file that ends in .csv, .tsv, .txt or .parquet.",
  });
}

/**
 * Creates `name(source_row, line, <the given columns as trimmed text>)`. `line` is the text of a malformed line, whose
 * columns are NULL, and NULL for every other; rows keep the file's order and are counted from 1.
 */
export async function createSourceTable(
  session: DuckdbSession,
  name: string,
  source: SourceFile,
  columns: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  if (source.kind === "parquet") {
    const texts = columns.map((column) => `trim(CAST(${identifier(column)} AS VARCHAR)) AS ${identifier(column)}`);
    await session.run(`
      CREATE TABLE ${name} AS
      SELECT row_number() OVER () AS source_row, NULL::VARCHAR AS line${texts.map((text) => `, ${text}`).join("")}
      FROM (SELECT ${columns.length > 0 ? identifiers(columns) : "1"} FROM read_parquet(${literal(source.path)}))`);
    return;
  }
  const copy = path.join(folder, `${name}.txt`);
  const file = await asReadableText(source.path, copy, signal);
  const texts = columnTextsSql(
    source.header,
    columns.map((column) => ({ name: column })),
  );
  await session.run(`
    CREATE TABLE ${name}_lines AS ${dataLinesSql(file)};
    CREATE TABLE ${name} AS
    SELECT source_row, CASE WHEN fields IS NULL THEN coalesce(line, '') END AS line${texts === "" ? "" : `, ${texts}`}
    FROM (${dividedLinesSql(`${name}_lines`, source.header.length, source.delimiter)});
    DROP TABLE ${name}_lines`);
}
