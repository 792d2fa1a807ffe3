/**
 * Our boosted trees beside XGBoost's and shap's, in one run on the same generated rows, two threads each:
 * `npx tsx bench/trees.ts [rows] [turns] [objective]`. Python with xgboost, numpy and, if possible, shap is taken from
 * RECKONER_BENCH_PYTHON, or python3; where it is missing, ours is measured alone. The turns alternate and the best of
 * each side counts; processor time is what to compare where the machine has other work.
 */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";

import { createRandom } from "#core";
import {
  applyLink,
  areaUnderRoc,
  binMatrix,
  createTrainingMemory,
  explainContributions,
  inviteAssistant,
  pinball,
  predictMargins,
  r2,
  trainTrees,
  type FeatureMatrix,
  type Objective,
  type TreeModel,
} from "#ml";

import type { ThreadRequest } from "./trees-thread.ts";

const rows = Number(process.argv[2] ?? 100_000);
const turns = Number(process.argv[3] ?? 2);
const onlyObjective = process.argv[4];
const python = process.env["RECKONER_BENCH_PYTHON"] ?? "python3";
const trainCount = Math.round(0.8 * rows);
/** Levels of each feature's category, 0 for a number. */
const categories = [...Array.from({ length: 45 }, () => 0), 5, 4, 3, 3];

type Task = {
  readonly objective: Objective;
  readonly rounds: number;
  readonly depth: number;
  readonly learningRate: number;
  /** Rows that XGBoost and shap explain. */
  readonly explainedRows: number;
  readonly shapRows: number;
};

const tasks: readonly Task[] = [
  { objective: { name: "squared" }, rounds: 300, depth: 6, learningRate: 0.1, explainedRows: 4000, shapRows: 200 },
  { objective: { name: "squared" }, rounds: 300, depth: 8, learningRate: 0.06, explainedRows: 1000, shapRows: 50 },
  { objective: { name: "logistic" }, rounds: 300, depth: 6, learningRate: 0.06, explainedRows: 1000, shapRows: 0 },
  ...[0.1, 0.5, 0.9].map((alpha) => ({
    objective: { name: "quantile", alpha } as const,
    rounds: 300,
    depth: 6,
    learningRate: 0.1,
    explainedRows: 1000,
    shapRows: 0,
  })),
];

type Time = { readonly ms: number; readonly cpuMs: number };
type Side = { readonly train: Time; readonly predict: Time; readonly explain: Time; readonly score: number };
type Theirs = Side & {
  readonly version: string;
  readonly shap?: Time;
  readonly shapVersion?: string;
  readonly shapError?: string;
};

const { matrix, targets } = generate();
const folder = mkdtempSync(path.join(tmpdir(), "reckoner-trees-"));
const thread = new Worker(new URL("./trees-thread.mjs", import.meta.url), { execArgv: [] });
try {
  writeFileSync(
    path.join(folder, "columns.f32"),
    Buffer.concat(matrix.columns.map(({ buffer }) => new Uint8Array(buffer))),
  );
  // Both threads compile their kernels before anything is timed.
  await measureOurs({ ...tasks[0]!, rounds: 20 });
  for (const task of tasks) {
    if (onlyObjective === undefined || task.objective.name === onlyObjective) report(task, await alternate(task));
  }
} finally {
  rmSync(folder, { recursive: true });
  await thread.terminate();
}

async function alternate(task: Task): Promise<{ ours: Side[]; theirs: Theirs[] }> {
  const ours: Side[] = [];
  const theirs: Theirs[] = [];
  for (let turn = 0; turn < turns; turn++) {
    ours.push(await measureOurs(task));
    const measured = measureTheirs(task);
    if (measured !== undefined) theirs.push(measured);
  }
  return { ours, theirs };
}

/** Numbers, six of them with gaps, and categories; a target of their joint effects with noise, and an outcome of it. */
function generate(): { matrix: FeatureMatrix; targets: Record<Objective["name"], Float32Array> } {
  const random = createRandom(7);
  const columns = categories.map((levels, feature) => {
    const column = new Float32Array(new SharedArrayBuffer(4 * rows));
    const gap = feature < 6 ? 0.08 : 0;
    for (let row = 0; row < rows; row++) {
      column[row] = levels > 0 ? random.integer(levels) : random.uniform() < gap ? NaN : random.normal();
    }
    return column;
  });
  const signal = Float32Array.from({ length: rows }, (_, row) => {
    const at = (feature: number) => (Number.isNaN(columns[feature]![row]) ? -1 : columns[feature]![row]!);
    const numbers = Math.sin(2 * at(0)) + 0.5 * at(1) * at(2) + Math.max(0, at(10)) + 0.3 * at(12);
    return numbers + (at(45) === 2 ? at(11) : 0) + 0.2 * at(13) * at(14) + (at(46) === 1 ? 0.5 : 0);
  });
  const noisy = signal.map((value) => value + 0.6 * random.normal());
  const outcome = signal.map((value) => (random.uniform() < 1 / (1 + Math.exp(1.5 - 1.2 * value)) ? 1 : 0));
  const features: FeatureMatrix["features"] = categories.map((levels, index) => {
    const names = Array.from({ length: levels }, (_, code) => String(code));
    return levels > 0
      ? { name: `f${index}`, kind: "categorical", categories: names }
      : { name: `f${index}`, kind: "numeric" };
  });
  return {
    matrix: { rows, features, columns },
    targets: { squared: noisy, logistic: outcome, quantile: noisy },
  };
}

async function measureOurs(task: Task): Promise<Side> {
  const { objective, rounds, depth, learningRate } = task;
  const target = targets[objective.name];
  // The time of training has that of binning in it, as XGBoost's has.
  const [model, train] = await timed(async () => {
    const memory = createTrainingMemory();
    const assisted = memory === undefined ? undefined : ask({ kind: "assist", invitation: inviteAssistant(memory) });
    const options = { rounds, depth, learningRate, minChildWeight: 1, lambda: 1, earlyStoppingRounds: 0, seed: 1 };
    const trained = trainTrees({
      binned: binMatrix(matrix),
      target,
      trainRows: Uint32Array.from({ length: trainCount }, (_, row) => row),
      options: { objective, ...options },
      memory,
    });
    await assisted;
    return trained.model;
  });
  const half = rows >> 1;
  const share = (kind: "predict" | "explain"): ThreadRequest => ({ kind, model, matrix, from: half, to: rows });
  const [margins, predict] = await timed(async () => {
    const second = ask(share("predict"));
    const first = predictMargins(model, matrix, 0, half);
    return [first, (await second) as Float64Array]; // what the thread answers to "predict"
  });
  const [, explain] = await timed(async () => {
    const second = ask(share("explain"));
    explainContributions(model, matrix, 0, half);
    await second;
  });
  const predictions = Float64Array.from(margins.flatMap((part) => [...part])).map((margin) =>
    applyLink(objective, margin),
  );
  return { train, predict, explain, score: scoreOf(model, predictions) };
}

function scoreOf({ objective }: Pick<TreeModel, "objective">, predictions: Float64Array | Float32Array): number {
  const actual = targets[objective.name].subarray(trainCount);
  const predicted = predictions.subarray(trainCount);
  switch (objective.name) {
    case "squared":
      return r2(actual, predicted);
    case "logistic":
      return areaUnderRoc(actual, predicted);
    case "quantile":
      return pinball(actual, predicted, objective.alpha);
  }
}

async function ask(request: ThreadRequest): Promise<unknown> {
  thread.postMessage(request);
  const [answer] = (await once(thread, "message")) as [unknown];
  return answer;
}

async function timed<T>(work: () => Promise<T>): Promise<[T, Time]> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return [result, { ms, cpuMs: (user + system) / 1000 }];
}

function measureTheirs({ objective, ...task }: Task): Theirs | undefined {
  const target = targets[objective.name];
  writeFileSync(path.join(folder, "target.f32"), new Uint8Array(target.buffer));
  const alpha = objective.name === "quantile" ? objective.alpha : null;
  const description = { ...task, objective: objective.name, alpha, rows, trainCount, categories };
  writeFileSync(path.join(folder, "task.json"), JSON.stringify(description));
  const script = path.join(import.meta.dirname, "xgboost-trees.py");
  const { status, stdout, stderr } = spawnSync(python, [script, folder], { encoding: "utf8" });
  if (status !== 0) {
    process.stdout.write(`XGBoost is left out: ${(stderr || `no ${python}`).trim().split("\n").at(-1)}\n`);
    return undefined;
  }
  const answer = JSON.parse(stdout) as Omit<Theirs, "score">; // written by the Python script beside this one
  const bytes = readFileSync(path.join(folder, "predictions.f32"));
  const predictions = new Float32Array(bytes.buffer, bytes.byteOffset, rows);
  return { ...answer, score: scoreOf({ objective }, predictions) };
}

function report(task: Task, { ours, theirs }: { ours: readonly Side[]; theirs: readonly Theirs[] }): void {
  const { objective, rounds, depth, explainedRows, shapRows } = task;
  const own = bestOf(ours);
  const scoreName = { squared: "R²", logistic: "AUC", quantile: "pinball" }[objective.name];
  const alpha = objective.name === "quantile" ? ` ${objective.alpha}` : "";
  const lines = [
    `${objective.name}${alpha}, ${rounds} trees of depth ${depth}, ${trainCount} × ${categories.length}; wall (processor) ms`,
    `  ours, 2 threads   ${described(own, rows)}   ${scoreName} ${ours[0]!.score.toFixed(5)}`,
  ];
  const [first] = theirs;
  if (first !== undefined) {
    const their = bestOf(theirs);
    lines.push(
      `  XGBoost ${first.version}     ${described(their, explainedRows)}   ${scoreName} ${first.score.toFixed(5)}`,
      `  ours / XGBoost    ${compared(own, their, explainedRows)}`,
    );
    if (first.shap !== undefined) {
      const perRow = own.explain.cpuMs / rows / (first.shap.cpuMs / shapRows);
      const speed = perSecond(first.shap, shapRows);
      lines.push(
        `  shap ${first.shapVersion}, on ${shapRows} rows: ${speed}; ours is ${(1 / perRow).toFixed(0)} times as fast`,
      );
    } else if (shapRows > 0) lines.push(`  shap is left out: ${first.shapError}`);
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

function bestOf(sides: readonly Side[]): Omit<Side, "score"> {
  const best = (pick: (side: Side) => Time): Time => ({
    ms: Math.min(...sides.map((side) => pick(side).ms)),
    cpuMs: Math.min(...sides.map((side) => pick(side).cpuMs)),
  });
  return {
    train: best(({ train }) => train),
    predict: best(({ predict }) => predict),
    explain: best((s) => s.explain),
  };
}

function described({ train, predict, explain }: Omit<Side, "score">, explained: number): string {
  const time = ({ ms, cpuMs }: Time) => `${ms.toFixed(0)} (${cpuMs.toFixed(0)})`;
  return `train ${time(train)}   predict ${time(predict)}   contributions ${perSecond(explain, explained)}`;
}

function perSecond({ ms, cpuMs }: Time, count: number): string {
  return `${((1000 * count) / ms).toFixed(0)} rows/s (${((1000 * count) / cpuMs).toFixed(0)})`;
}

function compared(own: Omit<Side, "score">, their: Omit<Side, "score">, explained: number): string {
  const ratio = (pick: (side: Omit<Side, "score">) => Time) => {
    const [mine, other] = [pick(own), pick(their)];
    return `${(mine.ms / other.ms).toFixed(2)} (${(mine.cpuMs / other.cpuMs).toFixed(2)})`;
  };
  const speedUp = (unit: "ms" | "cpuMs") => ((their.explain[unit] / explained) * rows) / own.explain[unit];
  const faster = `${speedUp("ms").toFixed(0)} (${speedUp("cpuMs").toFixed(0)}) times as fast`;
  return `train ${ratio(({ train }) => train)}   predict ${ratio(({ predict }) => predict)}   contributions ${faster}`;
}
