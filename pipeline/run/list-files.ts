import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/** A file below a folder. */
export type FoundFile = { readonly path: string; readonly bytes: number };

/** Every file below a folder, by its path in it, sorted; `skip` names entries at its top that are left out. */
export async function listFiles(folder: string, skip: readonly string[] = []): Promise<FoundFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !skip.includes(file.split(path.sep)[0] ?? ""))
    .sort();
  return Promise.all(files.map(async (file) => ({ path: file, bytes: (await stat(path.join(folder, file))).size })));
}
