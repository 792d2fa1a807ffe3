import type { Domain } from "#knowledge";

import type { Analysis, Condition } from "./analysis.ts";

/** What an analysis takes into account, whatever its kind. */
export type Used = {
  /** Columns that it measures, parts or filters by, those that a named group is told by included. */
  readonly columns: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
  readonly conditions: readonly Condition[];
  readonly numbers: readonly number[];
};

const conditionKinds: ReadonlySet<string> = new Set([
  "compare",
  "between",
  "in",
  "missing",
  "group",
  "tail",
  "any",
  "when",
  "typical",
]);

/**
 * Collects what an analysis takes into account by walking over it: a text that is a column's name is that column, one
 * that is a model's name that model. A new kind of analysis needs no entry here.
 */
export function usedBy(analysis: Analysis, domain: Domain): Used {
  const columns = new Set<string>();
  const models = new Set<string>();
  const conditions: Condition[] = [];
  const numbers: number[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === "number") numbers.push(value);
    if (typeof value === "string") {
      if (domain.resultColumns.some((column) => column.name === value)) columns.add(value);
      if (domain.models.some((model) => model.name === value)) models.add(value);
    }
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === "object" && value !== null) {
      if (isCondition(value)) conditions.push(value);
      Object.values(value).forEach(walk);
    }
  };
  walk(analysis);
  for (const condition of conditions) {
    if (condition.kind !== "group") continue;
    const group = domain.groups.find((one) => one.name === condition.group);
    for (const name of group?.where.match(/[a-z_0-9]+/g) ?? []) walk(name);
    if (group) columns.add(group.column);
    if (domain.anomaly && group?.where.includes(domain.anomaly.table)) columns.add(domain.anomaly.prediction);
  }
  return { columns, models, conditions, numbers };
}

/** An object of an analysis that says of whom it is; `compare` is the kind of an analysis and of a condition. */
function isCondition(value: object): value is Condition {
  const kind = "kind" in value ? value.kind : undefined;
  if (typeof kind !== "string" || !conditionKinds.has(kind)) return false;
  return kind !== "compare" || "op" in value;
}
