import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The rooms whose code and texts an answer comes from. */
const rooms = ["agent", "core", "knowledge", "ml", "prompts", "sql", "tools"];

/**
 * The SHA-256 over every file of the rooms that make answers, so that an answer of other code is never given for this
 * one's. A version number would not do: it stays the same while the code is worked on.
 */
export async function codeHash(signal: AbortSignal): Promise<string> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const files = (await Promise.all(rooms.map((room) => filesBelow(path.join(root, room))))).flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(file, { signal })));
  const hash = createHash("sha256");
  for (const [index, file] of files.entries()) {
    const content = contents[index] ?? new Uint8Array();
    hash.update(`${path.relative(root, file)}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
