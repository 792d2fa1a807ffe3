import type { Random } from "#core";
import type { Domain } from "#knowledge";

type Column = Domain["resultColumns"][number];
type Value = Column["values"][number];

/** A value of a column that customers are told apart by. */
export type GroupValue = { readonly column: Column; readonly value: Value };

/** Groups that a breakdown of a sentence or a small table can hold. */
const mostGroups = 12;

/** Columns whose mean, median and extremes mean something, open to everybody. */
export function measuresOf(domain: Domain): readonly Column[] {
  return domain.resultColumns.filter(
    (column) =>
      (column.type === "double" || column.type === "int") &&
      (column.role === "feature" || column.role === "target") &&
      isOpen(column) &&
      column.bins.length === 0,
  );
}

/** Measures that every customer has, so that means by group add up by the groups' sizes. */
export function fullMeasuresOf(domain: Domain): readonly Column[] {
  return measuresOf(domain).filter((column) => column.missing === "never");
}

/** Columns with a few named values, open to everybody, that every customer has one of. */
export function groupingsOf(domain: Domain): readonly Column[] {
  return domain.resultColumns.filter(
    (column) =>
      column.values.length >= 2 &&
      column.values.length <= mostGroups &&
      column.role === "feature" &&
      column.missing === "never" &&
      isOpen(column),
  );
}

/** What can be changed by a share of itself, and which way is the good one. */
export function leversOf(domain: Domain): readonly Column[] {
  return domain.resultColumns.filter((column) => column.lever !== null && column.lever.direction !== "set");
}

/** Any one of a list; throws `RangeError` where it is empty. */
export function pickOne<T>(items: readonly T[], random: Random): T {
  const item = items[random.integer(items.length)];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}

/** Two different ones of a list; throws `RangeError` where it holds fewer. */
export function pickTwo<T>(items: readonly T[], random: Random): readonly [T, T] {
  const first = pickOne(items, random);
  return [
    first,
    pickOne(
      items.filter((item) => item !== first),
      random,
    ),
  ];
}

/** A value of any grouping column. */
export function pickGroup(domain: Domain, random: Random): GroupValue {
  const column = pickOne(groupingsOf(domain), random);
  return { column, value: pickOne(column.values, random) };
}

/** Values of two different grouping columns. */
export function pickTwoGroups(domain: Domain, random: Random): readonly [GroupValue, GroupValue] {
  const [first, second] = pickTwo(groupingsOf(domain), random);
  return [
    { column: first, value: pickOne(first.values, random) },
    { column: second, value: pickOne(second.values, random) },
  ];
}

/** "account type is premium": a condition in words that hang on the dictionary alone. */
export function conditionOf({ column, value }: GroupValue): string {
  return `${column.label} is ${value.label ?? value.value}`;
}

/** "customers whose account type is premium and whose device is mobile"; all of them without a condition. */
export function populationOf(domain: Domain, ...groups: readonly GroupValue[]): string {
  const conditions = groups.map((group) => `whose ${conditionOf(group)}`);
  return [domain.entity.plural, conditions.join(" and ")].filter((part) => part !== "").join(" ");
}

/** The synonyms that can stand where the label does: names, no clauses. */
export function nounsFor(column: Column): readonly string[] {
  return column.synonyms.filter((words) => !/\b(?:they|how|do|it|in|on|up)\b/i.test(words));
}

function isOpen(column: Column): boolean {
  return column.privacy === "public" || column.privacy === "internal";
}
