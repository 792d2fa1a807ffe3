import { open, type FileHandle } from "node:fs/promises";
import { z } from "zod";

import { AppError } from "#core";
import type { Domain } from "#knowledge";
import { recordParts, numbersPerPrediction, type CustomerFileLayout } from "#sql";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { identifier, literal } from "../../duckdb/sql-text.ts";
import { readTypedColumns } from "../../duckdb/typed-columns.ts";

/** Customers that are brought together at once: some hundred megabytes. */
const customersAtOnce = 50_000;

/**
 * Writes what the tables hold of each customer to one file, so that one read gives all of it (see `CustomerFileLayout`
 * in #sql). The tables must be filled. Throws `PIPELINE_FAILED` where one of them lacks something of a customer.
 */
export async function writeCustomerFile(session: DuckdbSession, domain: Domain, path: string): Promise<void> {
  const layout = await layoutOf(session, domain);
  const file = await open(path, "w");
  try {
    const blocks = await blocksOf(session, domain);
    for (const block of blocks) await writeRecords(session, domain, layout, block, file);
    for (const block of blocks) await writeIds(session, domain, layout, block, file);
    const text = Buffer.from(JSON.stringify(layout));
    const tail = Buffer.alloc(4);
    tail.writeUInt32LE(text.length);
    await file.write(Buffer.concat([text, tail]));
  } finally {
    await file.close();
  }
}

/** A run of customers: the condition that selects them in any table, and how many they are. */
type Block = { readonly where: string; readonly customers: number };

async function blocksOf(session: DuckdbSession, domain: Domain): Promise<readonly Block[]> {
  const id = identifier(domain.entity.column);
  const found = await session.rows(
    `SELECT min(id) AS first, max(id) AS last, count(*)::INTEGER AS customers FROM (
       SELECT ${id} AS id, (row_number() OVER (ORDER BY ${id}) - 1) // ${customersAtOnce} AS block FROM ${resultsTable(domain)}
     ) GROUP BY block ORDER BY first`,
    z.object({ first: z.string(), last: z.string(), customers: z.int() }),
  );
  return found.map(({ first, last, customers }) => ({
    where: `${id} BETWEEN ${literal(first)} AND ${literal(last)}`,
    customers,
  }));
}

async function writeRecords(
  session: DuckdbSession,
  domain: Domain,
  layout: CustomerFileLayout,
  { where, customers }: Block,
  file: FileHandle,
): Promise<void> {
  const parts = recordParts(layout);
  const records = Buffer.alloc(customers * parts.bytes);
  const numbers = new Float64Array(records.buffer, records.byteOffset, records.length / Float64Array.BYTES_PER_ELEMENT);
  const stride = parts.bytes / Float64Array.BYTES_PER_ELEMENT;
  const id = identifier(domain.entity.column);
  const put = (values: Float64Array, place: number) => {
    for (let row = 0; row < customers; row++) numbers[row * stride + place] = values[row]!;
  };
  const cells = layout.columns.map(cellSql);
  const columns = cells.map(() => new Float64Array(customers));
  const read = (sql: string, targets: Parameters<typeof readTypedColumns>[2]) =>
    readTypedColumns(session.connection, sql, targets);
  requireRows(
    customers,
    await read(`SELECT ${cells.join(", ")} FROM ${resultsTable(domain)} WHERE ${where} ORDER BY ${id}`, columns),
  );
  for (const [place, values] of columns.entries()) put(values, place);
  for (const [index, { name }] of layout.models.entries()) {
    const figures = ["prediction", "lower", "upper"].map((figure) => `coalesce(${figure}::DOUBLE, 'nan'::DOUBLE)`);
    const values = figures.map(() => new Float64Array(customers));
    const of = `FROM ${domain.databases.predictions}.predictions WHERE model = ${literal(name)} AND ${where}`;
    requireRows(customers, await read(`SELECT ${figures.join(", ")} ${of} ORDER BY ${id}`, values));
    for (const [figure, one] of values.entries()) put(one, parts.predictionsAt + index * numbersPerPrediction + figure);
  }
  await putContributions({ read, records, numbers, stride, parts, layout, domain, where, customers });
  await file.write(records);
}

/** The explanations come in any order: each says whose it is, of which model and rank. */
async function putContributions(work: {
  readonly read: (sql: string, targets: Parameters<typeof readTypedColumns>[2]) => Promise<number>;
  readonly records: Buffer;
  readonly numbers: Float64Array;
  readonly stride: number;
  readonly parts: ReturnType<typeof recordParts>;
  readonly layout: CustomerFileLayout;
  readonly domain: Domain;
  readonly where: string;
  readonly customers: number;
}): Promise<void> {
  const { read, records, numbers, stride, parts, layout, domain, where, customers } = work;
  const id = identifier(domain.entity.column);
  const length = customers * parts.width;
  const [owners, models, ranks, codes] = [0, 1, 2, 3].map(() => new Int32Array(length)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const values = new Float64Array(length);
  const codeOf = (column: string, names: readonly string[]) =>
    `enum_code(${column}::ENUM(${names.map(literal).join(", ")}))::INTEGER`;
  const modelNames = layout.models.map(({ name }) => name);
  const found = await read(
    `SELECT owner, ${codeOf("model", modelNames)}, feature_rank::INTEGER - 1, ${codeOf("feature", layout.features)}, contribution
     FROM ${domain.databases.predictions}.explanations
     JOIN (SELECT ${id}, (row_number() OVER (ORDER BY ${id}) - 1)::INTEGER AS owner FROM ${resultsTable(domain)} WHERE ${where}) AS owners
     USING (${id}) WHERE ${where}`,
    [owners, models, ranks, codes, values],
  );
  requireRows(length, found);
  const firsts = layout.models.map((_, index) =>
    layout.models.slice(0, index).reduce((sum, { width }) => sum + width, 0),
  );
  const isFilled = new Uint8Array(length);
  for (let at = 0; at < length; at++) {
    const owner = owners[at]!;
    const place = firsts[models[at]!]! + ranks[at]!;
    numbers[owner * stride + parts.contributionsAt + place] = values[at]!;
    records[owner * parts.bytes + parts.codesAt + place] = codes[at]!;
    isFilled[owner * parts.width + place] = 1;
  }
  // As many as there are places, so a place that is empty means one that came twice.
  if (isFilled.includes(0)) throw incomplete();
}

async function writeIds(
  session: DuckdbSession,
  domain: Domain,
  { idBytes }: CustomerFileLayout,
  { where, customers }: Block,
  file: FileHandle,
): Promise<void> {
  const id = identifier(domain.entity.column);
  const rows = await session.rows(
    `SELECT ${id} AS id FROM ${resultsTable(domain)} WHERE ${where} ORDER BY ${id}`,
    z.object({ id: z.string() }),
  );
  requireRows(customers, rows.length);
  const ids = Buffer.alloc(customers * idBytes);
  for (const [row, one] of rows.entries()) ids.write(one.id, row * idBytes);
  await file.write(ids);
}

async function layoutOf(session: DuckdbSession, domain: Domain): Promise<CustomerFileLayout> {
  const id = identifier(domain.entity.column);
  const { customers, idBytes } = await session.row(
    `SELECT count(*)::INTEGER AS customers, coalesce(max(strlen(${id})), 1)::INTEGER AS "idBytes" FROM ${resultsTable(domain)}`,
    z.object({ customers: z.int(), idBytes: z.int() }),
  );
  const features = await session.rows(
    `SELECT DISTINCT feature FROM ${domain.databases.predictions}.explanations ORDER BY feature`,
    z.object({ feature: z.string() }),
  );
  return {
    formatVersion: 1,
    customers,
    idBytes,
    columns: await Promise.all(
      domain.resultColumns
        .filter(({ role, privacy }) => role !== "explanation" && role !== "id" && privacy !== "restricted")
        .map(async ({ name, type }) => {
          if (type === "int" || type === "double") return { name, kind: "number" as const };
          if (type === "boolean") return { name, kind: "boolean" as const };
          return { name, kind: "text" as const, texts: await textsOf(session, domain, name) };
        }),
    ),
    models: await modelsOf(session, domain),
    features: features.map(({ feature }) => feature),
  };
}

async function modelsOf(session: DuckdbSession, domain: Domain): Promise<CustomerFileLayout["models"]> {
  const { predictions, analytics } = domain.databases;
  const shape = z.object({ name: z.string(), version: z.string(), baseValue: z.number(), width: z.int() });
  const found = await session.rows(
    `SELECT model AS name, any_value(model_version) AS version, max(feature_rank)::INTEGER AS width, (
       SELECT any_value(value)::DOUBLE FROM ${analytics}.model_metrics AS metrics
       WHERE metrics.model = explanations.model AND metric = 'base_value') AS "baseValue"
     FROM ${predictions}.explanations GROUP BY model`,
    shape,
  );
  return domain.models.flatMap(({ name }) => found.filter((one) => one.name === name));
}

async function textsOf(session: DuckdbSession, domain: Domain, column: string): Promise<string[]> {
  const rows = await session.rows(
    `SELECT DISTINCT ${textSql(column)} AS text FROM ${resultsTable(domain)} WHERE ${identifier(column)} IS NOT NULL ORDER BY text`,
    z.object({ text: z.string() }),
  );
  return rows.map(({ text }) => text);
}

function cellSql(column: CustomerFileLayout["columns"][number]): string {
  if (column.kind !== "text") return `coalesce(${identifier(column.name)}::DOUBLE, 'nan'::DOUBLE)`;
  if (column.texts.length === 0) return "'nan'::DOUBLE";
  const code = `enum_code(${textSql(column.name)}::ENUM(${column.texts.map(literal).join(", ")}))`;
  return `coalesce(${code}::DOUBLE, 'nan'::DOUBLE)`;
}

/** A value as text, a time as results show it. */
function textSql(column: string): string {
  const name = identifier(column);
  return `CASE WHEN typeof(${name}) LIKE 'TIMESTAMP%' THEN replace(${name}::VARCHAR, ' ', 'T') ELSE ${name}::VARCHAR END`;
}

function resultsTable(domain: Domain): string {
  return `${identifier(domain.databases.analytics)}.${identifier(domain.results.table)}`;
}

function requireRows(expected: number, found: number): void {
  if (found !== expected) throw incomplete();
}

function incomplete(): AppError {
  return new AppError("PIPELINE_FAILED", {
    detail: "The published tables do not hold everything of every customer.",
    hint: "This is a fault in the pipeline, not in the data; report it with the run's log.",
  });
}
