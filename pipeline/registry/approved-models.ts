import { cp, mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";

import { AppError, type Clock } from "#core";

import { isMissing } from "../run/atomic-file.ts";
import { dataLayout, partialEnding, runLayout } from "../run/layout.ts";
import { historyOf, readRegistry, writeRegistry } from "./registry.ts";
import type { Registry, RegistryEntry } from "./registry-schema.ts";

/** Who approves which version, and why. */
export type Approval = {
  readonly model: string;
  readonly version: string;
  readonly by: string;
  readonly reason: string;
};

/** Letters of a reason below which it is none. */
const shortestReason = 10;

/**
 * Lets a version that the gate refused serve from the next run on. Its files are copied out of the run that trained it,
 * so that they outlive it. Only for who holds the lock. Throws `USAGE` for an approval without a name or a reason,
 * `NOT_FOUND` for a version that is unknown, was not refused, or whose files are gone.
 */
export async function approveVersion(
  dataDirectory: string,
  { model, version, by, reason }: Approval,
  clock: Clock,
): Promise<RegistryEntry> {
  if (by.trim() === "" || reason.trim().length < shortestReason) {
    throw new AppError("USAGE", {
      detail: "An approval needs the name of who gives it and a reason that others understand.",
      hint: 'For example --by "Ada Byron" --reason "the feed lost a column for a day".',
    });
  }
  const registry = await readRegistry(dataDirectory);
  const entry = historyOf(registry, model).find((known) => known.version === version);
  if (entry?.decision !== "refused") throw notRefused(registry, model, version);
  await keepFiles(dataDirectory, entry);
  const approved: RegistryEntry = {
    ...entry,
    approval: { by: by.trim(), reason: reason.trim(), at: clock.now().toISOString() },
  };
  await writeRegistry(
    dataDirectory,
    registry.entries.map((known) => (known === entry ? approved : known)),
  );
  return approved;
}

/**
 * The approved version of a model and where its files are; undefined without one, or where a version that was promoted
 * after the approval serves already.
 */
export function readApproved(
  dataDirectory: string,
  registry: Registry,
  model: string,
  servedVersion: string | null,
): { readonly version: string; readonly directory: string } | undefined {
  const history = historyOf(registry, model);
  const approved = history.findLast((entry) => entry.approval !== null);
  if (approved?.approval == null || approved.version === servedVersion) return undefined;
  const { at } = approved.approval;
  const isOver = history.some(({ decision, trainedAt }) => decision === "promoted" && trainedAt > at);
  if (isOver) return undefined;
  return { version: approved.version, directory: approvedDirectory(dataDirectory, approved) };
}

async function keepFiles(dataDirectory: string, { model, version, runId }: RegistryEntry): Promise<void> {
  const { runs } = dataLayout(dataDirectory);
  const target = approvedDirectory(dataDirectory, { model, version });
  const building = `${target}${partialEnding}`;
  await rm(building, { recursive: true, force: true });
  await mkdir(path.dirname(target), { recursive: true });
  for (const folder of [runId, `${runId}${partialEnding}`]) {
    try {
      await cp(runLayout(path.join(runs, folder)).model(model, version), building, { recursive: true });
      await rm(target, { recursive: true, force: true });
      await rename(building, target);
      return;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  throw new AppError("NOT_FOUND", {
    detail: `The files of ${model} ${version} are gone: the run ${runId} that trained it is past its retention.`,
    hint: "Run the pipeline again; the same feed and seed make the same version.",
  });
}

function approvedDirectory(
  dataDirectory: string,
  { model, version }: Pick<RegistryEntry, "model" | "version">,
): string {
  return path.join(dataDirectory, "approved", model, version);
}

function notRefused(registry: Registry, model: string, version: string): AppError {
  const refused = registry.entries.filter(({ decision }) => decision === "refused");
  const names = [...new Set(refused.map((entry) => `${entry.model} ${entry.version}`))].slice(-5);
  return new AppError("NOT_FOUND", {
    detail: `No version ${version} of ${model} was refused.`,
    hint: names.length === 0 ? "No version has been refused so far." : `Refused: ${names.join(", ")}.`,
  });
}
