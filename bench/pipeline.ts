import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { createIdSource, createLogger, createSystemClock } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { runPipeline, type PipelineProgress } from "#pipeline";

// The whole pipeline from nothing to live results: `node --import tsx bench/pipeline.ts [customers]`. Prints the time
// of each stage, the processor time of the whole, the peak memory and the models' metrics on the test split. Where
// the machine does other work, the processor time tells more than the wall clock.
const customers = Number(process.argv[2] ?? 100_000);
const directory = await mkdtemp(path.join(os.tmpdir(), "reckoner-bench-"));
const spans = new Map<string, { from: number; to: number }>();

function note({ stage, elapsedMs }: PipelineProgress): void {
  const span = spans.get(stage) ?? { from: elapsedMs, to: elapsedMs };
  spans.set(stage, { from: Math.min(span.from, elapsedMs), to: Math.max(span.to, elapsedMs) });
}

try {
  const clock = createSystemClock();
  const startMs = clock.monotonicMs();
  const { manifest } = await runPipeline({
    dataDirectory: directory,
    domain: await loadDomain(domainDirectory("engagement")),
    sample: { customers, seed: 42, activityDays: 90 },
    clock,
    ids: createIdSource(),
    log: createLogger("warn"),
    signal: new AbortController().signal,
    onProgress: note,
  });
  const totalMs = clock.monotonicMs() - startMs;
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`.padStart(9);
  const { user, system } = process.cpuUsage();
  const lines = [
    ...[...spans].map(([stage, { from, to }]) => `${stage.padEnd(16)}${seconds(to - from)}`),
    `${"total".padEnd(16)}${seconds(totalMs)}`,
    `${"processor time".padEnd(16)}${seconds((user + system) / 1000)} on ${os.availableParallelism()} processors`,
    `${"peak memory".padEnd(16)}${Math.round(manifest.peakRssBytes / 2 ** 20)} MiB`,
    `${"disk".padEnd(16)}${Math.round(manifest.files.reduce((sum, file) => sum + file.bytes, 0) / 2 ** 20)} MiB in the run`,
    ...manifest.models.map(({ name, metrics }) => {
      const test = metrics.filter(({ split, metric }) => split === "test" && !metric.startsWith("calibration_bin"));
      return `${name}: ${test.map(({ metric, value }) => `${metric} ${Number(value.toPrecision(4))}`).join(", ")}`;
    }),
  ];
  process.stdout.write(`${customers} customers\n${lines.join("\n")}\n`);
} finally {
  await rm(directory, { recursive: true, force: true });
}
