import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "vite";

const webFolder = fileURLToPath(new URL("../../web", import.meta.url));
const notSource = new Set(["dist"]);

/** The page as `npm run page` builds it; built again only when one of its files has changed. Gives the folder. */
export async function buildPage(): Promise<string> {
  const folder = path.join(os.tmpdir(), `reckoner-test-page-${await hashOfSource()}`);
  if (await stat(path.join(folder, "index.html")).catch(() => null)) return folder;
  const building = await mkdtemp(`${folder}-building-`);
  await build({
    configFile: path.join(webFolder, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir: building, emptyOutDir: true },
  });
  try {
    await rename(building, folder);
  } catch {
    // Another test file built the same in the meantime.
    await rm(building, { recursive: true, force: true });
  }
  return folder;
}

async function hashOfSource(): Promise<string> {
  const hash = createHash("sha256");
  const entries = await readdir(webFolder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !notSource.has(path.relative(webFolder, file).split(path.sep)[0] ?? ""));
  for (const file of files.sort()) hash.update(file).update(await readFile(file));
  return hash.digest("hex").slice(0, 16);
}
