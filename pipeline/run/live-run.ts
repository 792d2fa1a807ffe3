import { stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { AppError } from "#core";
import type { Domain } from "#knowledge";
import { loadSchema, servingVersion } from "#sql";

import { isMissing, readJsonFile } from "./atomic-file.ts";
import { dataLayout, runLayout } from "./layout.ts";
import { readLivePointer } from "./live-pointer.ts";
import { runFormatVersion, runManifestSchema, type RunManifest } from "./manifest.ts";

/** The run that serves. Its files are read-only and stay until a later clean-up. */
export type LiveRun = {
  readonly runId: string;
  /** The day the data describes, ISO. */
  readonly snapshotDate: string;
  readonly directory: string;
  /** A DuckDB file with every table and view that may be queried; to be opened read-only. */
  readonly serveDatabasePath: string;
  /** What the tables hold of each customer, for `openCustomerFile`; null where the run was published without. */
  readonly customerFilePath: string | null;
  /** The folders hold model.json (XGBoost's format), features.json, metrics.json, importance.json, metadata.json. */
  readonly models: readonly {
    readonly name: string;
    readonly version: string;
    readonly directory: string;
  }[];
  readonly manifest: RunManifest;
};

const versionSchema = z.object({ formatVersion: z.int() });

/**
 * Opens the run that serves, after a look at the size of each of its files. Throws `RESULTS_MISSING` when no run is
 * live, `RESULTS_DAMAGED` when a file is gone or has another size than the run recorded, and `RESULTS_VERSION` when
 * the run was written in another format, for another domain, or with other macros, tables or views.
 */
export async function openLiveRun(dataDirectory: string, domain: Domain, signal?: AbortSignal): Promise<LiveRun> {
  const data = dataLayout(dataDirectory);
  const pointer = await readLivePointer(data, signal);
  if (pointer === null) {
    throw new AppError("RESULTS_MISSING", {
      detail: "No finished pipeline run is live.",
      hint: "Run `npm run pipeline`, or `npm start`, which does it first.",
    });
  }
  if (pointer.formatVersion !== runFormatVersion) throw otherVersion(`format ${pointer.formatVersion}`);
  return openRun(path.join(data.runs, pointer.runId), domain, signal);
}

/** As `openLiveRun`, for the finished run in a folder. */
export async function openRun(directory: string, domain: Domain, signal?: AbortSignal): Promise<LiveRun> {
  const run = runLayout(directory);
  const written = await readJsonFile(run.manifest, versionSchema, signal);
  if (written === null) throw damaged("The live run's folder or its manifest is gone.");
  if (written.formatVersion !== runFormatVersion) throw otherVersion(`format ${written.formatVersion}`);
  const manifest = await readJsonFile(run.manifest, runManifestSchema, signal);
  if (manifest === null) throw damaged("The live run's manifest is gone.");
  if (manifest.domain !== domain.name) throw otherVersion(`the domain ${manifest.domain}`);
  const expected = servingVersion(await loadSchema(domain.name, signal));
  if (manifest.servingVersion !== expected) {
    throw otherVersion(`tables of version ${manifest.servingVersion || "unknown"}`, `version ${expected}`);
  }
  const faults = (await Promise.all(manifest.files.map((file) => sizeFault(directory, file)))).flat();
  if (faults.length > 0) {
    const others = faults.length > 3 ? ` and ${faults.length - 3} more` : "";
    throw damaged(`${faults.slice(0, 3).join(", ")}${others}.`);
  }
  return {
    runId: manifest.runId,
    snapshotDate: manifest.snapshotDate,
    directory,
    serveDatabasePath: run.serveDatabase,
    customerFilePath: manifest.files.some(({ path: name }) => name === path.basename(run.customerFile))
      ? run.customerFile
      : null,
    models: manifest.models.map(({ name, version }) => ({
      name,
      version,
      directory: run.model(name, version),
    })),
    manifest,
  };
}

async function sizeFault(directory: string, file: RunManifest["files"][number]): Promise<string[]> {
  try {
    const { size } = await stat(path.join(directory, file.path));
    return size === file.bytes ? [] : [`${file.path} has ${size} bytes instead of ${file.bytes}`];
  } catch (error) {
    if (isMissing(error)) return [`${file.path} is missing`];
    throw error;
  }
}

function damaged(detail: string): AppError {
  return new AppError("RESULTS_DAMAGED", {
    detail,
    hint: "Run `npm run pipeline` again, or go back to the run before with `npm run pipeline -- rollback`.",
  });
}

function otherVersion(what: string, wanted = `format ${runFormatVersion}`): AppError {
  return new AppError("RESULTS_VERSION", {
    detail: `The live results were written for ${what}; this version reads ${wanted}.`,
    hint: "Run `npm run pipeline` to make results of this version.",
  });
}
