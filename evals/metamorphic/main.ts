import { createService } from "#api";
import { createIdSource, createSilentLogger, createSystemClock, loadConfig } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createProgressReporter } from "#pipeline";

import { loadFloor } from "../floor.ts";
import { writeItems } from "../write-items.ts";
import { generateCases } from "./generate-cases.ts";
import { parseMetamorphicOptions, usage } from "./options.ts";
import { relations } from "./relations/index.ts";
import { runRelations, type RelationResult } from "./run-relations.ts";
import { metamorphicSamples, openSample, sampleDirectory, sampleName } from "./samples.ts";
import { relationFaults, renderTally, tallyByRelation } from "./tally.ts";

/** Questions under way at a time. */
const concurrency = 2;

/**
 * `npm run evals -- metamorphic`: asks the generated questions on each data set and writes what held to
 * `evals/out/metamorphic.json`; 1 where a relation holds less often than it must. Throws `USAGE` and what
 * `openSample` and `createService` throw.
 */
export async function runMetamorphic(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseMetamorphicOptions(args, process.cwd());
  if (options.isHelp) {
    process.stdout.write(usage);
    return 0;
  }
  const config = loadConfig(process.env, process.cwd());
  const clock = createSystemClock();
  const deps = { clock, ids: createIdSource(), log: createSilentLogger(), signal };
  const domain = await loadDomain(domainDirectory("engagement"), signal);
  const wanted = options.dataDirectory ?? config.data.directory;
  const asked = relations.filter(({ name }) => options.only?.includes(name) ?? true);
  const cases = generateCases(asked, domain, options);
  const startedMs = clock.monotonicMs();
  const results: RelationResult[] = [];
  for (const sample of metamorphicSamples.slice(0, options.dataSets)) {
    await openSample(wanted, sample, { ...deps, domain, onProgress: createProgressReporter(process.stderr) });
    const service = await createService(
      {
        ...config,
        store: { ...config.store, location: { kind: "memory" } },
        data: { ...config.data, directory: sampleDirectory(wanted, sample) },
      },
      { ...deps, cacheAnswers: false },
    );
    try {
      const product = { dataSet: sampleName(sample), runTurn: service.runTurn };
      results.push(...(await runRelations(cases, product, { ...deps, concurrency })));
    } finally {
      await service.close();
    }
  }
  const tallies = tallyByRelation(results);
  const faults = relationFaults(tallies, (await loadFloor(signal)).relations ?? {});
  const violated = results.filter(({ status }) => status === "violated" || status === "error").length;
  const held = results.filter(({ status }) => status === "held").length;
  const file = await writeItems(
    "metamorphic",
    {
      generatedAt: clock.now().toISOString(),
      // What can be violated: cases whose answers have the figures.
      total: held + violated,
      caught: held,
      relations: tallies,
      items: results,
    },
    signal,
  );
  const seconds = ((clock.monotonicMs() - startedMs) / 1000).toFixed(0);
  process.stdout.write(
    `${renderTally(results)}\n\n${held} of ${held + violated} hold, ${results.length - held - violated} not judged, ${seconds} s\nreport: ${file}\n${faults.map((fault) => `✗ ${fault}\n`).join("")}`,
  );
  return faults.length === 0 ? 0 : 1;
}
