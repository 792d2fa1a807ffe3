/**
 * Trains, predicts and explains on the rows that `bench/xgboost-accuracy.py` wrote, and prints one JSON line with times
 * and test metrics. Run by that script: `npx tsx bench/train.ts <folder>`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  areaUnderRoc,
  binMatrix,
  explainContributions,
  predict,
  predictMargins,
  r2,
  toXgboostJson,
  trainTrees,
  type FeatureMatrix,
  type Objective,
} from "#ml";

type Task = {
  readonly rows: number;
  readonly trainCount: number;
  readonly categories: readonly number[];
  readonly objective: "squared" | "logistic";
  readonly rounds: number;
  readonly depth: number;
  readonly learningRate: number;
};

const folder = process.argv[2] ?? ".";
// Written by the Python script beside this one.
const task = JSON.parse(readFileSync(join(folder, "task.json"), "utf8")) as Task;
const matrix: FeatureMatrix = {
  rows: task.rows,
  features: task.categories.map((count, index) =>
    count === 0
      ? { name: `f${index}`, kind: "numeric" }
      : {
          name: `f${index}`,
          kind: "categorical",
          categories: Array.from({ length: count }, (_, code) => String(code)),
        },
  ),
  columns: task.categories.map((_, index) => readFloats("columns.f32", index * task.rows, task.rows)),
};
const target = readFloats("target.f32", 0, task.rows);
const objective: Objective = { name: task.objective };

const [binned, binMs, binCpuMs] = timed(() => binMatrix(matrix));
const [{ model }, trainMs, trainCpuMs] = timed(() =>
  trainTrees({
    binned,
    target,
    trainRows: Uint32Array.from({ length: task.trainCount }, (_, row) => row),
    options: {
      objective,
      rounds: task.rounds,
      depth: task.depth,
      learningRate: task.learningRate,
      minChildWeight: 1,
      lambda: 1,
      earlyStoppingRounds: 0,
      seed: 1,
    },
  }),
);
const [predictions, predictMs, predictCpuMs] = timed(() => predict(model, matrix));
const explained = Math.min(20_000, task.rows);
const [explanation, explainMs, explainCpuMs] = timed(() => explainContributions(model, matrix, 0, explained));
const margins = predictMargins(model, matrix, 0, explained);
let additivity = 0;
margins.forEach((margin, row) => {
  const sum = explanation.contributions.reduce((total, column) => total + column[row]!, explanation.baseValue);
  additivity = Math.max(additivity, Math.abs(sum - margin));
});
writeFileSync(join(folder, "ours.model.json"), toXgboostJson(model));
const testTarget = target.subarray(task.trainCount);
const testPrediction = predictions.subarray(task.trainCount);
const result = {
  score: task.objective === "squared" ? r2(testTarget, testPrediction) : areaUnderRoc(testTarget, testPrediction),
  ms: { bin: binMs, train: trainMs, predict: predictMs, explain: explainMs },
  cpuMs: { bin: binCpuMs, train: trainCpuMs, predict: predictCpuMs, explain: explainCpuMs },
  explainedRows: explained,
  additivity,
  rssMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
};
process.stdout.write(`${JSON.stringify(result)}\n`);

/** The result, wall-clock milliseconds and CPU milliseconds of a piece of work. */
function timed<T>(work: () => T): [T, number, number] {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = work();
  const ms = performance.now() - start;
  const used = process.cpuUsage(cpu);
  return [result, Math.round(ms), Math.round((used.user + used.system) / 1000)];
}

function readFloats(file: string, start: number, count: number): Float32Array {
  const bytes = readFileSync(join(folder, file));
  return new Float32Array(bytes.buffer, bytes.byteOffset + 4 * start, count).slice();
}
