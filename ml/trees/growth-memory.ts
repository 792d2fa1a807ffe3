import { controlAddress, controlBytes } from "../kernels/job.ts";
import { planAddresses } from "../kernels/memory.ts";
import type { GrowthSetup } from "./growth-setup.ts";
import { featureDoubles } from "./histogram.ts";
import { rowsPerProduct } from "./objective.ts";

/** Bytes of a feature's best split, and of what the kernels know of a feature (`assembly/split.ts`, `assembly/job.ts`). */
export const splitBytes = 32;
export const featureRecordBytes = 16;

/** Where everything lies in a training memory, in bytes from its start. */
export type GrowthAddresses = {
  readonly wordCount: number;
  readonly wordList: number;
  readonly features: number;
  readonly words: number;
  /** Two of each: a node of an even level has its rows in the first, its children theirs in the second, and so on. */
  readonly order: readonly [number, number];
  readonly pairs: readonly [number, number];
  readonly followers: readonly [number, number];
  readonly validation: number;
  readonly target: number;
  readonly margins: number;
  readonly leftByBin: number;
  readonly builtSplits: number;
  readonly parentSplits: number;
  readonly products: number;
  readonly residuals: number;
  /** First histogram; the next ones are `histogramBytes` apart. */
  readonly histograms: number;
  readonly histogramBytes: number;
  /** Bytes of the whole. */
  readonly size: number;
};

/** Plans the memory of a boosting run: 4 bytes a row and four features, and about 48 a row, beside the histograms. */
export function planGrowth(setup: GrowthSetup): GrowthAddresses {
  const { binned, depth, trainRowCount, followerCount, validationRows, objective } = setup;
  const wordCount = Math.ceil(binned.features.length / 4);
  const plan = planAddresses(controlAddress + controlBytes);
  const histogramBytes = wordCount * 4 * featureDoubles * 8;
  const lossRows = Math.max(trainRowCount, validationRows.length);
  const addresses = {
    wordCount,
    wordList: plan.take(4 * wordCount),
    features: plan.take(featureRecordBytes * 4 * wordCount),
    words: plan.take(4 * wordCount * binned.rows),
    order: [plan.take(4 * trainRowCount), plan.take(4 * trainRowCount)] as const,
    pairs: [plan.take(8 * trainRowCount), plan.take(8 * trainRowCount)] as const,
    followers: [plan.take(4 * followerCount), plan.take(4 * followerCount)] as const,
    validation: plan.take(4 * validationRows.length),
    target: plan.take(8 * binned.rows),
    margins: plan.take(8 * binned.rows),
    leftByBin: plan.take(256),
    builtSplits: plan.take(splitBytes * 4 * wordCount),
    parentSplits: plan.take(splitBytes * 4 * wordCount),
    products: plan.take(objective.name === "logistic" ? 8 * Math.ceil(lossRows / rowsPerProduct) : 0),
    residuals: plan.take(objective.name === "quantile" ? 8 * trainRowCount : 0),
    histograms: plan.take((depth + 2) * histogramBytes),
    histogramBytes,
  };
  return { ...addresses, size: plan.size() };
}
