import { quantileOfSorted } from "../statistics.ts";
import { betterSplit, type BestSplit, type ExpandJob, type GrowthKernels } from "./growth-kernels.ts";
import type { GrowthSetup } from "./growth-setup.ts";
import { buildWord, featureDoubles, subtractFeature, type NodeRows } from "./histogram.ts";
import { meanLoss, sumPairs, writeGradients, type Fit } from "./objective.ts";
import { partitionFollowers, partitionRows } from "./partition.ts";
import { findFeatureSplit, type NodeSums } from "./split.ts";

/** The kernels in plain TypeScript: what runs without WebAssembly, and what the WebAssembly is held against. */
export function createJavascriptKernels(setup: GrowthSetup): GrowthKernels {
  const { binned, target, objective, trainRowCount, followerCount, validationRows } = setup;
  const margins = new Float64Array(binned.rows).fill(setup.baseMargin);
  const fit = { target, margins };
  // A node of an even level has its rows in the first of the two, its children theirs in the second, and so on.
  const buffers = [0, 1].map(() => ({
    order: new Uint32Array(trainRowCount),
    pairs: new Float32Array(2 * trainRowCount),
    followers: new Uint32Array(followerCount),
  }));
  const histograms = createHistograms(setup);
  return {
    margins,
    startTree(used, followers) {
      const { order, pairs } = buffers[0]!;
      order.set(used);
      buffers[0]!.followers.set(followers);
      const loss = writeGradients(objective, fit, used, pairs);
      return { ...sumPairs(pairs, used.length), loss };
    },
    useFeatures: (features) => histograms.useFeatures(features),
    partition({ level, start, end, followerStart, followerEnd }, feature, leftByBin) {
      const from = buffers[level & 1]!;
      const to = buffers[(level + 1) & 1]!;
      const followers = { order: from.followers, start: followerStart, end: followerEnd };
      return {
        middle: partitionRows(binned, feature, leftByBin, { ...from, start, end }, to),
        followerMiddle: partitionFollowers(binned, feature, leftByBin, followers, to.followers),
      };
    },
    expand(job) {
      const { level, start, end } = job.rows;
      return histograms.expand(job, { ...buffers[level & 1]!, start, end });
    },
    closeLeaf({ level, start, end, followerStart, followerEnd }, value) {
      const { order, followers } = buffers[level & 1]!;
      for (let i = start; i < end; i++) margins[order[i]!] = margins[order[i]!]! + value;
      for (let i = followerStart; i < followerEnd; i++) margins[followers[i]!] = margins[followers[i]!]! + value;
    },
    residualQuantile({ level, start, end }, alpha) {
      return quantileOfSorted(residualsOf(fit, buffers[level & 1]!.order.subarray(start, end)).sort(), alpha);
    },
    validationLoss: () => meanLoss(objective, fit, validationRows),
  };
}

/** The histograms of a run, by number, and the splits found in them. */
function createHistograms({ binned, rules, depth }: GrowthSetup) {
  const wordCount = Math.ceil(binned.features.length / 4);
  const histograms = Array.from({ length: depth + 2 }, () => new Float64Array(wordCount * 4 * featureDoubles));
  let features: Int32Array = new Int32Array(0);
  let words: readonly number[] = [];
  const bestOf = (histogram: Float64Array, sums: NodeSums) => {
    let best: BestSplit | undefined;
    for (const feature of features) {
      const categorical = binned.features[feature]!.kind === "categorical";
      const bins = { histogram, feature, binCount: binned.binCounts[feature]!, categorical };
      best = betterSplit(best, feature, findFeatureSplit(bins, sums, rules));
    }
    return best;
  };
  return {
    useFeatures(chosen: Int32Array): void {
      features = chosen;
      words = [...new Set(Array.from(chosen, (feature) => feature >> 2))];
    },
    expand(
      { built, parent, builtSums, remainingSums }: ExpandJob,
      rows: NodeRows,
    ): ReturnType<GrowthKernels["expand"]> {
      const histogram = histograms[built]!;
      for (const word of words) buildWord(binned, word, rows, histogram);
      const remaining = parent === undefined ? undefined : histograms[parent];
      if (remaining !== undefined && remainingSums !== undefined) {
        for (const feature of features) subtractFeature(remaining, histogram, feature, binned.binCounts[feature]!);
      }
      return {
        built: builtSums && bestOf(histogram, builtSums),
        remaining: remaining && remainingSums && bestOf(remaining, remainingSums),
      };
    },
  };
}

/** Target − margin of the rows. */
function residualsOf({ target, margins }: Fit, rows: Uint32Array): Float64Array {
  const residuals = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) residuals[i] = target[rows[i]!]! - margins[rows[i]!]!;
  return residuals;
}
