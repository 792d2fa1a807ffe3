import type { Analysis } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { has } from "./recognise.ts";
import { withOrder } from "./refine-analysis.ts";

const droppingFilter =
  /\b(remove|drop|clear|without|no|undo|forget|lift|reset)( that| the| this| these| those| all| any| my| last)* (filters?|conditions?|restrictions?|groups?)\b/;
const turning =
  /\b(other way (a?round|about)|reverse|reversed|reverse order|opposite order|upside down|flip (it|that|the order))\b/;

/** "Remove that filter". */
export function dropsFilter(question: ParsedQuestion): boolean {
  return has(question, droppingFilter);
}

/** The same rows in the opposite order ("reverse it"), or more of them ("show 5 more"); null where neither is asked. */
export function shownOtherwise(question: ParsedQuestion, base: Analysis): Analysis | null {
  if (!has(question, turning)) return furtherRows(question, base);
  return withSidesSwapped(base) ?? withOrder(base, oppositeEnd(base), null);
}

/** "And the other way round?" of two groups: the second beside the first. */
function withSidesSwapped(base: Analysis): Analysis | null {
  switch (base.kind) {
    case "compare":
      return { ...base, sides: [base.sides[1], base.sides[0]], asks: null };
    case "compare-figures":
    case "separate":
      return { ...base, sides: [base.sides[1], base.sides[0]] };
    case "explain-groups":
      return base.sides[1].where.length === 0 ? null : { ...base, sides: [base.sides[1], base.sides[0]], asks: null };
    default:
      return null;
  }
}

/** The other end of the order of what was told. */
function oppositeEnd(base: Analysis): "top" | "bottom" {
  const isFromTop = "order" in base ? base.order !== "asc" : !("end" in base) || base.end !== "bottom";
  return isFromTop ? "bottom" : "top";
}

/** "Show 3 more": the rows so far and as many more. */
function furtherRows(question: ParsedQuestion, base: Analysis): Analysis | null {
  const said = /\b(\d+|some|a few)? ?more( of (them|those|these)| rows| please)?[?. ]*$/.exec(question.lower);
  const isAsking = said && has(question, /^(and |now |ok |show|give|list|another|next|\d+ more|more)/);
  if (!isAsking || question.columns.length > 0 || question.conditions.length > 0) return null;
  const limit = "limit" in base && typeof base.limit === "number" ? base.limit : null;
  const added = Number(said[1]);
  return limit === null ? null : withOrder(base, null, limit + (Number.isInteger(added) ? added : limit));
}
