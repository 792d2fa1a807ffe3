import { refuse } from "../refuse.ts";
import type { Cursor } from "../syntax/cursor.ts";
import { parseName } from "../syntax/parse-name.ts";
import { parseQuery } from "../syntax/parse-query.ts";
import { storedTypes, type SchemaColumn, type SchemaTable, type SchemaView, type StoredType } from "./schema.ts";

// A fault is told at the token that is next, so each token is looked at before it is taken.

/**
 * `CREATE EXTERNAL TABLE database.name (column type [NOT NULL], …) [PARTITIONED BY (column, …)] STORED AS PARQUET
 * LOCATION 'folder/'`: Athena's statement, where partition columns are named in their place among the others, a
 * column may be NOT NULL, and the location is relative. Throws `SQL_REFUSED`.
 */
export function parseTable(cursor: Cursor): SchemaTable {
  cursor.expectWords("create", "external", "table");
  const { database, name } = parseFullName(cursor);
  const columns: SchemaColumn[] = [];
  cursor.expectSymbol("(");
  cursor.list(() => columns.push(parseColumn(cursor, columns)));
  cursor.expectSymbol(")");
  const partitionBy = cursor.takeWords("partitioned", "by") ? parsePartition(cursor, columns) : [];
  cursor.expectWords("stored", "as", "parquet", "location");
  const location = parseLocation(cursor);
  expectEnd(cursor);
  return { database, name, columns, partitionBy, location };
}

/** `CREATE OR REPLACE VIEW database.name AS SELECT …`. Throws `SQL_REFUSED`. */
export function parseView(cursor: Cursor): SchemaView {
  cursor.expectWords("create", "or", "replace", "view");
  const { database, name } = parseFullName(cursor);
  cursor.expectWords("as");
  const query = parseQuery(cursor);
  expectEnd(cursor);
  return { database, name, query };
}

function parseFullName(cursor: Cursor): { readonly database: string; readonly name: string } {
  const database = parseName(cursor, "a database's name");
  cursor.expectSymbol(".");
  return { database, name: parseName(cursor, "the name") };
}

function parseColumn(cursor: Cursor, before: readonly SchemaColumn[]): SchemaColumn {
  const next = cursor.peek().text;
  if (before.some((column) => column.name === next)) throw refuse(`The column ${next} stands twice.`, "");
  const name = parseName(cursor, "a column's name");
  const type = storedTypes.find((candidate) => cursor.atWords(candidate));
  if (type === undefined) throw refuse(`"${cursor.peek().text}" is no type: ${storedTypes.join(", ")} are.`, "");
  cursor.take();
  return { name, type: type satisfies StoredType, isNullable: !cursor.takeWords("not", "null") };
}

function parsePartition(cursor: Cursor, columns: readonly SchemaColumn[]): string[] {
  const names: string[] = [];
  cursor.expectSymbol("(");
  cursor.list(() => {
    const next = cursor.peek().text;
    const column = columns.find((candidate) => candidate.name === next);
    if (column === undefined || names.includes(next))
      throw refuse(`PARTITIONED BY names ${next}, which is no column or stands twice.`, "");
    // A folder's name is a text; one for empty values would be in no projection.
    if (column.type !== "string" || column.isNullable)
      throw refuse(`PARTITIONED BY names ${next}, which is no string or may be empty.`, "");
    names.push(parseName(cursor, "a column's name"));
  });
  cursor.expectSymbol(")");
  if (names.length === columns.length) throw refuse("PARTITIONED BY names every column.", "");
  return names;
}

/** A folder's path without a start of its own, so that a run's files cannot be left through it. */
function parseLocation(cursor: Cursor): string {
  const { kind, text } = cursor.peek();
  if (kind !== "string" || !/^([a-z0-9_-]+\/)+$/.test(text))
    throw refuse(`LOCATION is "${text}"; it must be a relative folder such as 'results/final/'.`, "");
  cursor.take();
  return text;
}

function expectEnd(cursor: Cursor): void {
  cursor.takeSymbol(";");
  if (cursor.peek().kind !== "end") throw cursor.unexpected("the end of the file");
}
