import { AppError, createIdSource, createSilentLogger, createSystemClock, loadConfig, type Clock } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createProgressReporter } from "#pipeline";

import { findRun } from "../find-run.ts";
import { loadCases, type SuiteCase } from "../load-cases.ts";
import { metamorphicSamples, openSample } from "../metamorphic/samples.ts";
import { runSuite } from "../run-suite.ts";
import { createBinder } from "../truth/bind-case.ts";
import { createTruth } from "../truth/compute-truth.ts";
import { openTruth } from "../truth/open-truth.ts";
import { writeItems } from "../write-items.ts";
import type { Fault } from "./fault.ts";
import { faults } from "./faults/index.ts";
import { openProducts } from "./open-products.ts";
import { parseMutationOptions, usage, type MutationOptions } from "./options.ts";
import { faultHeader, renderFault, renderVerdict } from "./render.ts";
import { runFault, type CleanUnit, type FaultDeps, type FaultResult } from "./run-fault.ts";
import { chooseUnits } from "./sample-cases.ts";

/** Faults, and before them units of the clean run, at a time. */
const concurrency = 2;

/**
 * `npm run evals -- mutation`: plants each fault in the product and asks the suite; writes `evals/out/mutation.json`;
 * the exit code is `exitCodeOf`'s. Throws `USAGE` and what `findRun` and `openSample` throw.
 */
export async function runMutation(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseMutationOptions(args, process.cwd());
  if (options.isHelp) return print(usage);
  const config = loadConfig(process.env, process.cwd());
  const clock = createSystemClock();
  const deps = { clock, ids: createIdSource(), log: createSilentLogger(), signal };
  const [cases, domain] = await Promise.all([loadCases(signal), loadDomain(domainDirectory("engagement"), signal)]);
  const onProgress = createProgressReporter(process.stderr);
  const wanted = options.dataDirectory ?? config.data.directory;
  const { run } = await findRun(wanted, { ...deps, domain, onProgress });
  const [another] = metamorphicSamples;
  if (another === undefined) throw new RangeError("there is at least one sample");
  const anotherRun = await openSample(wanted, another, { ...deps, domain, onProgress });
  const base = await openTruth(run, domain, signal);
  const products = await openProducts(wanted, { ...deps, domain, run, anotherRun, limits: config.limits, onProgress });
  const truthOf = createTruth(base);
  const bind = createBinder(base);
  const startedMs = clock.monotonicMs();
  const runUnit: FaultDeps["run"] = (unit, runTurn) =>
    runSuite({
      ...deps,
      cases: unit,
      runTurn,
      truthOf,
      domain,
      dataset: products.datasetOf(unit),
      concurrency: 1,
      onResult: () => undefined,
    });
  try {
    const clean = await runClean(cases, options, { bind, run: runUnit, create: products.create });
    print(`${tellClean(clean, clock.monotonicMs() - startedMs)}\n${faultHeader}\n`);
    // What is asked without a fault must not fail for a fault of the program.
    const broken = clean.flatMap((one) => one.results).find(({ status }) => status === "error");
    if (broken?.status === "error")
      throw new AppError(broken.code, {
        detail: `${broken.case.id}: ${broken.detail}`,
        hint: "Run the suite itself first.",
      });
    const results = await plantAll(plantedOf(options.only), {
      clean,
      create: products.create,
      run: runUnit,
      enough: options.enough,
    });
    await report(results, clock, signal);
    print(`\n${renderVerdict(results)}\n${seconds(clock.monotonicMs() - startedMs)}\n`);
    return exitCodeOf(results);
  } finally {
    base.close();
    await products.close();
  }
}

/** 3 where a fault could not be judged, 1 where one that changed answers was not caught or showed in no answer. */
function exitCodeOf(results: readonly FaultResult[]): number {
  if (results.some(({ status }) => status === "crashed")) return 3;
  return results.every(({ status }) => status === "caught") ? 0 : 1;
}

function plantedOf(only: MutationOptions["only"]): readonly Fault[] {
  return faults.filter(({ name }) => only?.includes(name) ?? true);
}

/** Asks the product as it is. */
async function runClean(
  cases: readonly SuiteCase[],
  { mostUnits, seed, suite, only }: MutationOptions,
  { bind, run, create }: Pick<FaultDeps, "run" | "create"> & { readonly bind: ReturnType<typeof createBinder> },
): Promise<readonly CleanUnit[]> {
  const product = await create({});
  const wanted = cases.filter((one) => suite === null || one.suite === suite);
  const units = chooseUnits(wanted, {
    seed,
    most: mostUnits,
    categories: plantedOf(only).flatMap((fault) => fault.categories ?? []),
  });
  return mapAtOnce(units, async (given) => {
    const unit = [];
    for (const one of given) unit.push(await bind(one));
    return { unit, results: await run(unit, product(unit)) };
  });
}

function plantAll(planted: readonly Fault[], deps: FaultDeps): Promise<readonly FaultResult[]> {
  return mapAtOnce(planted, async (fault) => {
    const result = await runFault(fault, deps);
    print(`${renderFault(result)}\n`);
    return result;
  });
}

/** Works on so many items at a time; results in the order of the items. */
async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [place, item] of left) results[place] = await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return results;
}

async function report(results: readonly FaultResult[], clock: Clock, signal: AbortSignal): Promise<void> {
  const file = await writeItems(
    "mutation",
    {
      generatedAt: clock.now().toISOString(),
      caught: results.filter(({ status }) => status === "caught").length,
      total: results.length,
      items: results,
    },
    signal,
  );
  print(`\nreport: ${file}\n`);
}

function tellClean(clean: readonly CleanUnit[], elapsedMs: number): string {
  const results = clean.flatMap((one) => one.results);
  const passed = results.filter(({ status }) => status === "passed").length;
  return `without a fault ${passed} of ${results.length} cases pass, ${seconds(elapsedMs)}`;
}

function seconds(elapsedMs: number): string {
  return `${(elapsedMs / 1000).toFixed(0)} s`;
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}
