import type { SqlValue } from "#sql";

import { tableFrom } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";

type Group = {
  readonly name: string;
  readonly parityRatio: number;
  readonly truePositiveRate: number;
  readonly falsePositiveRate: number;
  readonly calibrationGap: number;
};

/**
 * One row for each protected attribute, from rows of attribute, group, parity ratio, true and false positive rate and
 * calibration gap: the group that is selected least and its ratio to the one selected most, how far the rates lie apart,
 * and the largest calibration gap.
 */
export function fairnessByAttribute(rows: readonly (readonly SqlValue[])[]): EvidenceTable {
  const attributes = new Map<string, Group[]>();
  for (const [attribute, name, ...figures] of rows) {
    const [parityRatio = NaN, truePositiveRate = NaN, falsePositiveRate = NaN, calibrationGap = NaN] =
      figures.map(numberOf);
    const group = { name: String(name), parityRatio, truePositiveRate, falsePositiveRate, calibrationGap };
    const known = attributes.get(String(attribute));
    if (known) known.push(group);
    else attributes.set(String(attribute), [group]);
  }
  return tableFrom(
    {
      attribute: "varchar",
      groups: "bigint",
      lowest_parity_ratio: "double",
      group_selected_least: "varchar",
      tpr_difference: "double",
      fpr_difference: "double",
      largest_calibration_gap: "double",
    },
    [...attributes].map(([attribute, groups]) => {
      const least = groups.reduce((low, group) => (group.parityRatio < low.parityRatio ? group : low));
      return [
        attribute,
        groups.length,
        least.parityRatio,
        least.name,
        spread(groups.map((group) => group.truePositiveRate)),
        spread(groups.map((group) => group.falsePositiveRate)),
        Math.max(...groups.map((group) => Math.abs(group.calibrationGap))),
      ];
    }),
  );
}

/** Greatest less least of those that are known; null of none. */
function spread(values: readonly number[]): number | null {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? null : Math.max(...known) - Math.min(...known);
}

function numberOf(value: SqlValue): number {
  return value === null ? Number.NaN : Number(value);
}
