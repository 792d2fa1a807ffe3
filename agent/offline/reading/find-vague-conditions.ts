import type { Column } from "#knowledge";

import type { Token } from "../text/tokens.ts";
import type { Condition } from "./analysis.ts";
import { columnOf, isNumeric } from "./column-of-mention.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { Mention } from "./mentions.ts";

const much = /^(high|large|big|great|strong|many|long|good|lots|plenty)$/;
const little = /^(low|small|weak|few|little|poor|bad|short)$/;
const between = /^(a|an|of|very|really|quite|rather|pretty|extremely|lot|the|their|so)$/;
const having = /^(with|have|has|having|had|whose|but|and)$/;
/** Such a word says the sign of a number that can be below zero. */
const signs: Readonly<Record<string, ">" | "<">> = { positive: ">", negative: "<" };
/** Share of customers that a word of size without a number stands for. */
const quarter = 0.25;

/**
 * What a word of size without a number says of a column: "users with low trust", "many friends", "a negative mood".
 * High and low are read as the quarter of customers at that end, and the condition says so. In questions of yes or no
 * and on how columns go together the word is part of the relation, not a filter.
 */
export function vagueConditionAt(
  tokens: readonly Token[],
  mention: Mention,
  isRelation: boolean,
): FoundCondition | null {
  const column = columnOf(mention, isNumeric);
  if (!column) return null;
  return signAt(tokens, mention, column) ?? (isRelation ? null : sizeAt(tokens, mention, column));
}

/** Whether the question is of yes or no, or on how columns go together. */
export function asksRelation(tokens: readonly Token[]): boolean {
  const first = tokens.find((token) => !/^(and|so|but|ok|hey|hi|well)$/.test(token.lower))?.lower ?? "";
  return (
    /^(do|does|did|are|is|have|has|can|should|why)$/.test(first) ||
    tokens.some(
      (token, index) =>
        /^(correlat|relat|associat|driv|predict|caus|explain|affect|influenc|determin)/.test(token.lower) ||
        (/^go(es)?$/.test(token.lower) && tokens[index + 1]?.lower === "with"),
    )
  );
}

function signAt(tokens: readonly Token[], mention: Mention, column: Column): FoundCondition | null {
  if (column.range === null || column.range[0] >= 0) return null;
  const before = signs[tokens[mention.from - 1]?.lower ?? ""];
  const isLinked = /^(is|are|was|of)$/.test(tokens[mention.to]?.lower ?? "");
  const after = isLinked ? signs[tokens[mention.to + 1]?.lower ?? ""] : undefined;
  const op = before ?? after;
  if (!op) return null;
  const condition: Condition = { kind: "compare", column: column.name, op, value: 0 };
  return {
    condition,
    from: before ? mention.from - 1 : mention.from,
    to: before ? mention.to : mention.to + 2,
    source: "number",
  };
}

function sizeAt(tokens: readonly Token[], mention: Mention, column: Column): FoundCondition | null {
  let place = mention.from - 1;
  while (place >= 0 && between.test(tokens[place]!.lower)) place--;
  const word = tokens[place]?.lower ?? "";
  const end = much.test(word) ? "top" : little.test(word) ? "bottom" : null;
  if (end === null) return null;
  let opener = place - 1;
  while (opener >= 0 && between.test(tokens[opener]!.lower)) opener--;
  const isSaidOfPeople = having.test(tokens[opener]?.lower ?? "");
  if (!isSaidOfPeople) return null;
  const said = tokens
    .slice(place, mention.to)
    .map((token) => token.lower)
    .join(" ");
  return {
    condition: { kind: "tail", column: column.name, end, share: quarter },
    from: place,
    to: mention.to,
    source: "number",
    assumption: `I took "${said}" as the ${end === "top" ? "highest" : "lowest"} quarter by ${column.label}`,
  };
}
