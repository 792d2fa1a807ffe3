import { controlAddress, jobFields } from "../kernels/job.ts";
import { betterSplit, type BestSplit, type ExpandJob } from "./growth-kernels.ts";
import { featureRecordBytes, splitBytes, type GrowthAddresses } from "./growth-memory.ts";
import type { GrowthSetup } from "./growth-setup.ts";
import type { NodeSums } from "./split.ts";

/** Describes jobs in the control block of a training memory, and reads what comes of them. */
export type JobWriter = {
  useFeatures(features: Int32Array): void;
  /** Word columns of every job: those of the features in use. */
  unitCount(): number;
  /** Writes what is to be done; `side` is the one of the two row buffers that holds the rows. */
  describe(job: ExpandJob, side: 0 | 1): void;
  results(job: ExpandJob): { built: BestSplit | undefined; remaining: BestSplit | undefined };
};

/** Writes what is the same for every job of a run, and returns the writer of the rest. */
export function createJobWriter(setup: GrowthSetup, at: GrowthAddresses, buffer: ArrayBufferLike): JobWriter {
  const { binned, rules } = setup;
  const integers = new Uint32Array(buffer, controlAddress, 32);
  const doubles = new Float64Array(buffer, controlAddress, 32);
  const wordList = new Uint32Array(buffer, at.wordList, at.wordCount);
  const records = new Int32Array(buffer, at.features, featureRecordBytes * at.wordCount);
  const set = (field: keyof typeof jobFields, value: number) => {
    integers[jobFields[field] / 4] = value;
  };
  const setNode = (field: "builtNode" | "parentNode", { gradient, hessian, lowest, highest }: NodeSums) =>
    doubles.set([gradient, hessian, lowest, highest], jobFields[field] / 8);
  set("wordList", at.wordList);
  set("words", at.words);
  set("columnBytes", 4 * binned.rows);
  set("features", at.features);
  set("constrained", rules.monotone === undefined ? 0 : 1);
  doubles[jobFields.lambda / 8] = rules.lambda;
  doubles[jobFields.minChildWeight / 8] = rules.minChildWeight;
  doubles[jobFields.minimalGain / 8] = rules.minimalGain;
  binned.features.forEach(({ kind }, feature) => {
    const isCategorical = kind === "categorical" ? 1 : 0;
    records.set([binned.binCounts[feature]!, isCategorical, 0, rules.monotone?.[feature] ?? 0], 4 * feature);
  });
  const builtSplits = createSplitReader(buffer, at.builtSplits, binned.features.length);
  const parentSplits = createSplitReader(buffer, at.parentSplits, binned.features.length);
  const histogram = (number: number) => at.histograms + number * at.histogramBytes;
  let features: Int32Array = new Int32Array(0);
  let unitCount = 0;
  return {
    useFeatures(chosen) {
      for (const feature of features) records[4 * feature + 2] = 0;
      for (const feature of chosen) records[4 * feature + 2] = 1;
      features = chosen;
      const words = new Set(Array.from(chosen, (feature) => feature >> 2));
      unitCount = words.size;
      wordList.set([...words]);
    },
    unitCount: () => unitCount,
    describe({ rows, built, parent, builtSums, remainingSums }, side) {
      set("order", at.order[side]);
      set("pairs", at.pairs[side]);
      set("start", rows.start);
      set("end", rows.end);
      set("built", histogram(built));
      set("parent", parent === undefined ? 0 : histogram(parent));
      set("builtSplits", builtSums === undefined ? 0 : at.builtSplits);
      set("parentSplits", remainingSums === undefined ? 0 : at.parentSplits);
      if (builtSums !== undefined) setNode("builtNode", builtSums);
      if (remainingSums !== undefined) setNode("parentNode", remainingSums);
    },
    results: ({ builtSums, remainingSums }) => ({
      built: builtSums && builtSplits(features),
      remaining: remainingSums && parentSplits(features),
    }),
  };
}

/** Reads the best split of the features from the records that the kernels wrote. */
function createSplitReader(
  buffer: ArrayBufferLike,
  address: number,
  featureCount: number,
): (features: Int32Array) => BestSplit | undefined {
  const doubles = new Float64Array(buffer, address, (featureCount * splitBytes) / 8);
  const integers = new Int32Array(buffer, address, (featureCount * splitBytes) / 4);
  return (features) => {
    let best: BestSplit | undefined;
    for (const feature of features) {
      best = betterSplit(best, feature, {
        gain: doubles[4 * feature]!,
        leftGradient: doubles[4 * feature + 1]!,
        leftHessian: doubles[4 * feature + 2]!,
        bin: integers[8 * feature + 6]!,
        missingLeft: integers[8 * feature + 7] === 1,
      });
    }
    return best;
  };
}
