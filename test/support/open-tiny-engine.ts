import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { createSequentialIdSource, createSystemClock } from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";
import { createDuckDbRunQuery, type DuckDbEngine, type DuckDbRunQueryOptions } from "#sql";

import { createTinyServeDatabase } from "./tiny-serve-database.ts";

export type TinyEngine = DuckDbEngine & {
  readonly domain: Domain;
  readonly databasePath: string;
  readonly remove: () => Promise<void>;
};

/** The engagement domain's tiny results and an engine over them, in a folder that `remove` takes away. */
export async function openTinyEngine(options: Partial<DuckDbRunQueryOptions> = {}): Promise<TinyEngine> {
  const domain = await loadDomain(domainDirectory("engagement"));
  const directory = await mkdtemp(path.join(tmpdir(), "reckoner-sql-"));
  const databasePath = await createTinyServeDatabase(directory, { domain });
  const engine = await createDuckDbRunQuery({
    databasePath,
    domain,
    memoryMb: 256,
    timeoutMs: 5_000,
    maxRows: 1_000,
    clock: createSystemClock(),
    ids: createSequentialIdSource(),
    ...options,
  });
  const remove = async () => {
    await engine.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { ...engine, domain, databasePath, remove };
}
