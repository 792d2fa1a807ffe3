import type { Condition } from "./analysis.ts";

const opposites = { "<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "<>", "<>": "=" } as const;

/** The opposite of a condition, where it has one. */
export function complementOf(condition: Condition): Condition | null {
  switch (condition.kind) {
    case "group":
      return { ...condition, negated: !condition.negated };
    case "compare":
      if (typeof condition.value === "boolean") return { ...condition, value: !condition.value };
      if (condition.op === "=") return { ...condition, op: "<>" };
      if (condition.op === "<>") return { ...condition, op: "=" };
      return { ...condition, op: opposites[condition.op] };
    case "in":
    case "missing":
      return { ...condition, negated: !condition.negated };
    case "typical":
      return { ...condition, op: condition.op === ">" ? "<" : ">" };
    case "when":
      if (condition.from === null) return { ...condition, from: condition.to, to: null };
      return condition.to === null ? { ...condition, from: null, to: condition.from } : null;
    default:
      return null;
  }
}
