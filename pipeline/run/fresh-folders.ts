import { mkdir, rm } from "node:fs/promises";

/** Empties the folders a stage writes to: what an interrupted try left there must not be mixed with the new. */
export async function freshFolders(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
}
