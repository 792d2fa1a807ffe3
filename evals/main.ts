import { exitCodeOf, toAppError } from "#core";

import { importFeedback } from "./import/import-feedback.ts";
import { runMetamorphic } from "./metamorphic/main.ts";
import { runMutation } from "./mutation/main.ts";
import { parseOptions, usage } from "./options.ts";
import { runEvals } from "./run-evals.ts";

/**
 * `npm run evals`: asks every case, scores the answers, writes the report. Or, by its first word: metamorphic relations,
 * mutation by planted faults, import of feedback as proposed cases.
 */
async function main(): Promise<number> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  try {
    return await runCommand(process.argv.slice(2), stop.signal);
  } catch (thrown) {
    const error = toAppError(thrown);
    process.stderr.write(`${error.code}: ${error.detail}\n${error.hint}\n`);
    // What could not be run says nothing of the answers: 1 is for a gate.
    return exitCodeOf(error) === 2 ? 2 : 3;
  }
}

async function runCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const [first, ...rest] = args;
  if (first === "metamorphic") return runMetamorphic(rest, signal);
  if (first === "mutation") return runMutation(rest, signal);
  const options = parseOptions(args, process.cwd());
  if (options.isHelp) {
    process.stdout.write(usage);
    return 0;
  }
  const run = options.command === "import" ? importFeedback : runEvals;
  return run(options, process.stdout, signal);
}

process.exitCode = await main();
