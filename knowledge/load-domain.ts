import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";

import { AppError } from "#core";

import { closedTables } from "./closed-tables.ts";
import { completeColumn } from "./complete-column.ts";
import { crossCheck } from "./cross-check.ts";
import type { Domain, Table } from "./domain.ts";
import { isPredictive, type ModelSpec } from "./model-schema.ts";
import {
  columnSchema,
  domainFileSchema,
  glossaryFileSchema,
  policyFileSchema,
  redLinesFileSchema,
  type Column,
  type ColumnFile,
  type DomainFile,
  type Policy,
} from "./schema.ts";
import { verifiedQueriesFile } from "./verified-queries-file.ts";
import { verifiedQueryFaults } from "./verified-query-faults.ts";
import { verifiedQuerySchema } from "./verified-query-schema.ts";
import { publishingColumns, runColumns, scoringColumns, standardTables } from "./standard-tables.ts";

/** The folder of a domain that ships with the product. */
export function domainDirectory(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

/**
 * Reads a domain's folder: `domain.yaml`, `columns.yaml` (the feed), `results.yaml` (what the run adds),
 * `glossary.yaml`, `policy.yaml`, and where there is one `verified-queries.yaml`; its policy takes in the red lines that
 * hold everywhere (`knowledge/red-lines.yaml`). Throws `KNOWLEDGE_INVALID` with the file and every fault in it.
 */
export async function loadDomain(directory: string, signal?: AbortSignal): Promise<Domain> {
  const [file, columns, results, glossary, ownPolicy, verifiedQueries, everywhere] = await Promise.all([
    readYaml(directory, "domain.yaml", domainFileSchema, signal),
    readYaml(directory, "columns.yaml", z.array(columnSchema), signal),
    readYaml(directory, "results.yaml", z.array(columnSchema), signal),
    readYaml(directory, "glossary.yaml", glossaryFileSchema, signal),
    readYaml(directory, "policy.yaml", policyFileSchema, signal),
    readYaml(directory, verifiedQueriesFile, z.array(verifiedQuerySchema), signal, "[]"),
    readYaml(domainDirectory("."), "red-lines.yaml", redLinesFileSchema, signal),
  ]);
  const feedColumns = columns.map(completeColumn);
  const models = file.models.filter(isPredictive);
  const resultColumns = [
    ...feedColumns.map((column) => underResultsName(column, models)),
    ...results.filter((column) => column.sql === null).map(withoutInput),
    ...runColumns(models),
    ...scoringColumns(),
    ...results.filter((column) => column.sql !== null).map(withoutInput),
    ...publishingColumns(),
  ];
  const domain: Domain = {
    ...file,
    models,
    anomaly: file.models.find((model) => model.kind === "anomaly") ?? null,
    segments: file.models.find((model) => model.kind === "segments") ?? null,
    feedColumns,
    resultColumns,
    tables: [...resultTables(file, resultColumns), ...standardTables(file), ...feedTables(file, feedColumns)],
    glossary,
    policy: withRedLines(ownPolicy, everywhere),
    verifiedQueries,
  };
  const faults = crossCheck(domain);
  if (faults.length > 0) throw invalid("domain.yaml", faults);
  const queryFaults = verifiedQueryFaults(domain);
  if (queryFaults.length > 0) throw invalid(verifiedQueriesFile, queryFaults);
  return domain;
}

/** The domain's policy with the red lines of every domain before its own, and the words of both. */
function withRedLines(policy: Policy, { words, redLines }: Pick<Policy, "words" | "redLines">): Policy {
  const joined = Object.entries(policy.words).map(([name, own]) => [name, [...(words[name] ?? []), ...own]]);
  return { ...policy, words: { ...words, ...Object.fromEntries(joined) }, redLines: [...redLines, ...policy.redLines] };
}

/** `whenMissing` stands for a file that is not there; without it, every file must be. */
async function readYaml<T>(
  directory: string,
  file: string,
  schema: z.ZodType<T>,
  signal?: AbortSignal,
  whenMissing?: string,
): Promise<T> {
  let text: string;
  try {
    text = await readFile(path.join(directory, file), { encoding: "utf8", signal }).catch((error: unknown) => {
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (isMissing && whenMissing !== undefined) return whenMissing;
      throw error;
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new AppError("KNOWLEDGE_INVALID", {
      detail: `${file} of the domain cannot be read.`,
      hint: "A domain's folder holds domain.yaml, columns.yaml, results.yaml, glossary.yaml and policy.yaml.",
      cause,
    });
  }
  let content: unknown;
  try {
    content = parse(text);
  } catch (cause) {
    throw invalid(file, [cause instanceof Error ? cause.message : "not YAML"]);
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    throw invalid(
      file,
      parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`),
    );
  }
  return parsed.data;
}

function invalid(file: string, faults: readonly string[]): AppError {
  return new AppError("KNOWLEDGE_INVALID", {
    detail: `${file}: ${faults.join("; ")}`,
    hint: "Mend the named entries; knowledge/schema.ts says what each must look like.",
  });
}

function withoutInput(column: ColumnFile): Column {
  return completeColumn({ ...column, input: "none" });
}

function underResultsName(column: Column, models: readonly ModelSpec[]): Column {
  const model = models.find((candidate) => candidate.target === column.name);
  if (model) return { ...column, name: model.actual };
  return column;
}

function resultTables(file: DomainFile, resultColumns: readonly Column[]): Table[] {
  const database = file.databases.analytics;
  const grain = `one row a ${file.entity.singular}`;
  return [
    {
      database,
      name: file.results.table,
      grain,
      description: `Everything about a ${file.entity.singular}: what came in the feed, what happened, what the models say.`,
      open: "analyst",
      columns: resultColumns,
    },
    ...file.views.map((view): Table => ({
      database,
      name: view.name,
      grain: view.columns ? "one row a group" : grain,
      description: view.description,
      open: "analyst",
      columns: view.columns?.map((column) => completeColumn({ ...column, role: "meta" })) ?? resultColumns,
    })),
  ];
}

function feedTables(file: DomainFile, feedColumns: readonly Column[]): Table[] {
  const grain = `one row a ${file.entity.singular}`;
  return [
    ...file.tables.map((table): Table => ({
      ...table,
      database: file.databases[table.database],
      columns: table.columns.map((column) => completeColumn({ ...column, input: "none" })),
    })),
    ...closedTables(file, feedColumns),
    {
      database: file.databases.raw,
      name: file.feed.pii.table,
      grain,
      description: "Personal data; nobody may query it.",
      open: "none",
      columns: file.feed.pii.columns.map((name) =>
        completeColumn(
          columnSchema.parse({ name, meaning: "Personal data", type: "string", privacy: "restricted", input: "none" }),
        ),
      ),
    },
  ];
}
