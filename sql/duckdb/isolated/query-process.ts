import { setPriority } from "node:os";
import { writeFileSync } from "node:fs";

import { toAppError } from "#core";

import { isOutgrown } from "../engine-failure.ts";
import { fetchRows, type RowRequest } from "../fetch-rows.ts";
import { openServingDatabase, type ServingDatabase } from "../open-serving-database.ts";
import type { ProcessCommand, ProcessFailure, ProcessMessage, ProcessSettings } from "./messages.ts";

// The script of a query process: it opens one results file and runs the queries it is sent, one after the other.
// The guard is not here; what comes has passed it.

/** Memory beyond DuckDB's own limit that a process may grow by: DuckDB does not count what single functions take. */
const uncountedBytes = 256 * 2 ** 20;
const memoryLookMs = 20;

let database: ServingDatabase | undefined;
let growthLimitBytes = Infinity;
let stop: AbortController | undefined;

// A terminal's interrupt goes to parent and child alike; it is the parent that decides what ends.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
// The parent is gone. An ordinary exit would wait for the threads of a query.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.on("message", (command: ProcessCommand) => {
  void perform(command);
});

async function perform(command: ProcessCommand): Promise<void> {
  switch (command.type) {
    case "open":
      return open(command.settings);
    case "run":
      return run(command);
    case "stop":
      stop?.abort();
      return;
    default:
      return command satisfies never;
  }
}

async function open(settings: ProcessSettings): Promise<void> {
  try {
    giveWay(settings.niceness);
    database = await openServingDatabase(settings);
    growthLimitBytes = process.memoryUsage.rss() + settings.memoryMb * 2 ** 20 + uncountedBytes;
    send({ type: "ready" });
  } catch (error) {
    send({ type: "broken", failure: failureOf(error) });
  }
}

/** Takes the processor, and stays in memory, only after others. Not every system lets a process say so. */
function giveWay(niceness: number): void {
  try {
    setPriority(niceness);
    // Linux, short of memory, then ends this process and not its parent.
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // Without it queries only share the machine less fairly.
  }
}

async function run(request: RowRequest): Promise<void> {
  if (!database) return;
  const { signal } = (stop = new AbortController());
  const look = setInterval(endWhenOutgrown, memoryLookMs);
  try {
    send({ type: "rows", rows: await fetchRows(database, request, signal) });
  } catch (error) {
    if (signal.aborted) send({ type: "stopped" });
    else if (isOutgrown(error)) send({ type: "outgrown" });
    else send({ type: "failed", failure: failureOf(error) });
  } finally {
    clearInterval(look);
    stop = undefined;
  }
}

function endWhenOutgrown(): void {
  if (process.memoryUsage.rss() < growthLimitBytes) return;
  // One call of a function hears no interrupt, and takes memory by the gigabyte a second.
  process.send?.({ type: "outgrown" } satisfies ProcessMessage, () => process.kill(process.pid, "SIGKILL"));
}

function send(message: ProcessMessage): void {
  // A parent that is gone is heard of by "disconnect".
  process.send?.(message, () => {});
}

function failureOf(error: unknown): ProcessFailure {
  const { code, detail, hint } = toAppError(error);
  return { code, detail, hint };
}
