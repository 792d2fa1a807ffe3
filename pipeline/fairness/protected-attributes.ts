import type { Domain } from "#knowledge";

import { columnFeature, type ModelFeature } from "../features/model-features.ts";

/**
 * The protected attributes of the domain as the groups that fairness is judged by: its confidential columns, a number in
 * the dictionary's bins, a text by its values. They are judged whether the models see them or not.
 */
export function protectedAttributes(domain: Domain): ModelFeature[] {
  return domain.feedColumns
    .filter((column) => column.privacy === "confidential" && (column.bins.length > 0 || column.values.length > 0))
    .map((column) => columnFeature({ ...column, input: column.bins.length > 0 ? "binned" : "as-is" }));
}
