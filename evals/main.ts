import { fileURLToPath } from "node:url";

import { createService } from "#api";
import { createIdSource, createSilentLogger, createSystemClock, exitCodeOf, loadConfig, toAppError } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createProgressReporter } from "#pipeline";

import { findRun } from "./find-run.ts";
import { loadFloor, underFloor } from "./floor.ts";
import { loadCases, type SuiteCase } from "./load-cases.ts";
import { parseOptions, selectCases, usage } from "./options.ts";
import { auditFaults, renderAudit, renderHeader, renderResult, renderSummary } from "./report/scoreboard.ts";
import { summarise } from "./report/summarise.ts";
import { writeReport } from "./report/write-report.ts";
import { runSuite } from "./run-suite.ts";
import { auditTruths } from "./truth/audit/audit-truths.ts";
import { createBinder } from "./truth/bind-case.ts";
import { createTruth } from "./truth/compute-truth.ts";
import { openTruth } from "./truth/open-truth.ts";

const reportDirectory = fileURLToPath(new URL("./out", import.meta.url));

/** `npm run evals`: asks every case, scores the answers, writes the report; 1 under the floor. */
async function main(): Promise<number> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  try {
    const options = parseOptions(process.argv.slice(2), process.cwd());
    if (options.isHelp) return print(usage);
    return await runEvals(options, stop.signal);
  } catch (thrown) {
    const error = toAppError(thrown);
    process.stderr.write(`${error.code}: ${error.detail}\n${error.hint}\n`);
    return exitCodeOf(error);
  }
}

async function runEvals(options: ReturnType<typeof parseOptions>, signal: AbortSignal): Promise<number> {
  const config = loadConfig(process.env, process.cwd());
  const clock = createSystemClock();
  const deps = { clock, ids: createIdSource(), log: createSilentLogger(), signal };
  const [cases, floor, domain] = await Promise.all([
    loadCases(signal),
    loadFloor(signal),
    loadDomain(domainDirectory("engagement"), signal),
  ]);
  const selected = selectCases(cases, options);
  const wanted = options.dataDirectory ?? config.data.directory;
  const found = await findRun(wanted, {
    ...deps,
    domain,
    onProgress: createProgressReporter(process.stderr),
  });
  const store = { ...config.store, location: { kind: "memory" } } as const;
  const service = await createService(
    { ...config, store, data: { ...config.data, directory: found.dataDirectory } },
    deps,
  );
  const base = await openTruth(found.run, domain, signal);
  try {
    const startedAt = clock.now().toISOString();
    const truthOf = createTruth(base);
    const bind = createBinder(base);
    // Before the first question, so that no truth is computed while an answer is timed.
    const bound: SuiteCase[] = [];
    for (const one of selected) bound.push(await bind(one));
    const audit = await auditTruths(bound, { run: found.run, base, truthOf, signal });
    print(`${renderAudit(audit)}\n${renderHeader()}\n`);
    const results = await runSuite({
      ...deps,
      cases: bound,
      runTurn: service.runTurn,
      truthOf,
      domain,
      concurrency: options.concurrency,
      onResult: (result) => print(`${renderResult(result, options.isVerbose)}\n`),
    });
    const summary = summarise(results);
    const faults = [...underFloor(summary, floor), ...auditFaults(audit)];
    const file = await writeReport(reportDirectory, { startedAt, dataset: service.dataset, summary, results }, signal);
    print(`\nreport: ${file}\n${renderSummary(summary, faults)}\n`);
    return faults.length > 0 ? 1 : 0;
  } finally {
    base.close();
    await service.close();
  }
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

process.exitCode = await main();
