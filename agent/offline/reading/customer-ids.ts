import type { Domain } from "#knowledge";

import { editDistance } from "../text/spelling.ts";
import type { Token } from "../text/tokens.ts";
import type { Mention } from "./mentions.ts";

/** An id as it is meant, and as it was written where that is something else. */
export type SaidId = { readonly id: string; readonly written: string };

/**
 * The ids of single customers that a question names: as they are ("user_00042"), without the underscore
 * ("user00042"), with a misspelt prefix ("usr_00042"), or as the number behind the word for a customer or an id
 * ("customer 00042"). Each once, in the question's order.
 */
export function readIds(tokens: readonly Token[], mentions: readonly Mention[], domain: Domain): SaidId[] {
  const { idPrefix } = domain.entity;
  const said = tokens.flatMap((token, index): SaidId[] => {
    const word = token.lower.replace(/['’]s$/, "");
    if (word.startsWith(idPrefix)) return [{ id: word, written: word }];
    if (/^\d{5,}$/.test(word) && isBehindName(mentions, index))
      return [{ id: `${idPrefix}${word}`, written: `${idPrefix}${word}` }];
    const [, prefix, digits] = /^([a-z]+)_?(\d{5,})$/.exec(word) ?? [];
    const isMeant = prefix !== undefined && editDistance(prefix, idPrefix.replace(/_$/, ""), 2) <= 2;
    return isMeant ? [{ id: `${idPrefix}${digits}`, written: word }] : [];
  });
  return said.filter(({ id }, index) => said.findIndex((other) => other.id === id) === index);
}

/** Whether an id is a number with too few digits, as "user_42" is. */
export function isShortId(id: string, { entity }: Domain): boolean {
  return !new RegExp(entity.pattern).test(id) && /^\d+$/.test(id.slice(entity.idPrefix.length));
}

/** The word for a customer, or for an id, just before the number. */
function isBehindName(mentions: readonly Mention[], index: number): boolean {
  return mentions.some(
    (mention) =>
      mention.to === index &&
      mention.meanings.some(
        (meaning) => meaning.kind === "entity" || (meaning.kind === "column" && meaning.column.role === "id"),
      ),
  );
}
