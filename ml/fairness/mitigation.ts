import { thresholdForRecall } from "../metrics.ts";
import { checkColumns, defaultMinimumRows, rowsByGroup, type Grouping } from "./groups.ts";

/**
 * A weight for each training row under which group and outcome are independent: P(group) P(outcome) / P(group, outcome)
 * (Kamiran and Calders 2012, "Data preprocessing techniques for classification without discrimination", reweighing). The
 * weights of the rows in a group have the mean 1; a row in none has the weight 1.
 */
export function reweighingWeights(outcomes: Float64Array, { codes, names }: Grouping): Float64Array {
  checkColumns(codes.length, [outcomes]);
  const counts = names.map(() => [0, 0]);
  const cellOf = (row: number) => counts[codes[row]!];
  const byOutcome = [0, 0];
  outcomes.forEach((outcome, row) => {
    const cell = cellOf(row);
    if (cell === undefined) return;
    const side = outcome === 1 ? 1 : 0;
    cell[side] = cell[side]! + 1;
    byOutcome[side] = byOutcome[side]! + 1;
  });
  const total = byOutcome[0]! + byOutcome[1]!;
  return outcomes.map((outcome, row) => {
    const cell = cellOf(row);
    if (cell === undefined) return 1;
    const side = outcome === 1 ? 1 : 0;
    return ((cell[0]! + cell[1]!) * byOutcome[side]!) / (total * cell[side]!);
  });
}

/**
 * For each group the highest threshold that finds at least the share `recall` of its positives: equal opportunity (Hardt,
 * Price and Srebro 2016). A group under `minimumRows` (100), or without a positive, gets the threshold of all rows.
 */
export function thresholdsByGroup(input: {
  readonly probabilities: Float64Array;
  readonly outcomes: Float64Array;
  readonly grouping: Grouping;
  readonly recall: number;
  readonly minimumRows?: number;
}): { readonly common: number; readonly thresholds: readonly number[] } {
  const { probabilities, outcomes, grouping, recall } = input;
  checkColumns(grouping.codes.length, [probabilities, outcomes]);
  const common = thresholdForRecall(outcomes, probabilities, recall);
  const { groups } = rowsByGroup(grouping, input.minimumRows ?? defaultMinimumRows);
  const thresholds = grouping.names.map((name) => {
    const rows = groups.find(({ group }) => group === name)?.rows ?? new Uint32Array(0);
    const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
    const own = thresholdForRecall(pick(outcomes), pick(probabilities), recall);
    return Number.isNaN(own) ? common : own;
  });
  return { common, thresholds };
}

/**
 * Which decisions a person should take: 1 where the probability lies within `band` of the threshold, ends included. It is
 * there that decisions discriminate most easily (Kamiran, Karim and Zhang 2012, "Decision theory for discrimination-aware
 * classification", reject option).
 */
export function rejectOption(probabilities: Float64Array, threshold: number, band: number): Uint8Array {
  return Uint8Array.from(probabilities, (probability) => (Math.abs(probability - threshold) <= band ? 1 : 0));
}
