import path from "node:path";

import { readJsonFile, writeFileAtomically } from "../run/atomic-file.ts";
import { registryFormatVersion, registrySchema, type Registry, type RegistryEntry } from "./registry-schema.ts";

/** Versions of a model that are remembered: about a year of nightly runs. Approved ones always stay. */
const entriesAModel = 400;

/**
 * The registry of a data directory: every version that was ever trained, also of runs that are long removed. Empty
 * where there is none yet. Throws `RESULTS_DAMAGED` when its file cannot be read.
 */
export async function readRegistry(dataDirectory: string, signal?: AbortSignal): Promise<Registry> {
  const found = await readJsonFile(registryFile(dataDirectory), registrySchema, signal);
  return found ?? { formatVersion: registryFormatVersion, entries: [] };
}

/**
 * Adds versions, or replaces what the same run said of them before, so that a stage that is done again says it once.
 * Only for who holds the lock. Returns the registry as it is now.
 */
export async function recordVersions(dataDirectory: string, entries: readonly RegistryEntry[]): Promise<Registry> {
  const before = await readRegistry(dataDirectory);
  // The same bytes again are the same version: a person's word for it holds.
  const approvalOf = (entry: RegistryEntry) =>
    entry.approval ?? before.entries.findLast((old) => isSameVersion(old, entry))?.approval ?? null;
  const isAgain = (old: RegistryEntry) =>
    entries.some(({ model, version, runId }) => old.model === model && old.version === version && old.runId === runId);
  return writeRegistry(dataDirectory, [
    ...before.entries.filter((old) => !isAgain(old)),
    ...entries.map((entry) => ({ ...entry, approval: approvalOf(entry) })),
  ]);
}

/** Writes the registry as one atomic step, the oldest entries past `entriesAModel` left out. */
export async function writeRegistry(dataDirectory: string, entries: readonly RegistryEntry[]): Promise<Registry> {
  const newer = (entry: RegistryEntry, index: number) =>
    entries.slice(index + 1).filter(({ model }) => model === entry.model).length;
  const kept = entries.filter((entry, index) => entry.approval !== null || newer(entry, index) < entriesAModel);
  const registry: Registry = { formatVersion: registryFormatVersion, entries: kept };
  await writeFileAtomically(registryFile(dataDirectory), `${JSON.stringify(registry)}\n`);
  return registry;
}

/** What is known of a model's versions, the newest last; of the same version trained twice, the last time. */
export function historyOf({ entries }: Registry, model: string): readonly RegistryEntry[] {
  return entries.filter(
    (entry, index) =>
      entry.model === model && !entries.some((later, place) => place > index && isSameVersion(entry, later)),
  );
}

function isSameVersion(a: RegistryEntry, b: RegistryEntry): boolean {
  return a.model === b.model && a.version === b.version;
}

function registryFile(dataDirectory: string): string {
  return path.join(dataDirectory, "registry.json");
}
