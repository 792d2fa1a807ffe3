import { open, readFile, rename } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { z } from "zod";

import { AppError } from "#core";

/**
 * Writes a file so that a reader sees the old content or the new one, never a part, and a power cut keeps one of
 * the two: a temporary file beside it, flushed to the disk, renamed over it, and the folder flushed.
 */
export async function writeFileAtomically(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, "w");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncToDisk(dirname(path));
}

/** Waits until a file's content, or a folder's list of names, is on the disk. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Reads and checks a JSON file. `null` when there is none; `RESULTS_DAMAGED` when it is not what it should be. */
export async function readJsonFile<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T | null> {
  let text: string;
  try {
    text = await readFile(path, { encoding: "utf8", signal });
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new AppError("RESULTS_DAMAGED", {
    detail: `${basename(path)} of the results is not readable.`,
    hint: "Run the pipeline again, or go back to the run before with `npm run pipeline -- rollback`.",
    cause: parsed.error,
  });
}

/** Whether an error of the file system says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
