import { AppError } from "#core";

import type { TreeModel } from "./tree-model.ts";

/**
 * The values of one feature as small integers, as far as a model's trees can tell them apart: numeric code c is the
 * number of the model's thresholds that are not above the value, a categorical code is the category itself (the one
 * after the last for any other), and `missingCode` is the missing value.
 */
export type FeatureCodes = {
  /** `representatives[c]` is a value of code c, the last one the missing value. */
  readonly representatives: Float32Array;
  /** Numeric features: the ascending thresholds, padded with NaN to a power of two less one. */
  readonly cuts: Float32Array | undefined;
  /** Writes the codes of the rows `from` … `to` − 1 of the feature's column. */
  encode(column: Float32Array, from: number, to: number, codes: Uint16Array): void;
};

/** The code of a missing value: next to 0 where codes go round. */
export const missingCode = 0xffff;

/** Codes of every feature that some tree tests; undefined for the others. */
export function createFeatureCodes(model: TreeModel): readonly (FeatureCodes | undefined)[] {
  const thresholds = model.features.map(() => new Set<number>());
  const categoryCounts = new Int32Array(model.features.length);
  for (const tree of model.trees) {
    for (let node = 0; node < tree.left.length; node++) {
      if (tree.left[node]! < 0) continue;
      const feature = tree.feature[node]!;
      const wordCount = tree.categoryWordCount[node]!;
      if (wordCount === 0) thresholds[feature]!.add(tree.threshold[node]!);
      categoryCounts[feature] = Math.max(categoryCounts[feature]!, 32 * wordCount);
    }
  }
  return model.features.map((feature, index) => {
    const categoryCount = categoryCounts[index]!;
    const cuts = Float32Array.from(thresholds[index]!).sort();
    if (Math.max(categoryCount, cuts.length) > 0xfffd || (categoryCount > 0 && cuts.length > 0)) {
      throw new AppError("MODEL_FILE_INVALID", {
        detail: `The feature ${feature.name} is tested in more ways than can be explained.`,
        hint: "Train the model on histograms, with each feature either numeric or categorical.",
      });
    }
    if (categoryCount > 0) return createCategoryCodes(categoryCount);
    return cuts.length > 0 ? createThresholdCodes(cuts) : undefined;
  });
}

function createThresholdCodes(cuts: Float32Array): FeatureCodes {
  const representatives = new Float32Array(cuts.length + 2);
  representatives[0] = -Infinity;
  representatives.set(cuts, 1);
  representatives[cuts.length + 1] = NaN;
  // Padded to a power of two less one, so that the search takes the same steps for every value. The padding is NaN,
  // which no value reaches, +∞ included.
  const steps = 32 - Math.clz32(cuts.length);
  const padded = new Float32Array(2 ** steps - 1).fill(NaN);
  padded.set(cuts);
  return {
    representatives,
    cuts: padded,
    encode(column, from, to, codes) {
      for (let row = from; row < to; row++) {
        const value = column[row]!;
        let code = 0;
        for (let step = 1 << (steps - 1); step > 0; step >>= 1) if (padded[code + step - 1]! <= value) code += step;
        codes[row - from] = value === value ? code : missingCode;
      }
    },
  };
}

/** Codes 0 … count − 1 are the categories the sets know of, `count` is any other. */
function createCategoryCodes(count: number): FeatureCodes {
  const representatives = Float32Array.from({ length: count + 2 }, (_, code) => code);
  representatives[count + 1] = NaN;
  return {
    representatives,
    cuts: undefined,
    encode(column, from, to, codes) {
      for (let row = from; row < to; row++) {
        const value = column[row]!;
        const isKnown = value >= 0 && value < count;
        codes[row - from] = isKnown ? Math.trunc(value) : value === value ? count : missingCode;
      }
    },
  };
}
