import { primaryModel, resultColumn, type Column, type Domain } from "#knowledge";

/** Follow-ups that the analyst itself can read, made from the domain's words. */

/** "Break that down by device": a categorical column that the answer does not hold already. */
export function breakdownFollowUp(domain: Domain, used: readonly (string | null)[]): string[] {
  const column = smallCategory(domain, used);
  return column ? [`Break that down by ${column.label}`] : [];
}

/** "How many customers are there by segment and device?": what parts the customers, crossed with another column. */
export function crossFollowUp(domain: Domain, by: string): string[] {
  const [first, second] = [resultColumn(domain, by), smallCategory(domain, [by])];
  return first && second ? [`How many ${domain.entity.plural} are there by ${first.label} and ${second.label}?`] : [];
}

function smallCategory(domain: Domain, used: readonly (string | null)[]): Column | undefined {
  return (
    domain.feedColumns.find((one) => isSmallCategory(one) && one.lever === null && !used.includes(one.name)) ??
    domain.feedColumns.find((one) => isSmallCategory(one) && !used.includes(one.name))
  );
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

/** "What features differentiate … from …?": the lowest and the highest level of the primary model. */
export function levelsFollowUp(domain: Domain): string[] {
  const category = primaryModel(domain).category;
  const values = category ? (resultColumn(domain, category)?.values ?? []) : [];
  const [low, high] = [values[0], values.at(-1)];
  if (!low || !high || low === high) return [];
  const { plural } = domain.entity;
  return [
    `What features differentiate ${low.label ?? low.value} ${plural} from ${high.label ?? high.value} ${plural}?`,
  ];
}

/** "What are the key segments by engagement level?", where the primary model has levels. */
export function segmentsFollowUp(domain: Domain): string[] {
  const category = primaryModel(domain).category;
  const column = category ? resultColumn(domain, category) : undefined;
  return column ? [`What are the key segments by ${column.label}?`] : [];
}

/** "What is the churn rate?": the rate of an outcome of yes or no. */
export function rateFollowUp(domain: Domain): string[] {
  const column = domain.resultColumns.find((one) => one.role === "target" && one.type === "boolean");
  return column ? [`What is the ${column.rateLabel ?? column.label}?`] : [];
}

/** What to do for the group that was told: "How can we retain them?" where leaving is predicted. */
export function helpThemFollowUp(domain: Domain): string[] {
  const losing = domain.models.find((model) => model.kind === "classification" && model.goodDirection === "down");
  return losing ? ["How can we retain them?"] : ["Which levers work best for them?"];
}

/** "Which levers work best for customers at high churn risk?": the group that a model's prediction tells. */
export function leversFollowUp(domain: Domain): string[] {
  const group = domain.groups.find(({ column }) =>
    domain.models.some((model) => model.kind === "classification" && model.prediction === column),
  );
  if (group) return [`Which levers work best for ${group.label}?`];
  return [`Which levers would raise ${outcomeLabel(domain, primaryModel(domain).actual)} most?`];
}

/** "What are the top 5 features that predict churn rate?": of the model of an outcome, the primary one's where none is. */
export function driversFollowUp(domain: Domain, actual?: string): string[] {
  return [`What are the top 5 features that predict ${outcomeLabel(domain, actual ?? primaryModel(domain).actual)}?`];
}

/** "Why is the predicted engagement of user_12345 what it is?" */
export function whyOneFollowUp(domain: Domain): string[] {
  const label = resultColumn(domain, primaryModel(domain).prediction)?.label;
  return label ? [`Why is the ${label} of ${domain.entity.example} what it is?`] : [];
}

/** "What's the distribution of engagement score?": of the measure that is meant when none is named. */
export function distributionFollowUp(domain: Domain): string[] {
  return [`What's the distribution of ${outcomeLabel(domain, domain.results.defaultMeasure)}?`];
}

function outcomeLabel(domain: Domain, name: string): string {
  const column = resultColumn(domain, name);
  return column?.rateLabel ?? column?.label ?? name;
}
