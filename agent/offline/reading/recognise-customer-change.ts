import type { Column } from "#knowledge";

import type { Change, Reading } from "./analysis.ts";
import { changeOf } from "./change-size.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { askWhich, leverOfUnit } from "./recognise-changes.ts";
import { customerModel } from "./customer-model.ts";
import { featuresOf, has, read } from "./recognise.ts";
import { withoutAmounts } from "./without-amounts.ts";

const supposed =
  /\b(if|suppos\w+|assum\w+|imagin\w+|what would happen|would .* (with|after|without)|were to|had|simulat\w+)\b/;

/**
 * "What if user_00042 posted 5 more a week?": the lever and its change for the customer `id`; null where no change is
 * supposed, or nothing that can be changed is named.
 */
export function customerWhatIf(asked: ParsedQuestion, id: string): Reading | null {
  const question = withoutAmounts(asked);
  if (!has(question, supposed) || /^\s*why\b/.test(question.lower)) return null;
  const levers = featuresOf(question).filter((column) => column.lever !== null && column.lever.direction !== "set");
  if (levers.length > 1) return askWhich(question, levers, id);
  const said = changeOfCustomer(question);
  if (!said) return null;
  return read(
    { kind: "customer-what-if", id, lever: said.lever.name, change: said.change, model: customerModel(question) },
    ...said.assumptions,
  );
}

type CustomerChange = { readonly lever: Column; readonly change: Change; readonly assumptions: readonly string[] };

/** The change: a value or a number that is said of a lever ("had premium", "within 1 hour"), else a step of one. */
function changeOfCustomer(question: ParsedQuestion): CustomerChange | null {
  const { domain } = question;
  for (const { condition } of question.conditions) {
    if (condition.kind !== "compare" || typeof condition.value === "boolean") continue;
    const lever = domain.resultColumns.find((column) => column.name === condition.column && column.lever !== null);
    if (lever && condition.op !== "<>")
      return { lever, change: { kind: "set", value: condition.value }, assumptions: [] };
  }
  const lever = featuresOf(question).find((column) => column.lever !== null) ?? leverOfUnit(question);
  if (!lever) return null;
  if (lever.lever?.direction === "set")
    return { lever, change: { kind: "set", value: lever.lever.to }, assumptions: [] };
  const { change, assumptions } = changeOf(question, lever);
  return { lever, change, assumptions };
}
