import type { Column, Domain } from "#knowledge";

import { isRequired, type MappedTable } from "./mapped-tables.ts";
import type { ColumnMapping, TableMapping } from "./mapping-schema.ts";
import { nearestNames } from "./nearest-name.ts";
import type { SourceFile } from "./source-table.ts";

/** Everything wrong with one table of a mapping, told from the names alone; empty when nothing is. */
export function mappingProblems(
  domain: Domain,
  { key, columns }: MappedTable,
  mapping: TableMapping,
  source: SourceFile,
): string[] {
  const header = headerProblems(key, source);
  // With a header that cannot be read every column would be told as missing.
  if (header.length > 0) return header;
  const names = columns.map((column) => column.name);
  const unknown = Object.keys(mapping.columns)
    .filter((name) => !names.includes(name))
    .map((name) => `${key}.${name} is no column of the dictionary.${nearest(name, names)}`);
  return [
    ...unknown,
    ...columns.flatMap((column) => {
      const mapped = mapping.columns[column.name];
      return mapped === undefined
        ? [unmappedProblem(domain, key, column, source)]
        : columnProblems(domain, key, column, mapped, source);
    }),
  ];
}

function headerProblems(key: string, { header, delimiter, kind }: SourceFile): string[] {
  if (header.length === 0) return [`The file of ${key} is empty.`];
  const repeated = header.filter((name, index) => header.indexOf(name) !== index);
  if (repeated.length > 0) return [`The file of ${key} has the column ${[...new Set(repeated)].join(", ")} twice.`];
  const [only = ""] = header;
  const found = [",", ";", "|", "\t"].find((mark) => mark !== delimiter && only.includes(mark));
  if (kind === "parquet" || header.length > 1 || found === undefined) return [];
  return [
    `The file of ${key} is not divided by ${JSON.stringify(delimiter)}: set ${key}.delimiter to ${JSON.stringify(found)}.`,
  ];
}

function unmappedProblem(domain: Domain, key: MappedTable["key"], column: Column, { header }: SourceFile): string {
  const advice = isRequired(domain, key, column)
    ? "It is required."
    : `Write "${column.name}: absent" if the company does not have it.`;
  return `${key}.${column.name} is not mapped. ${advice}${nearest(column.name, header)}`;
}

function columnProblems(
  domain: Domain,
  key: MappedTable["key"],
  column: Column,
  mapped: ColumnMapping,
  { header }: SourceFile,
): string[] {
  const at = `${key}.${column.name}`;
  switch (mapped.kind) {
    case "absent":
      return isRequired(domain, key, column) ? [`${at} is required and cannot be absent.`] : [];
    case "constant":
      return column.role === "id" || column.role === "target" ? [`${at} cannot be the same for everybody.`] : [];
    case "source": {
      const { source } = mapped;
      const isNumber = column.type === "int" || column.type === "double";
      const problems: string[] = [];
      if (!header.includes(source.from))
        problems.push(`${at}: the file has no column ${source.from}.${nearest(source.from, header)}`);
      if (!isNumber && (source.convert ?? source.multiplyBy) !== undefined)
        problems.push(`${at} is no number and has no unit to convert.`);
      if (column.type !== "boolean" && source.true.length + source.false.length > 0)
        problems.push(`${at} is not true or false; use "values".`);
      if (column.type !== "date" && column.type !== "timestamp" && source.format !== undefined)
        problems.push(`${at} is no date and has no "format".`);
      return problems;
    }
  }
}

function nearest(name: string, candidates: readonly string[]): string {
  const found = nearestNames(name, candidates);
  return found.length === 0 ? "" : ` Nearest: ${found.join(", ")}.`;
}
