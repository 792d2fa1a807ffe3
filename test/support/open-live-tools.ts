import { DuckDBInstance } from "@duckdb/node-api";
import { ToolMessage } from "@langchain/core/messages";

import { createIdSource, createSystemClock, type Role } from "#core";
import type { Domain } from "#knowledge";
import type { LiveRun } from "#pipeline";
import { createDuckDbRunQuery, type DuckDbEngine, type SqlValue } from "#sql";
import { createModelLoader, createTools, type EvidenceDraft, type EvidenceTable, type ServedModel } from "#tools";

import { buildLiveRun } from "./build-live-run.ts";

/** A row by column name. */
export type Row = Readonly<Record<string, SqlValue>>;

/** The tools over a small live run, and the run itself as nobody guards it. */
export type LiveTools = {
  readonly domain: Domain;
  readonly live: LiveRun;
  readonly engine: DuckDbEngine;
  readonly loadModel: (name: string) => Promise<ServedModel>;
  readonly toolsFor: (role: Role) => ReturnType<typeof createTools>;
  /** Calls a tool with a role's rights; what it found, and the text that a model would read. */
  readonly call: (
    name: string,
    input: Readonly<Record<string, unknown>>,
    role?: Role,
  ) => Promise<{ readonly found: EvidenceDraft; readonly text: string }>;
  /** Rows straight from the file, past guard and engine: the oracle. */
  readonly raw: (sql: string) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
};

/** Opens the run of `buildLiveRun` with an engine of its own; `maxRows` is the engine's cap. */
export async function openLiveTools(options: { readonly maxRows?: number } = {}): Promise<LiveTools> {
  const { domain, live } = await buildLiveRun();
  const clock = createSystemClock();
  const engine = await createDuckDbRunQuery({
    databasePath: live.serveDatabasePath,
    domain,
    memoryMb: 512,
    timeoutMs: 20_000,
    maxRows: options.maxRows ?? 1_000,
    clock,
    ids: createIdSource(),
  });
  const loadModel = createModelLoader(domain, live.models);
  const sets = new Map<Role, ReturnType<typeof createTools>>();
  const toolsFor = (role: Role) => {
    const known = sets.get(role) ?? createTools({ domain, runQuery: engine.runQuery, role, loadModel, clock });
    sets.set(role, known);
    return known;
  };
  const instance = await DuckDBInstance.create(live.serveDatabasePath, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  await connection.run(`SET search_path = '${domain.databases.analytics}'`);
  return {
    domain,
    live,
    engine,
    loadModel,
    toolsFor,
    call: async (name, input, role = "analyst") => {
      const tool = toolsFor(role).find((candidate) => candidate.name === name);
      const message: unknown = await tool?.invoke({ type: "tool_call", id: "call_1", name, args: { ...input } });
      if (!(message instanceof ToolMessage)) throw new TypeError(`no tool ${name}`);
      // The product's tools put an EvidenceDraft into the artifact.
      return { found: message.artifact as EvidenceDraft, text: message.text };
    },
    raw: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson() as readonly Row[],
    close: async () => {
      connection.closeSync();
      instance.closeSync();
      await engine.close();
    },
  };
}

/** The rows of a table of evidence by column name. */
export function rowsOf(table: EvidenceTable | undefined): readonly Row[] {
  return (table?.rows ?? []).map((row) =>
    Object.fromEntries((table?.columns ?? []).map((column, index) => [column.name, row[index] ?? null])),
  );
}
