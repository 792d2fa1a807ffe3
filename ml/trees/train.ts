import { AppError, createRandom, type Random } from "#core";

import { dismissAssistants } from "../kernels/assist.ts";
import type { KernelChoice } from "../kernels/instance.ts";
import type { BinnedMatrix } from "./binning.ts";
import { growTree, type GrowthSpace } from "./grow-tree.ts";
import { createJavascriptKernels } from "./growth-javascript.ts";
import type { GrowthKernels } from "./growth-kernels.ts";
import type { GrowthSetup } from "./growth-setup.ts";
import { createWasmKernels } from "./growth-wasm.ts";
import { startingMargin, type Objective } from "./objective.ts";
import { minimalGain } from "./split.ts";
import type { Tree, TreeModel } from "./tree-model.ts";

/** Settings of a boosting run. */
export type TrainOptions = {
  readonly objective: Objective;
  /** Trees at most. */
  readonly rounds: number;
  /** Levels of splits, 1 and up. */
  readonly depth: number;
  readonly learningRate: number;
  /** Sum of hessians a child must reach: rows for squared and quantile, p (1 − p) summed for logistic. */
  readonly minChildWeight: number;
  /** L2 penalty on leaf values. */
  readonly lambda: number;
  /** Gain a split must reach; 0 unless given. */
  readonly gamma?: number;
  /** Share of the rows each tree is grown from, in (0, 1]; 1 unless given. */
  readonly subsample?: number;
  /** Share of the features each tree may use, in (0, 1]; 1 unless given. */
  readonly columnSample?: number;
  /** For each feature 1, −1 or 0: the prediction may only rise, only fall, or do either. Not for quantiles. */
  readonly monotone?: Int8Array;
  /** Stop when the validation loss has not improved for so many rounds; without validation rows, never. */
  readonly earlyStoppingRounds: number;
  readonly seed: number;
  /** Who does the arithmetic, WebAssembly unless given; the trees are the same. */
  readonly kernels?: KernelChoice;
};

/** Losses after a round: root mean squared error, log loss or pinball loss, by the objective. */
export type TrainRound = {
  /** 1 is the first tree. */
  readonly round: number;
  /** Before the round's tree is added, over the rows it was grown from. */
  readonly trainLoss: number;
  /** After it is added; NaN without validation rows. */
  readonly validationLoss: number;
};

/** `model` holds the trees up to `bestRound`, that of the lowest validation loss (the last round without one). */
export type TrainResult = {
  readonly model: TreeModel;
  readonly history: readonly TrainRound[];
  readonly bestRound: number;
};

/** The defaults the product trains with, where a caller has no reason for others. */
export const defaultTrainOptions = {
  rounds: 500,
  depth: 8,
  learningRate: 0.05,
  minChildWeight: 1,
  lambda: 1,
  earlyStoppingRounds: 20,
  seed: 1,
} as const satisfies Omit<TrainOptions, "objective">;

/** What `trainTrees` trains on. */
export type TrainInput = {
  readonly binned: BinnedMatrix;
  readonly target: Float32Array | Float64Array;
  readonly trainRows?: Uint32Array;
  readonly validationRows?: Uint32Array;
  readonly options: TrainOptions;
  /** Where to train, from `createTrainingMemory`; of nobody else until this returns. */
  readonly memory?: WebAssembly.Memory;
  readonly onRound?: (round: TrainRound) => void;
};

/**
 * Trains gradient-boosted trees. `target` is indexed by row, as the rows in `trainRows` (all, unless given) and
 * `validationRows` are; a row is in one of the two at most. The same input, options and seed give the same bytes on every
 * machine, with or without WebAssembly, however many threads assist (`assistTraining` on the given `memory`).
 * `onRound` hears of every round; what it throws ends the training.
 * Throws `INTERNAL` when there is no row to train on, a target is not finite, or options contradict each other.
 */
export function trainTrees(input: TrainInput): TrainResult {
  try {
    return train(input);
  } finally {
    if (input.memory !== undefined) dismissAssistants(input.memory);
  }
}

function train(input: TrainInput): TrainResult {
  const { binned, options, onRound } = input;
  const { objective } = options;
  const trainRows = input.trainRows ?? Uint32Array.from({ length: binned.rows }, (_, row) => row);
  const validationRows = input.validationRows ?? new Uint32Array(0);
  const target = Float64Array.from(input.target);
  checkInput(target, trainRows, validationRows, options);
  const baseMargin = startingMargin(objective, target, trainRows);
  const setup: GrowthSetup = {
    binned,
    target,
    objective,
    baseMargin,
    rules: rulesOf(options),
    depth: options.depth,
    trainRowCount: trainRows.length,
    followerCount: ((options.subsample ?? 1) < 1 ? trainRows.length : 0) + validationRows.length,
    validationRows,
  };
  const kernels = createKernels(setup, options.kernels, input.memory);
  const run = boost({ setup, kernels, trainRows, options, onRound });
  const model = { objective, baseMargin, features: binned.features, trees: run.trees.slice(0, run.bestRound) };
  return { model, history: run.history, bestRound: run.bestRound };
}

function createKernels(setup: GrowthSetup, choice: KernelChoice = "wasm", memory?: WebAssembly.Memory): GrowthKernels {
  const wasm = choice === "wasm" ? createWasmKernels(setup, memory) : undefined;
  return wasm ?? createJavascriptKernels(setup);
}

type Boosting = {
  readonly trees: readonly Tree[];
  readonly history: readonly TrainRound[];
  readonly bestRound: number;
};

function boost(run: {
  readonly setup: GrowthSetup;
  readonly kernels: GrowthKernels;
  readonly trainRows: Uint32Array;
  readonly options: TrainOptions;
  readonly onRound: ((round: TrainRound) => void) | undefined;
}): Boosting {
  const { setup, kernels, trainRows, options } = run;
  const { binned, validationRows } = setup;
  const space = createSpace(setup, kernels, options);
  const trees: Tree[] = [];
  const history: TrainRound[] = [];
  let bestRound = 0;
  let bestLoss = Infinity;
  for (let round = 1; round <= options.rounds; round++) {
    const random = createRandom(options.seed, round);
    const { used, unused } = sampleRows(trainRows, options.subsample ?? 1, random);
    const followers = joinRows(unused, validationRows);
    kernels.useFeatures(sampleFeatures(binned.features.length, options.columnSample ?? 1, random));
    const { loss: trainLoss, ...sums } = kernels.startTree(used, followers);
    trees.push(growTree(space, { count: used.length, followerCount: followers.length }, sums));
    const validationLoss = kernels.validationLoss();
    const record = { round, trainLoss, validationLoss };
    history.push(record);
    run.onRound?.(record);
    if (validationRows.length === 0 || validationLoss < bestLoss) {
      bestRound = round;
      bestLoss = validationLoss;
    } else if (round - bestRound >= options.earlyStoppingRounds) break;
  }
  return { trees, history, bestRound };
}

function checkInput(target: Float64Array, train: Uint32Array, validation: Uint32Array, options: TrainOptions): void {
  const refuse = (detail: string, hint: string) => new AppError("INTERNAL", { detail, hint });
  if (train.length === 0) {
    throw refuse("There is no row to train on.", "Give at least one training row.");
  }
  for (const rows of [train, validation]) {
    const row = rows.find((candidate) => !Number.isFinite(target[candidate]));
    if (row !== undefined) {
      throw refuse(`The target of row ${row} is not a finite number.`, "Leave rows without a target out.");
    }
  }
  if (options.monotone !== undefined && options.objective.name === "quantile") {
    throw refuse(
      "Monotone constraints cannot be kept by a quantile's re-fitted leaves.",
      "Train the quantile without them.",
    );
  }
}

function rulesOf(options: TrainOptions): GrowthSetup["rules"] {
  const isConstrained = options.monotone?.some((sign) => sign !== 0) ?? false;
  return {
    lambda: options.lambda,
    minimalGain: Math.max(options.gamma ?? 0, minimalGain),
    // Rounding leaves hessians of about 1e-12 in empty bins; a child made of those must not pass.
    minChildWeight: Math.max(options.minChildWeight, 1e-6),
    monotone: isConstrained ? options.monotone : undefined,
  };
}

/**
 * The gradient of the pinball loss only says on which side a row is; the leaf that minimises the loss is the quantile
 * of its residuals (Friedman 2001, "Greedy function approximation", section 4.3, for the median).
 */
function createSpace(setup: GrowthSetup, kernels: GrowthKernels, options: TrainOptions): GrowthSpace {
  const { objective } = options;
  return {
    binned: setup.binned,
    kernels,
    rules: setup.rules,
    depth: setup.depth,
    learningRate: options.learningRate,
    freeHistograms: Array.from({ length: setup.depth + 2 }, (_, histogram) => histogram),
    leafQuantile: objective.name === "quantile" ? objective.alpha : undefined,
  };
}

function joinRows(first: Uint32Array, second: Uint32Array): Uint32Array {
  const joined = new Uint32Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** Splits the rows into those a tree is grown from and the rest, both in their order (Knuth, algorithm 3.4.2 S). */
function sampleRows(rows: Uint32Array, share: number, random: Random): { used: Uint32Array; unused: Uint32Array } {
  if (share >= 1) return { used: rows.slice(), unused: new Uint32Array(0) };
  const used = new Uint32Array(Math.max(1, Math.round(share * rows.length)));
  const unused = new Uint32Array(rows.length - used.length);
  let taken = 0;
  for (let i = 0; i < rows.length; i++) {
    if (random.uniform() * (rows.length - i) < used.length - taken) used[taken++] = rows[i]!;
    else unused[i - taken] = rows[i]!;
  }
  return { used, unused };
}

function sampleFeatures(count: number, share: number, random: Random): Int32Array {
  const all = Uint32Array.from({ length: count }, (_, feature) => feature);
  return Int32Array.from(sampleRows(all, share, random).used);
}
