import type { Column, Domain } from "#knowledge";

import { identifier, literal } from "../../duckdb/sql-text.ts";
import { convertSql } from "./conversions.ts";
import type { ColumnMapping, IdForm, SourceColumn, TableMapping } from "./mapping-schema.ts";

/** Digits of an id that was hashed: 60 bits of the SHA-256, in decimal. */
const hashedIdDigits = 19;

/** Digits that a numeric id is filled up to. */
const numericIdDigits = 5;

/**
 * SQL of a dictionary column's text over a table of source columns, all text. What cannot be converted stays as it
 * is, so that the checks of the feed see it and name it.
 */
export function columnExpressionSql(
  column: Column,
  mapping: ColumnMapping,
  table: TableMapping,
  entity: { readonly domain: Pick<Domain, "entity">; readonly ids: IdForm },
): string {
  switch (mapping.kind) {
    case "absent":
      return "NULL::VARCHAR";
    case "constant":
      return literal(mapping.value);
    case "source": {
      const present = presentSql(mapping.source.from, table.missing);
      const mapped = withValues(present, mapping.source.values);
      if (column.name === entity.domain.entity.column) return idSql(mapped, entity.ids, entity.domain.entity.idPrefix);
      return typedTextSql(column, mapped, mapping.source, table);
    }
  }
}

/** SQL of an id in the dictionary's form. Hashing is one-way: `mapFeed` keeps the pairs beside the feed. */
function idSql(text: string, form: IdForm, prefix: string): string {
  switch (form) {
    case "as-is":
      return text;
    case "number":
      return `CASE WHEN regexp_full_match(${text}, '[0-9]+') THEN ${literal(prefix)} || lpad(${text}, greatest(length(${text}), ${numericIdDigits})::INTEGER, '0') ELSE ${text} END`;
    case "hash":
      return `${literal(prefix)} || lpad(('0x' || left(sha256(${text}), 15))::BIGINT::VARCHAR, ${hashedIdDigits}, '0')`;
  }
}

function presentSql(name: string, missing: readonly string[]): string {
  const text = `nullif(trim(${identifier(name)}), '')`;
  if (missing.length === 0) return text;
  return `CASE WHEN ${text} NOT IN (${missing.map(literal).join(", ")}) THEN ${text} END`;
}

function withValues(text: string, values: SourceColumn["values"]): string {
  const cases = Object.entries(values).map(
    ([from, to]) => `WHEN ${literal(from.trim().toLowerCase())} THEN ${literal(to)}`,
  );
  return cases.length === 0 ? text : `CASE lower(${text}) ${cases.join(" ")} ELSE ${text} END`;
}

function typedTextSql(column: Column, text: string, source: SourceColumn, table: TableMapping): string {
  switch (column.type) {
    case "int":
    case "double":
      return numberSql(column, text, source, table);
    case "boolean":
      return booleanSql(text, source);
    case "date":
    case "timestamp":
      return dateSql(column, text, source);
    case "string":
      return text;
  }
}

function numberSql(column: Column, text: string, source: SourceColumn, table: TableMapping): string {
  let plain = text;
  for (const part of source.strip) plain = `replace(${plain}, ${literal(part)}, '')`;
  if (table.thousands !== "") plain = `replace(${plain}, ${literal(table.thousands)}, '')`;
  if (table.decimal === ",") plain = `replace(${plain}, ',', '.')`;
  if (plain !== text) plain = `trim(${plain})`;
  const read = `TRY_CAST(${plain} AS DOUBLE)`;
  let value = source.convert === undefined ? read : convertSql(read, source.convert);
  if (source.multiplyBy !== undefined) value = `(${value} * ${source.multiplyBy})`;
  if (source.round) value = `round(${value})`;
  const isChanged = value !== read;
  // A number that is delivered as it should be keeps its digits.
  if (!isChanged && column.type === "double")
    return plain === text ? text : `coalesce(if(${read} IS NULL, ${text}, ${plain}), ${text})`;
  // 15 digits take back the last bit of a conversion: 29.18 % is 0.2918.
  const written = `CASE WHEN abs(${value}) < 1e15 AND ${value} = trunc(${value}) THEN CAST(CAST(${value} AS BIGINT) AS VARCHAR) ELSE printf('%.15g', ${value}) END`;
  return `CASE WHEN isfinite(${value}) AND NOT contains(${plain}, '_') THEN ${written} ELSE ${text} END`;
}

function booleanSql(text: string, source: SourceColumn): string {
  if (source.true.length + source.false.length === 0) return text;
  const among = (texts: readonly string[]) =>
    `lower(${text}) IN (${["", ...texts].map((one) => literal(one.trim().toLowerCase())).join(", ")})`;
  return `CASE WHEN ${among(source.true)} THEN 'true' WHEN ${among(source.false)} THEN 'false' ELSE ${text} END`;
}

function dateSql(column: Column, text: string, source: SourceColumn): string {
  if (source.format === undefined) return text;
  const form = column.type === "date" ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S";
  return `coalesce(strftime(try_strptime(${text}, ${literal(source.format)}), ${literal(form)}), ${text})`;
}
