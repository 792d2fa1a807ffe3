import { randomUUID } from "node:crypto";
import { copyFile, chmod, open, readFile, realpath, rename, rm } from "node:fs/promises";
import path from "node:path";

import { AppError, type Clock } from "#core";

/** For its owner's eyes only: it may hold tokens. */
const ownersOnly = 0o600;

/** The text of the settings file; empty where there is none. Throws `CONFIG_INVALID` where it cannot be read. */
export async function readSettingsFile(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return "";
    throw cannot("read", file, cause);
  }
}

/**
 * Writes the settings file at once or not at all, readable by its owner only; keeps a copy of what was there beside it.
 * Gives the copy's path; null where nothing was there. Throws `CONFIG_INVALID` where it cannot be written.
 */
export async function writeSettingsFile(named: string, text: string, clock: Clock): Promise<string | null> {
  // Where it is a link, what it points to is written.
  const file = await realpath(named).catch(() => named);
  const building = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.part`);
  try {
    const copy = await keepCopy(file, clock);
    const handle = await open(building, "wx", ownersOnly);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(building, file);
    return copy;
  } catch (cause) {
    await rm(building, { force: true });
    throw cannot("written", file, cause);
  }
}

async function keepCopy(file: string, clock: Clock): Promise<string | null> {
  const moment = clock
    .now()
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, "");
  const copy = `${file}.${moment}.bak`;
  try {
    await copyFile(file, copy);
    await chmod(copy, ownersOnly);
    return copy;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function cannot(what: string, file: string, cause: unknown): AppError {
  return new AppError("CONFIG_INVALID", {
    detail: `The settings file ${file} cannot be ${what}.`,
    hint: "Look at the rights of the file and its folder, or name another with --file.",
    cause,
  });
}
