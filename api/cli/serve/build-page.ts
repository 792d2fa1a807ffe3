import { fileURLToPath } from "node:url";

import { AppError } from "#core";

import { runNode } from "../programs/run-node.ts";

/** Builds the page, which takes about a second. Throws `INTERNAL` where it cannot be built. */
export async function buildPage(signal: AbortSignal): Promise<void> {
  const vite = fileURLToPath(new URL("../../../node_modules/vite/bin/vite.js", import.meta.url));
  const web = fileURLToPath(new URL("../../../web", import.meta.url));
  const exitCode = await runNode([vite, "build", web, "--logLevel", "warn"], signal);
  if (exitCode === 0 || signal.aborted) return;
  throw new AppError("INTERNAL", {
    detail: `The page could not be built (exit code ${exitCode}).`,
    hint: "What Vite wrote above says why; --no-page serves the page of before.",
  });
}
