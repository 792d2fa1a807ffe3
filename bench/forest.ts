/**
 * Isolation forest beside scikit-learn's, in one run on the same rows: `npx tsx bench/forest.ts [rows]`. Python with
 * scikit-learn is taken from RECKONER_BENCH_PYTHON, or python3; where it is missing, ours is measured alone.
 * Ours runs on one thread, scikit-learn's with n_jobs 1 and 2. The turns alternate, the best of three counts; processor
 * time is what to compare where the machine has other work.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { createRandom } from "#core";
import { anomalyScores, explainAnomalies, fitIsolationForest, spearman, type FeatureMatrix } from "#ml";

const rows = Number(process.argv[2] ?? 100_000);
const featureCount = 45;
const trees = 200;
const sampleSize = 256;
const python = process.env["RECKONER_BENCH_PYTHON"] ?? "python3";

const matrix = skewedMatrix(rows);
const folder = mkdtempSync(path.join(tmpdir(), "reckoner-forest-"));
try {
  const bytes = Buffer.concat(matrix.columns.map((column) => Buffer.from(column.buffer)));
  writeFileSync(path.join(folder, "columns.f32"), bytes);
  const ours: Timing[] = [];
  const theirs: TheirTiming[] = [];
  for (let turn = 0; turn < 3; turn++) {
    ours.push(measureOurs());
    const measured = measureTheirs();
    if (measured === undefined) break;
    theirs.push(measured);
  }
  report(ours, theirs);
} finally {
  rmSync(folder, { recursive: true });
}

type Time = { readonly ms: number; readonly cpuMs: number };
type Work = { readonly fit: Time; readonly score: Time };
type Timing = Work & { readonly scores: Float64Array };
type TheirTiming = {
  readonly version: string;
  readonly scores: readonly number[];
  readonly jobs: Readonly<Record<"1" | "2", Work>>;
};

/** Correlated columns, every third of them log-normal, as spending and counts are. */
function skewedMatrix(count: number): FeatureMatrix {
  const random = createRandom(17);
  const columns = Array.from({ length: featureCount }, () => new Float32Array(count));
  for (let row = 0; row < count; row++) {
    const shared = random.normal();
    columns.forEach((column, feature) => {
      const value = 0.5 * shared + random.normal();
      column[row] = feature % 3 === 0 ? Math.exp(value) : value;
    });
  }
  return { rows: count, columns, features: columns.map((_, index) => ({ name: `f${index}`, kind: "numeric" })) };
}

function measureOurs(): Timing {
  const [forest, fit] = timed(() => fitIsolationForest({ matrix, trees, sampleSize, seed: 1 }));
  const [scores, score] = timed(() => anomalyScores(forest, matrix));
  return { fit, score, scores };
}

function timed<T>(work: () => T): [T, Time] {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return [result, { ms, cpuMs: (user + system) / 1000 }];
}

function measureTheirs(): TheirTiming | undefined {
  const script = path.join(import.meta.dirname, "forest.py");
  const args = [script, folder, rows, featureCount, trees, sampleSize].map(String);
  const { status, stdout, stderr } = spawnSync(python, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status === 0) return JSON.parse(stdout) as TheirTiming; // Written by the Python script beside this one.
  process.stdout.write(`scikit-learn is left out: ${(stderr || "no Python").trim().split("\n").at(-1)}\n`);
  return undefined;
}

function report(ours: readonly Timing[], theirs: readonly TheirTiming[]): void {
  const own = bestOf(ours);
  const lines = [
    `isolation forest, ${rows} × ${featureCount}, ${trees} trees of ${sampleSize} rows; wall (processor) milliseconds`,
    `  ours, 1 thread               ${described(own)}`,
  ];
  for (const jobs of theirs.length === 0 ? [] : (["1", "2"] as const)) {
    const their = bestOf(theirs.map((timing) => timing.jobs[jobs]));
    lines.push(`  scikit-learn ${theirs[0]!.version}, n_jobs ${jobs}   ${described(their)}   ${compared(own, their)}`);
  }
  if (theirs.length > 0) {
    lines.push(`  rank correlation of the scores ${spearman(ours[0]!.scores, theirs[0]!.scores).toFixed(3)}`);
  }
  const explained = Math.min(rows, 20_000);
  const forest = fitIsolationForest({ matrix, trees, sampleSize, seed: 1 });
  const [, { ms, cpuMs }] = timed(() => explainAnomalies(forest, matrix, 0, explained));
  lines.push(`  exact reasons of ${explained} rows ${ms.toFixed(0)} (${cpuMs.toFixed(0)})`);
  process.stdout.write(`${lines.join("\n")}\n`);
}

function bestOf(turns: readonly Work[]): Work {
  const best = (pick: (work: Work) => number) => Math.min(...turns.map(pick));
  return {
    fit: { ms: best(({ fit }) => fit.ms), cpuMs: best(({ fit }) => fit.cpuMs) },
    score: { ms: best(({ score }) => score.ms), cpuMs: best(({ score }) => score.cpuMs) },
  };
}

function described({ fit, score }: Work): string {
  return `fit ${fit.ms.toFixed(0)} (${fit.cpuMs.toFixed(0)})   score ${score.ms.toFixed(0)} (${score.cpuMs.toFixed(0)})`;
}

function compared(own: Work, their: Work): string {
  const score = own.score.cpuMs / their.score.cpuMs;
  const all = (own.fit.cpuMs + own.score.cpuMs) / (their.fit.cpuMs + their.score.cpuMs);
  return `ours takes ${score.toFixed(2)} of the processor time to score, ${all.toFixed(2)} with fitting`;
}
