import { resultColumn, type Domain } from "#knowledge";

import type { Condition, Population } from "../reading/analysis.ts";
import { formatValue, listOf, percent } from "./format.ts";

/** The population in words: "premium customers with days since last login of at least 7". */
export function describePopulation(domain: Domain, population: Population): string {
  if (population.length === 0) return `all ${domain.entity.plural}`;
  const before: string[] = [];
  const after: string[] = [];
  for (const condition of population) {
    const words = describeCondition(domain, condition);
    (words.place === "before" ? before : after).push(words.text);
  }
  const noun = [...before, domain.entity.plural].join(" ");
  return after.length === 0 ? noun : `${noun} ${listOf(after)}`;
}

function describeCondition(domain: Domain, condition: Condition): { place: "before" | "after"; text: string } {
  switch (condition.kind) {
    case "group": {
      const group = domain.groups.find((candidate) => candidate.name === condition.group);
      const text = `${condition.negated ? "that are not " : "among "}${group?.label ?? condition.group} (${group?.definition ?? ""})`;
      return { place: "after", text };
    }
    case "missing":
      return { place: "after", text: `${condition.negated ? "with" : "without"} a ${labelOf(domain, condition.column)}` };
    case "tail":
      return {
        place: "after",
        text: `in the ${condition.end} ${percent(condition.share).replace(".0 %", " %")} by ${labelOf(domain, condition.column)}`,
      };
    case "between": {
      const range = `${valueText(domain, condition.column, condition.low)} to ${valueText(domain, condition.column, condition.high)}`;
      return { place: "after", text: `with ${labelOf(domain, condition.column)} from ${range}` };
    }
    case "in": {
      const values = listOf(condition.values.map((value) => valueLabel(domain, condition.column, value)), "or");
      return {
        place: "after",
        text: `with ${labelOf(domain, condition.column)} ${condition.negated ? "other than " : ""}${values}`,
      };
    }
    case "compare":
      return describeComparison(domain, condition);
  }
}

function describeComparison(
  domain: Domain,
  condition: Extract<Condition, { kind: "compare" }>,
): { place: "before" | "after"; text: string } {
  const { column, op, value } = condition;
  if (typeof value === "string" && op === "=") {
    const label = valueLabel(domain, column, value);
    // "premium customers" reads better than "customers with account type premium"; names of places do not.
    return /^[a-z]/.test(label)
      ? { place: "before", text: label }
      : { place: "after", text: `with ${labelOf(domain, column)} ${label}` };
  }
  if (typeof value === "boolean") {
    return { place: "after", text: `with ${labelOf(domain, column)}: ${value ? "yes" : "no"}` };
  }
  const words = { "=": "of", "<>": "other than", "<": "below", "<=": "of at most", ">": "above", ">=": "of at least" }[op];
  return { place: "after", text: `with ${labelOf(domain, column)} ${words} ${valueText(domain, column, value)}` };
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
  if (described.format === "score") return String(value);
  return `${formatValue(value, Number.isInteger(value) ? "count" : described.format)}${described.unit === "days" ? " days" : ""}`;
}
