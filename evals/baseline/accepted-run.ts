import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

import { AppError } from "#core";

/** The accepted run that the repository keeps. */
export const acceptedFile = fileURLToPath(new URL("accepted.json", import.meta.url));

const acceptedSchema = z.strictObject({
  /** When it was run (ISO 8601). */
  startedAt: z.string(),
  model: z.strictObject({ provider: z.string(), name: z.string() }),
  dataset: z.strictObject({ runId: z.string(), snapshotDate: z.string() }),
  /** Tries of each case; passed is what passed in all of them. */
  repeat: z.int().positive(),
  outcomes: z.record(z.string(), z.enum(["passed", "failed", "error"])),
});
/** How every case came out in the run that later ones are compared with. */
export type AcceptedRun = z.infer<typeof acceptedSchema>;

/** Reads an accepted run; null where there is no such file. Throws `USAGE` where it is none. */
export async function loadAcceptedRun(file: string, signal: AbortSignal): Promise<AcceptedRun | null> {
  const text = await readFile(file, { encoding: "utf8", signal }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  const parsed = acceptedSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new AppError("USAGE", {
    detail: `${file} is no accepted run: ${parsed.error.issues.map(({ path: at, message }) => `${at.join(".")} ${message}`).join("; ")}`,
    hint: "Write it with `npm run evals -- --update-baseline`.",
  });
}

/** Writes an accepted run, a case a line, so that a change of it reads well. */
export async function saveAcceptedRun(file: string, run: AcceptedRun, signal: AbortSignal): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(run, null, 2)}\n`, { signal });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
