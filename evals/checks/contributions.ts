import type { Answer } from "#agent";

import type { Check, CheckContext } from "./check.ts";

type EvidenceItem = Answer["evidence"][number];
type Table = Pick<EvidenceItem, "columns" | "rows">;

/** Contributions are kept in single precision: so far their sum may be off, of the largest of them. */
const singlePrecision = 1e-4;

/**
 * An explanation adds up, by its own figures: base value and contributions are the margin (SHAP's local accuracy,
 * Lundberg and Lee 2017), and they stand in the order of their size.
 */
export function checkContributions({ answer }: CheckContext): Check {
  const faults = answer.evidence.filter(({ tool }) => tool === "explain_prediction").flatMap(explanationFaults);
  return { id: "contributions", pass: faults.length === 0, note: faults.slice(0, 3).join("; ") };
}

function explanationFaults(evidence: EvidenceItem): string[] {
  const [base] = numbersAt(evidence, "base_value");
  const [margin] = numbersAt(evidence, "margin");
  const contributions = numbersAt(evidence.more["contributions"], "contribution");
  if (base === undefined || margin === undefined || contributions.length === 0) return [];
  const sum = contributions.reduce((total, contribution) => total + contribution, base);
  const largest = Math.max(...[base, margin, ...contributions].map(Math.abs));
  const isSum = Math.abs(sum - margin) <= singlePrecision * Math.max(1, largest);
  const isInOrder = contributions.every(
    (contribution, place) => place === 0 || Math.abs(contribution) <= Math.abs(contributions[place - 1] ?? 0) + 1e-12,
  );
  return [
    ...(isSum ? [] : [`${evidence.id}: base and contributions are ${sum.toFixed(4)}, not ${margin.toFixed(4)}`]),
    ...(isInOrder ? [] : [`${evidence.id}: contributions are not in the order of their size`]),
  ];
}

function numbersAt(table: Table | undefined, column: string): readonly number[] {
  const place = table?.columns.findIndex(({ name }) => name === column) ?? -1;
  return (table?.rows ?? []).flatMap((row) => (typeof row[place] === "number" ? [row[place]] : []));
}
