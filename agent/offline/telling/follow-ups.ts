import { resultColumn, type Column, type Domain } from "#knowledge";

/** Follow-ups that the analyst itself can read, made from the domain's words. */

/** "Break that down by device": a categorical column that the answer does not hold already. */
export function breakdownFollowUp(domain: Domain, used: readonly (string | null)[]): string[] {
  const column =
    domain.feedColumns.find((one) => isSmallCategory(one) && one.lever === null && !used.includes(one.name)) ??
    domain.feedColumns.find((one) => isSmallCategory(one) && !used.includes(one.name));
  return column ? [`Break that down by ${column.label}`] : [];
}

function isSmallCategory(column: Column): boolean {
  return (
    column.type === "string" &&
    column.role === "feature" &&
    column.values.length >= 2 &&
    column.values.length <= 6 &&
    column.privacy !== "confidential"
  );
}

/** "Same for churn": another outcome than the one told. */
export function sameForFollowUp(domain: Domain, measure: string): string[] {
  const told = domain.models.find((model) => model.actual === measure || model.prediction === measure);
  const other = domain.models.find((model) => model !== told);
  const column = other ? resultColumn(domain, other.actual) : undefined;
  return column ? [`Same for ${column.rateLabel ?? column.label}`] : [];
}

/** "And for premium only?": the better value of a settable lever, where the answer is not about it already. */
export function onlyFollowUp(domain: Domain, used: readonly (string | null)[]): string[] {
  const column = domain.feedColumns.find(
    (one) =>
      one.lever?.direction === "set" &&
      !used.includes(one.name) &&
      !one.lever.carries.some((name) => used.includes(name)),
  );
  const lever = column?.lever;
  return lever?.direction === "set" ? [`And for ${lever.to} only?`] : [];
}

/** A what-if on a lever: a step in its good direction, or the conversion of a settable one. */
export function whatIfFollowUp(column: Column): string {
  const lever = column.lever;
  if (lever?.direction === "set") return `What if we convert 10% of ${lever.from} to ${lever.to}?`;
  const verb = lever?.direction === "down" ? "reduce" : "increase";
  return column.type === "int"
    ? `What if we ${verb} ${column.label} by 1?`
    : `What if we ${verb} ${column.label} by 10%?`;
}
