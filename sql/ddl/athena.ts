import { AppError } from "#core";
import { domainDirectory, findTable, loadDomain, type Domain } from "#knowledge";

import { athena } from "../print/athena.ts";
import { printQuery } from "../print/print-query.ts";
import { schemaFaults } from "./compare.ts";
import { loadSchema, schemaInvalid } from "./load-schema.ts";
import { resolveView } from "./resolve-view.ts";
import type { Schema, SchemaColumn, SchemaTable, SchemaView } from "./schema.ts";

export type AthenaDdlOptions = {
  /** Where a run's folder lies: `s3://bucket/prefix`. */
  readonly location: string;
};

/** Glue keeps this much of a column's comment. */
const commentLength = 255;

/**
 * The statements that make a domain's databases, tables and views in Athena, in the order to run them. What columns
 * mean is taken from the dictionary as comments. Partitions are projected from the values that the dictionary lists,
 * so none has to be added. NOT NULL is left out: Athena's external tables do not know it. Throws
 * `KNOWLEDGE_INVALID` for a partition column whose values are not listed, `USAGE` for a location that is none.
 */
export function athenaDdl(schema: Schema, domain: Domain, { location }: AthenaDdlOptions): readonly string[] {
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w.=+-]+)*\/?$/.test(location)) {
    throw new AppError("USAGE", {
      detail: `"${location}" is no place in S3.`,
      hint: "Give the bucket and the prefix of a run's folder, as s3://bucket/prefix.",
    });
  }
  const base = location.replace(/\/$/, "");
  const databases = new Set([...schema.tables, ...schema.views].map(({ database }) => database));
  return [
    ...[...databases].sort().map((database) => `CREATE DATABASE IF NOT EXISTS ${quote(database)}`),
    ...schema.tables.map((table) => tableStatement(table, domain, base)),
    ...schema.views.map((view) => viewStatement(view, domain)),
  ];
}

/**
 * The Athena DDL of a domain that ships with the product, as one text; each statement ends with a semicolon. Throws
 * what `athenaDdl` throws, and `KNOWLEDGE_INVALID` where schema and dictionary differ.
 */
export async function renderAthenaDdl(
  domainName: string,
  options: AthenaDdlOptions,
  signal?: AbortSignal,
): Promise<string> {
  const [domain, schema] = await Promise.all([
    loadDomain(domainDirectory(domainName), signal),
    loadSchema(domainName, signal),
  ]);
  const faults = schemaFaults(schema, domain);
  if (faults.length > 0) throw schemaInvalid(faults);
  return athenaDdl(schema, domain, options)
    .map((statement) => `${statement};\n`)
    .join("\n");
}

function tableStatement(table: SchemaTable, domain: Domain, base: string): string {
  const meanings = new Map(
    findTable(domain, table.name, table.database)?.columns.map((one) => [one.name, one.meaning]),
  );
  const line = ({ name, type }: SchemaColumn) => {
    const meaning = meanings.get(name);
    return `  ${quote(name)} ${type}${meaning === undefined ? "" : ` COMMENT ${text(shortened(meaning))}`}`;
  };
  const partition = table.partitionBy.flatMap((name) => table.columns.filter((column) => column.name === name));
  const columns = table.columns.filter((column) => !partition.includes(column));
  return [
    `CREATE EXTERNAL TABLE IF NOT EXISTS ${quote(table.database)}.${quote(table.name)} (`,
    columns.map(line).join(",\n"),
    ")",
    ...(partition.length > 0 ? ["PARTITIONED BY (", partition.map(line).join(",\n"), ")"] : []),
    "STORED AS PARQUET",
    `LOCATION ${text(`${base}/${table.location}`)}`,
    `TBLPROPERTIES (\n${properties(table, domain)
      .map(([key, value]) => `  ${text(key)} = ${text(value)}`)
      .join(",\n")}\n)`,
  ].join("\n");
}

/** Athena works partitions out from these instead of asking the catalogue (its user guide, "Partition projection"). */
function properties(table: SchemaTable, domain: Domain): [string, string][] {
  const format: [string, string] = ["classification", "parquet"];
  if (table.partitionBy.length === 0) return [format];
  return [
    format,
    ["projection.enabled", "true"],
    ...table.partitionBy.flatMap((name): [string, string][] => [
      [`projection.${name}.type`, "enum"],
      [`projection.${name}.values`, partitionValues(table, name, domain).join(",")],
    ]),
  ];
}

function partitionValues(table: SchemaTable, name: string, domain: Domain): readonly string[] {
  const described = findTable(domain, table.name, table.database)?.columns.find((column) => column.name === name);
  const values = described?.values.map(({ value }) => value) ?? [];
  if (values.length === 0 || values.some((value) => !/^[\w.-]+$/.test(value))) {
    throw schemaInvalid([
      `schema/${domain.name}/${table.name}.sql: ${table.name} is partitioned by ${name}, whose values the dictionary does not list as plain words`,
    ]);
  }
  return values;
}

function viewStatement(view: SchemaView, domain: Domain): string {
  const { query } = resolveView(view, domain);
  return `CREATE OR REPLACE VIEW ${athena.name(view.database)}.${athena.name(view.name)} AS\n${printQuery(query, athena)}`;
}

function quote(name: string): string {
  return `\`${name}\``;
}

/** A string as Hive writes it. */
function text(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function shortened(meaning: string): string {
  const flat = meaning.replace(/\s+/g, " ").trim();
  return flat.length <= commentLength ? flat : `${flat.slice(0, commentLength - 1)}…`;
}
