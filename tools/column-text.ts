import type { Column } from "#knowledge";

/** What the dictionary says of a column: meaning, unit, range, values, whether it can be changed, privacy class. */
export function columnText(column: Column): string {
  return [
    column.meaning,
    column.unit ? `Unit: ${column.unit}.` : "",
    column.range ? `Range: ${column.range[0]} to ${column.range[1]}.` : "",
    column.values.length > 0 ? `Values: ${column.values.map((value) => value.value).join(", ")}.` : "",
    column.missingMeans ? `Empty means ${column.missingMeans}.` : "",
    column.lever ? "It is a lever: the customer or the company can change it." : "",
    `Privacy class: ${column.privacy}.`,
  ]
    .filter(Boolean)
    .join(" ");
}
