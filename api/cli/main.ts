import { createIdSource, createSystemClock } from "#core";

import { createProcessTerminal } from "./process-terminal.ts";
import { runCli } from "./run-cli.ts";

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
process.once("SIGTERM", () => stop.abort());
// Whoever reads the output may have had enough, as `head` has.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await runCli(process.argv.slice(2), {
  terminal: createProcessTerminal(process),
  env: process.env,
  directory: process.cwd(),
  // Agent and engine are loaded only when there is something to ask: help and mistakes are quick.
  createService: async (...args) => (await import("../create-service.ts")).createService(...args),
  openSql: async (...args) => (await import("../open-sql.ts")).openSql(...args),
  clock: createSystemClock(),
  ids: createIdSource(),
  signal: stop.signal,
});
