import type { Domain } from "#knowledge";
import type { SqlValue } from "#sql";

import type { EvidenceTable } from "./evidence.ts";
import { featureLabel } from "./feature-label.ts";
import { protectedFeature, protectedFeatureLabel } from "./protected-feature.ts";
import type { PublishedExplanation } from "./published-explanation.ts";
import type { InputRow } from "./served-model.ts";

/** Contributions in their order, each with the customer's value beside the typical one, the way people read them. */
export function contributionsTable(
  domain: Domain,
  customer: InputRow,
  typical: ReadonlyMap<string, SqlValue>,
  explanation: PublishedExplanation,
): EvidenceTable {
  const interactions = new Map(domain.interactions.map((one) => [one.name, one]));
  const usualRow = Object.fromEntries(typical);
  const rows = explanation.contributions.map(({ feature, contribution }, index): SqlValue[] => {
    const interaction = interactions.get(feature);
    const label = feature === protectedFeature ? protectedFeatureLabel : featureLabel(domain, feature);
    const value = interaction ? productOf(customer, interaction.of) : (customer[feature] ?? null);
    const usual = interaction ? productOf(usualRow, interaction.of) : (typical.get(feature) ?? null);
    return [feature, label, textOf(value), textOf(usual), contribution, index + 1];
  });
  return { columns: contributionColumns, rows, rowCount: rows.length, truncated: false };
}

/** What such a table tells of each contribution. */
export const contributionColumns: EvidenceTable["columns"] = [
  { name: "feature", type: "varchar" },
  { name: "label", type: "varchar" },
  { name: "value", type: "varchar" },
  { name: "typical", type: "varchar" },
  { name: "contribution", type: "double" },
  { name: "rank", type: "bigint" },
];

/** The value of an interaction of two columns; null where one of them is no number. */
export function productOf(row: InputRow, parts: readonly [string, string]): number | null {
  const [left, right] = [row[parts[0]], row[parts[1]]];
  return typeof left === "number" && typeof right === "number" ? left * right : null;
}

/** A value as people read it: a number with four digits that count. */
export function textOf(value: SqlValue): string | null {
  if (value === null) return null;
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value);
}
