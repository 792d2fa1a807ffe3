import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

import { fail, ok, type Finding } from "./finding.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Packages with compiled parts, which may be missing or made for another machine though the package is there. */
const nativePackages = ["@duckdb/node-api", "libsql", "@resvg/resvg-js"] as const;

const manifestSchema = z.object({
  version: z.string().default(""),
  engines: z.object({ node: z.string() }).optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

/** Whether this Node is one that Reckoner runs on; `version` as `process.version` has it. */
export async function checkNode(version: string, folder = root): Promise<Finding> {
  const { engines } = await readManifest(folder);
  const least = /\d+(?:\.\d+)*/.exec(engines?.node ?? "")?.[0] ?? "0";
  if (compareVersions(version.replace(/^v/, ""), least) >= 0) return ok("Node", version);
  return fail("Node", `This is ${version}; Reckoner needs ${least} or later.`, "Install a newer Node from nodejs.org.");
}

/** Whether every package is installed in the version that package.json names, and the compiled ones can be loaded. */
export async function checkPackages(folder = root): Promise<Finding> {
  const { dependencies } = await readManifest(folder);
  const names = Object.keys(dependencies);
  const faults = await Promise.all(
    names.map(async (name) => {
      const installed = await readManifest(path.join(folder, "node_modules", name)).catch(() => null);
      if (installed === null) return `${name} is not installed`;
      const wanted = dependencies[name] ?? "";
      return installed.version === wanted ? null : `${name} is ${installed.version} instead of ${wanted}`;
    }),
  );
  for (const name of nativePackages) faults.push(await loadFault(name));
  const found = faults.filter((fault) => fault !== null);
  if (found.length === 0) return ok("packages", `${names.length} installed, the compiled ones load`);
  return fail("packages", `${found.join("; ")}.`, "Run `npm ci` on this machine.");
}

async function loadFault(name: string): Promise<string | null> {
  try {
    await import(name);
    return null;
  } catch (error) {
    return `${name} cannot be loaded (${error instanceof Error ? (error.message.split("\n")[0] ?? "") : "no reason given"})`;
  }
}

async function readManifest(folder: string) {
  return manifestSchema.parse(JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")));
}

/** Negative where `one` comes before `other`. */
function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((text) => text.split(/[.-]/).map(Number));
  for (let at = 0; at < 3; at++) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
