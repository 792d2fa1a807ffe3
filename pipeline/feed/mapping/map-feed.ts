import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import type { Domain } from "#knowledge";

import type { ReportStep } from "../../progress.ts";
import { withDuckdb, type DuckdbSession } from "../../duckdb/session.ts";
import { identifier, identifiers, literal } from "../../duckdb/sql-text.ts";
import { isMissing } from "../../run/atomic-file.ts";
import { mappingProblems } from "./check-mapping.ts";
import { valueProblems } from "./check-values.ts";
import { columnExpressionSql } from "./column-expression.ts";
import { mappedTables, type MappedTable } from "./mapped-tables.ts";
import { fromColumn, type Mapping, type TableMapping } from "./mapping-schema.ts";
import { mappingError, readMapping } from "./read-mapping.ts";
import { createSourceTable, openSource, type SourceFile } from "./source-table.ts";
import { writeMappedTable } from "./write-mapped-table.ts";

/** Raised whenever the same files would give another feed than before. */
const mapperVersion = 1;

/** A company's files and how they become a feed. */
export type OwnData = {
  /** The customers' file, CSV or Parquet. */
  readonly inputFile: string;
  readonly mappingFile: string;
};

/** A table of the mapping with its source. */
type OpenTable = { readonly table: MappedTable; readonly mapping: TableMapping; readonly source: SourceFile };

/**
 * Makes a feed folder below `feeds` from a company's files, and returns it. The folder is named by the hash of all that
 * goes into it, so the same files give the same folder, which is then used as it is. A row whose values cannot be
 * converted keeps them, and a malformed line stays malformed: the feed's own checks judge them. Throws
 * `MAPPING_INVALID` with every problem of the mapping and of the files at once.
 */
export async function mapFeed(
  own: OwnData,
  options: {
    readonly domain: Domain;
    readonly feeds: string;
    readonly report: ReportStep;
    readonly signal: AbortSignal;
  },
): Promise<string> {
  const { domain, feeds, report, signal } = options;
  const mapping = await readMapping(own.mappingFile, signal);
  report("reading the company's files", 0, 3);
  const files = sourceFiles(own, domain, mapping);
  const fingerprint = await hashFiles(domain, own.mappingFile, files, signal);
  const directory = path.join(feeds, `mapped-${fingerprint.slice(0, 16)}`);
  if (await exists(path.join(directory, "manifest.json"))) return directory;
  const building = path.join(feeds, `.mapped-${fingerprint.slice(0, 16)}-${process.pid}`);
  await rm(building, { recursive: true, force: true });
  // Readable for its owner only: a company's customers are in it.
  await mkdir(path.join(building, "work"), { recursive: true, mode: 0o700 });
  try {
    await withDuckdb({ temporaryDirectory: path.join(building, "work"), signal }, async (session) => {
      const tables = await openTables(session, domain, mapping, files);
      report("converting", 1, 3);
      await convert(session, { domain, mapping, tables, building, signal });
      report("writing the feed", 2, 3);
      await write(session, { domain, mapping, tables, building });
    });
    await writeFeedManifest(building, domain, mapping, own);
    await rm(path.join(building, "work"), { recursive: true });
    await rm(directory, { recursive: true, force: true });
    await rename(building, directory);
    return directory;
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

function sourceFiles(own: OwnData, domain: Domain, mapping: Mapping): ReadonlyMap<string, string> {
  const folder = path.dirname(own.mappingFile);
  const problems: string[] = [];
  const files = mappedTables(domain).flatMap(({ key }): [string, string][] => {
    const table = mapping[key];
    if (table === undefined) return [];
    if (key === "customers") return [[key, own.inputFile]];
    if (table.file === undefined) problems.push(`${key}.file is not set.`);
    return table.file === undefined ? [] : [[key, path.resolve(folder, table.file)]];
  });
  if (problems.length > 0) throw mappingError(problems);
  return new Map(files);
}

async function hashFiles(
  domain: Domain,
  mappingFile: string,
  files: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([mapperVersion, domain.feedColumns, domain.entity]));
  const missing: string[] = [];
  for (const [key, file] of [["mapping", mappingFile], ...files] as const) {
    hash.update(key);
    try {
      for await (const chunk of createReadStream(file, { signal, highWaterMark: 1 << 20 })) hash.update(chunk);
    } catch (error) {
      if (!isMissing(error)) throw error;
      missing.push(`The file ${path.basename(file)} of ${key} is not there.`);
    }
  }
  if (missing.length > 0) throw mappingError(missing);
  return hash.digest("hex");
}

async function openTables(
  session: DuckdbSession,
  domain: Domain,
  mapping: Mapping,
  files: ReadonlyMap<string, string>,
): Promise<readonly OpenTable[]> {
  const tables: OpenTable[] = [];
  for (const table of mappedTables(domain)) {
    const section = mapping[table.key];
    const file = files.get(table.key);
    if (section === undefined || file === undefined) continue;
    const source = await openSource(session, file, section.delimiter);
    tables.push({ table, mapping: withOwnNames(table, section, source), source });
  }
  const problems = tables.flatMap(({ table, mapping: section, source }) =>
    mappingProblems(domain, table, section, source),
  );
  if (problems.length > 0) throw mappingError(problems);
  return tables;
}

/** A column that has the dictionary's name already need not be mapped. */
function withOwnNames({ columns }: MappedTable, section: TableMapping, { header }: SourceFile): TableMapping {
  const same = columns.map((column) => column.name).filter((name) => header.includes(name));
  return {
    ...section,
    columns: { ...Object.fromEntries(same.map((name) => [name, fromColumn(name)])), ...section.columns },
  };
}

/** Makes a table of texts under the dictionary's names of each source, and refuses what cannot be meant. */
async function convert(
  session: DuckdbSession,
  input: {
    readonly domain: Domain;
    readonly mapping: Mapping;
    readonly tables: readonly OpenTable[];
    readonly building: string;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { domain, mapping, tables, building, signal } = input;
  const problems: string[] = [];
  for (const { table, mapping: section, source } of tables) {
    const used = Object.values(section.columns).flatMap((one) => (one.kind === "source" ? [one.source.from] : []));
    const name = `source_${table.key}`;
    await createSourceTable(session, name, source, [...new Set(used)], path.join(building, "work"), signal);
    const columns = table.columns.map((column) => {
      const mapped = section.columns[column.name] ?? { kind: "absent" };
      return `${columnExpressionSql(column, mapped, section, { domain, ids: mapping.ids })} AS ${identifier(column.name)}`;
    });
    const relation = identifier(`mapped_${table.key}`);
    await session.run(`CREATE TABLE ${relation} AS SELECT source_row, line, ${columns.join(", ")} FROM ${name}`);
    const present = table.columns.filter((column) => section.columns[column.name]?.kind !== "absent");
    const readable = `(FROM ${relation} WHERE line IS NULL)`;
    problems.push(...(await valueProblems(session, { domain, key: table.key, relation: readable, columns: present })));
    if (table.key === "customers") problems.push(...(await idProblems(session, domain, section, mapping)));
  }
  if (problems.length > 0) throw mappingError(problems);
}

/** Two ids that become one would make two customers one. */
async function idProblems(
  session: DuckdbSession,
  domain: Domain,
  { columns }: TableMapping,
  { ids }: Mapping,
): Promise<string[]> {
  const mapped = columns[domain.entity.column];
  if (ids === "as-is" || mapped?.kind !== "source") return [];
  const { lost } = await session.row(
    `SELECT (count(DISTINCT source.${identifier(mapped.source.from)}) - count(DISTINCT mapped.${identifier(domain.entity.column)}))::INTEGER AS lost
     FROM source_customers AS source JOIN mapped_customers AS mapped USING (source_row) WHERE mapped.line IS NULL`,
    z.object({ lost: z.int() }),
  );
  return lost > 0
    ? [`customers.${domain.entity.column}: ${lost} ids become the same as another's by "ids: ${ids}".`]
    : [];
}

async function write(
  session: DuckdbSession,
  input: {
    readonly domain: Domain;
    readonly mapping: Mapping;
    readonly tables: readonly OpenTable[];
    readonly building: string;
  },
): Promise<void> {
  const { domain, mapping, tables, building } = input;
  for (const { key, file, columns } of mappedTables(domain)) {
    const open = tables.find((candidate) => candidate.table.key === key);
    await writeMappedTable(session, open ? identifier(`mapped_${key}`) : null, columns, path.join(building, file));
  }
  const id = mapping.customers.columns[domain.entity.column];
  if (mapping.ids === "as-is" || id?.kind !== "source") return;
  // Whoever may read the raw feed can find a company's customer again; no run reads this file.
  await session.run(
    `COPY (SELECT ${identifiers([id.source.from])} AS source_id, mapped.${identifier(domain.entity.column)} AS id
     FROM source_customers JOIN mapped_customers AS mapped USING (source_row) WHERE mapped.line IS NULL ORDER BY source_row)
     TO ${literal(path.join(building, "ids.csv"))} (FORMAT csv, HEADER)`,
  );
}

async function writeFeedManifest(building: string, domain: Domain, mapping: Mapping, own: OwnData): Promise<void> {
  const absentColumns = domain.feedColumns
    .map((column) => column.name)
    .filter((name) => mapping.customers.columns[name]?.kind === "absent");
  const manifest = {
    snapshotDate: mapping.snapshotDate,
    absentColumns,
    origin: { kind: "mapped", input: path.basename(own.inputFile), mapping: path.basename(own.mappingFile) },
  };
  await writeFile(path.join(building, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
