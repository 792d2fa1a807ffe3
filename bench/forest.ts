/**
 * Isolation forest beside scikit-learn's, in one run on the same rows: `npx tsx bench/forest.ts [rows]`. Python with
 * scikit-learn is taken from RECKONER_PYTHON, or python3; where it is missing, ours is measured alone.
 * Ours runs on one thread, scikit-learn's with n_jobs 1 and 2. The turns alternate, the best of three counts.
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
const python = process.env["RECKONER_PYTHON"] ?? "python3";

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

type Timing = { readonly fitMs: number; readonly scoreMs: number; readonly scores: Float64Array };
type TheirTiming = {
  readonly version: string;
  readonly scores: readonly number[];
  readonly jobs: Readonly<Record<"1" | "2", { readonly fitMs: number; readonly scoreMs: number }>>;
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
  const start = performance.now();
  const forest = fitIsolationForest({ matrix, trees, sampleSize, seed: 1 });
  const fitted = performance.now();
  const scores = anomalyScores(forest, matrix);
  return { fitMs: fitted - start, scoreMs: performance.now() - fitted, scores };
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
  const best = (values: readonly number[]) => Math.min(...values);
  const fit = best(ours.map(({ fitMs }) => fitMs));
  const score = best(ours.map(({ scoreMs }) => scoreMs));
  const lines = [
    `isolation forest, ${rows} × ${featureCount}, ${trees} trees of ${sampleSize} rows`,
    `  ours, 1 thread            fit ${fit.toFixed(0)} ms   score ${score.toFixed(0)} ms`,
  ];
  for (const jobs of ["1", "2"] as const) {
    if (theirs.length === 0) continue;
    const theirFit = best(theirs.map((timing) => timing.jobs[jobs].fitMs));
    const theirScore = best(theirs.map((timing) => timing.jobs[jobs].scoreMs));
    const ratio = (fit + score) / (theirFit + theirScore);
    lines.push(
      `  scikit-learn ${theirs[0]!.version}, n_jobs ${jobs} fit ${theirFit.toFixed(0)} ms   score ${theirScore.toFixed(0)} ms   ours takes ${ratio.toFixed(2)} of that`,
    );
  }
  if (theirs.length > 0) {
    const agreement = spearman(ours[0]!.scores, theirs[0]!.scores);
    lines.push(`  rank correlation of the scores ${agreement.toFixed(3)}`);
  }
  const explained = Math.min(rows, 20_000);
  const start = performance.now();
  explainAnomalies(fitIsolationForest({ matrix, trees, sampleSize, seed: 1 }), matrix, 0, explained);
  lines.push(`  exact reasons of ${explained} rows, with fitting ${(performance.now() - start).toFixed(0)} ms`);
  process.stdout.write(`${lines.join("\n")}\n`);
}
