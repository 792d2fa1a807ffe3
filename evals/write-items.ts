import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** What a check beside the suite found: how many of its items came out well, and each item. */
export type ItemReport = {
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly caught: number;
  readonly total: number;
  readonly items: readonly object[];
};

/** Writes `evals/out/<name>.json`, which the report's page takes in, and gives the file's path. */
export async function writeItems(
  name: "metamorphic" | "mutation",
  report: ItemReport & Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<string> {
  const directory = fileURLToPath(new URL("./out", import.meta.url));
  await mkdir(directory, { recursive: true });
  const file = path.join(directory, `${name}.json`);
  await writeFile(file, `${JSON.stringify(report, null, 1)}\n`, { signal });
  return file;
}
