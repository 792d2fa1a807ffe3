import type { Column } from "#knowledge";

import type { ParsedQuestion } from "./parsed-question.ts";
import { has } from "./recognise.ts";

const secondsIn: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 };

/** A unit of time that the question asks for, and what a value in the column's own unit is multiplied with. */
export type AskedUnit = { readonly name: string; readonly factor: number };

/** "In minutes", "how many seconds": another unit of time than the column is told in; null where none is asked for. */
export function askedUnit(question: ParsedQuestion, column: Column): AskedUnit | null {
  const own = secondsIn[(column.unit ?? "").replace(/s$/, "")];
  const said = /\b(?:in|how many|told in|expressed in) (second|minute|hour|day|week)s\b/.exec(question.lower)?.[1];
  const asked = said === undefined ? undefined : secondsIn[said];
  const isOfCondition = has(question, /\b(last|past|within|next)\b/);
  if (own === undefined || asked === undefined || said === undefined || own === asked || isOfCondition) return null;
  return { name: `${said}s`, factor: own / asked };
}
