/** Figures that are written in letters of their own. */
const written: Readonly<Record<string, string>> = { auc: "AUC", brier: "Brier", mae: "MAE", r2: "R²", rmse: "RMSE" };

/** A column's or figure's name as words; what has a label of its own is told by that instead. */
export function readableName(name: string): string {
  return name
    .split("_")
    .map((word) => written[word] ?? word)
    .join(" ")
    .trim();
}

/** With a capital in front, as headings and rows begin. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
