/**
 * Each row's contributions from the largest absolute value down: `codes[row * width + rank − 1]` is the feature's
 * place in the matrix, `values` the contribution. The protected features are one entry, their sum, under the code
 * `featureCount` (one past the last feature).
 */
export type RankedContributions = {
  readonly width: number;
  /** The code of the protected features' entry. */
  readonly protectedCode: number;
  readonly codes: Uint8Array;
  readonly values: Float64Array;
};

/** Name of the entry that the protected features are told under. */
export const protectedEntry = "protected_attributes";

/** Ranks by absolute value, equal ones by their place. `contributions[f][row]`, at most 255 features. */
export function rankContributions(
  contributions: readonly Float64Array[],
  isProtected: readonly boolean[],
): RankedContributions {
  const rows = contributions[0]?.length ?? 0;
  const open = contributions.flatMap((_, feature) => (isProtected[feature] ? [] : [feature]));
  const hidden = contributions.flatMap((_, feature) => (isProtected[feature] ? [feature] : []));
  const width = open.length + (hidden.length > 0 ? 1 : 0);
  const codes = new Uint8Array(rows * width);
  const values = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    let length = 0;
    const insert = (code: number, value: number) => {
      // An insertion sort: some fifty entries, and no allocation for any row.
      let place = start + length++;
      const size = Math.abs(value);
      while (place > start && Math.abs(values[place - 1]!) < size) {
        values[place] = values[place - 1]!;
        codes[place] = codes[place - 1]!;
        place--;
      }
      values[place] = value;
      codes[place] = code;
    };
    for (const feature of open) insert(feature, contributions[feature]![row]!);
    if (hidden.length > 0) {
      let sum = 0;
      for (const feature of hidden) sum += contributions[feature]![row]!;
      insert(contributions.length, sum);
    }
  }
  return { width, protectedCode: contributions.length, codes, values };
}
