import { resultColumn, type Domain } from "#knowledge";

import { dateColumnsOf } from "../reading/date-columns.ts";
import type { Condition, Population } from "../reading/analysis.ts";
import { formatValue, listOf, percent } from "./format.ts";

/** The population in words: "premium customers with days since last login of at least 7". */
export function describePopulation(domain: Domain, population: Population): string {
  if (population.length === 0) return `all ${domain.entity.plural}`;
  const [only, ...others] = population;
  const named = only && others.length === 0 ? idsText(domain, only) : null;
  if (named !== null) return named;
  const before: string[] = [];
  const after: string[] = [];
  // "Gig sellers" and "customers at risk" are nouns of their own; one of them can carry the rest.
  const noun = population.find((condition) => condition.kind === "group" && !condition.negated);
  const group = noun?.kind === "group" ? domain.groups.find((one) => one.name === noun.group) : undefined;
  for (const condition of population) {
    if (group && condition === noun) continue;
    const words = describeCondition(domain, condition);
    (words.place === "before" ? before : after).push(words.text);
  }
  const head = [...before, group?.label ?? domain.entity.plural].join(" ");
  const defined = group ? `${head} (${group.definition})` : head;
  return after.length === 0 ? defined : `${defined} ${listOf(after)}`;
}

/** Customers that are named one by one: the id, or how many they are; null for any other condition. */
function idsText(domain: Domain, condition: Condition): string | null {
  const { column, plural } = domain.entity;
  if (condition.kind === "compare" && condition.column === column && condition.op === "=")
    return String(condition.value);
  if (condition.kind !== "in" || condition.column !== column || condition.negated) return null;
  return condition.values.length === 1
    ? (condition.values[0] ?? "")
    : `the ${condition.values.length} listed ${plural}`;
}

function describeCondition(domain: Domain, condition: Condition): { place: "before" | "after"; text: string } {
  switch (condition.kind) {
    case "group": {
      const group = domain.groups.find((candidate) => candidate.name === condition.group);
      return {
        place: "after",
        text: `${memberText(domain, group?.label ?? condition.group, condition.negated)} (${group?.definition ?? ""})`,
      };
    }
    case "when": {
      const label = dateColumnsOf(domain).find((dated) => dated.column.name === condition.column)?.column.label;
      const { from, to } = condition;
      const span =
        from !== null && to !== null
          ? `from ${from} to before ${to}`
          : from !== null
            ? `from ${from} on`
            : `before ${to ?? ""}`;
      return { place: "after", text: `with ${label ?? condition.column} ${span}` };
    }
    case "typical":
      return {
        place: "after",
        text: `with ${labelOf(domain, condition.column)} ${condition.op === ">" ? "above" : "below"} the ${condition.statistic === "mean" ? "average" : "median"} of all ${domain.entity.plural}`,
      };
    case "any":
      return {
        place: "after",
        text: listOf(
          condition.of.map((one) => {
            const words = describeCondition(domain, one);
            return words.place === "before" ? `who are ${words.text}` : words.text;
          }),
          "or",
        ),
      };
    case "missing": {
      const meaning = resultColumn(domain, condition.column)?.missingMeans;
      return {
        place: "after",
        text: condition.negated
          ? `with a value of ${labelOf(domain, condition.column)}`
          : meaning
            ? `with ${meaning}`
            : `without a ${labelOf(domain, condition.column)}`,
      };
    }
    case "tail":
      return {
        place: "after",
        text: `in the ${condition.end} ${percent(condition.share).replace(".0 %", " %")} ${condition.within ? `of ${describePopulation(domain, condition.within)} ` : ""}by ${labelOf(domain, condition.column)}`,
      };
    case "between": {
      const range = `${valueText(domain, condition.column, condition.low)} to ${valueText(domain, condition.column, condition.high)}`;
      return { place: "after", text: `with ${labelOf(domain, condition.column)} from ${range}` };
    }
    case "in": {
      const ids = idsText(domain, condition);
      if (ids !== null) return { place: "after", text: `among ${ids}` };
      const values = listOf(
        condition.values.map((value) => valueLabel(domain, condition.column, value)),
        "or",
      );
      const isPlace = condition.values.every((value) => /^[A-Z]/.test(valueLabel(domain, condition.column, value)));
      return {
        place: "after",
        text: isPlace
          ? `${condition.negated ? "outside " : "in "}${values}`
          : `with ${labelOf(domain, condition.column)} ${condition.negated ? "other than " : ""}${values}`,
      };
    }
    case "compare":
      return describeComparison(domain, condition);
  }
}

/** "Who churned", "at risk", "who are inactive": a named group as what is said of customers. */
function memberText(domain: Domain, label: string, isNegated: boolean): string {
  const { plural } = domain.entity;
  if (isNegated) return `who are not among the ${label}`;
  if (label.startsWith(`${plural} `)) return label.slice(plural.length + 1);
  return `who are ${label.endsWith(` ${plural}`) ? label.slice(0, -plural.length - 1) : label}`;
}

function describeComparison(
  domain: Domain,
  condition: Extract<Condition, { kind: "compare" }>,
): { place: "before" | "after"; text: string } {
  const { column, op, value } = condition;
  if (typeof value === "string" && (op === "=" || op === "<>") && column === domain.segments?.column) {
    return { place: "after", text: `${op === "=" ? "in" : "outside"} the segment ${value}` };
  }
  if (typeof value === "string" && op === "=") {
    const label = valueLabel(domain, column, value);
    // "Premium customers" reads better than "customers with account type premium"; names of places do not.
    const isPlace = !/^[a-z]/.test(label);
    if (isPlace) return { place: "after", text: `in ${label}` };
    const described = resultColumn(domain, column);
    if (described?.privacy === "confidential") return { place: "after", text: `who are ${label}` };
    const isAdjective = (described?.values.length ?? 0) <= 4;
    return isAdjective
      ? { place: "before", text: label }
      : { place: "after", text: `with ${labelOf(domain, column)} ${label}` };
  }
  if (typeof value === "boolean") {
    return { place: "after", text: `with ${labelOf(domain, column)}: ${value ? "yes" : "no"}` };
  }
  if (typeof value === "string" && op === "<>") {
    const label = valueLabel(domain, column, value);
    return {
      place: "after",
      text: /^[A-Z]/.test(label) ? `outside ${label}` : `with ${labelOf(domain, column)} other than ${label}`,
    };
  }
  const counted = resultColumn(domain, column);
  if (
    typeof value === "number" &&
    counted?.format === "count" &&
    (counted.unit === "days" || !/^(years|hour)/.test(counted.unit ?? "")) &&
    op !== "<>"
  ) {
    const amount = { "=": "exactly", "<": "fewer than", "<=": "at most", ">": "more than", ">=": "at least" }[op];
    return {
      place: "after",
      text:
        op === "=" && value === 0
          ? `with no ${counted.label}`
          : `with ${amount} ${formatValue(value, "count")} ${counted.label}`,
    };
  }
  const words = { "=": "of", "<>": "other than", "<": "below", "<=": "of at most", ">": "above", ">=": "of at least" }[
    op
  ];
  return { place: "after", text: `with ${labelOf(domain, column)} ${words} ${valueText(domain, column, value)}` };
}

/** A set as the subject of a sentence: "premium customers", "gig sellers", "the top 10 % by engagement score". */
export function nameOfSide(domain: Domain, where: Population): string {
  const [first] = where;
  if (where.length !== 1 || !first) return describePopulation(domain, where);
  if (first.kind === "tail")
    return `the ${first.end} ${percent(first.share).replace(".0 %", " %")} by ${labelOf(domain, first.column)}`;
  if (first.kind === "group") {
    const label = domain.groups.find((one) => one.name === first.group)?.label ?? first.group;
    return first.negated ? `other ${domain.entity.plural}` : label;
  }
  return describePopulation(domain, where);
}

/** A column's label; its name where it has none. */
export function labelOf(domain: Domain, name: string): string {
  return (
    resultColumn(domain, name)?.label ??
    domain.interactions.find((interaction) => interaction.name === name)?.label ??
    name.replaceAll("_", " ")
  );
}

/** How a value of a column is called. */
export function valueLabel(domain: Domain, column: string, value: string): string {
  return resultColumn(domain, column)?.values.find((candidate) => candidate.value === value)?.label ?? value;
}

function valueText(domain: Domain, column: string, value: number | string): string {
  const described = resultColumn(domain, column);
  if (typeof value === "string" || !described) return String(value);
  if (described.format === "share") return percent(value).replace(".0 %", " %");
  if (described.format === "percent") return `${value} %`;
  if (described.format === "usd") return formatValue(value, "usd").replace(/\.00$/, "");
  if (described.format === "score") return String(value).replace("-", "−");
  const unit =
    described.unit !== null && ["days", "hours", "minutes", "stars"].includes(described.unit)
      ? ` ${described.unit}`
      : "";
  return `${Number.isInteger(value) ? formatValue(value, "count") : String(value).replace("-", "−")}${unit}`;
}
