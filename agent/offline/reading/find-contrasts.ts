import type { Token } from "../text/tokens.ts";
import { columnOf, isNumeric } from "./column-of-mention.ts";
import { complementOf } from "./complement.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { Mention } from "./mentions.ts";

const joint = /^(and|or|vs|versus|against|than|from|to|compared|with)$/;
const article = /^(a|an|any|the|some)$/;

/** "With and without a rating", "with vs without listings": both sides of having a value of a column. */
export function withAndWithout(tokens: readonly Token[], mentions: readonly Mention[]): FoundCondition[] {
  return mentions.flatMap((mention) => {
    let place = mention.from - 1;
    while (article.test(tokens[place]?.lower ?? "")) place--;
    const [first, second] = [wordAt(tokens, place), placeOfOther(tokens, place - 1)];
    const isOfRest = first === "with" && endsWithout(tokens, mention.to);
    const isBoth =
      isOfRest ||
      (first === "without" && wordAt(tokens, second) === "with") ||
      (first === "with" && wordAt(tokens, second) === "without");
    const column = isBoth
      ? columnOf(
          mention,
          (one) => one.missing === "structural" || one.type === "boolean" || (isNumeric(one) && one.range?.[0] === 0),
        )
      : null;
    if (!column) return [];
    const having: FoundCondition["condition"] =
      column.type === "boolean"
        ? { kind: "compare", column: column.name, op: "=", value: true }
        : column.missing === "structural"
          ? { kind: "missing", column: column.name, negated: true }
          : { kind: "compare", column: column.name, op: ">", value: 0 };
    const lacking: FoundCondition["condition"] =
      having.kind === "compare" && column.type !== "boolean"
        ? { kind: "compare", column: column.name, op: "=", value: 0 }
        : (complementOf(having) ?? having);
    if (isOfRest) return [{ condition: having, from: place, to: mention.to, source: "value" as const }];
    return [
      { condition: having, from: second, to: place, source: "value" as const },
      { condition: lacking, from: place, to: mention.to, source: "value" as const },
    ];
  });
}

/** "… than those without", "… vs people with none": what is left of the question is those who lack it. */
function endsWithout(tokens: readonly Token[], from: number): boolean {
  const said = tokens
    .slice(from)
    .map(({ lower }) => lower)
    .join(" ");
  return /\b(than|vs|versus|and|against|to|with|from) (those|people|users|customers|the ones|everyone)? ?(who are )?without( any| one| it| them)?( \?)?$/.test(
    said,
  );
}

/** Where the word before the joint stands: "with" of "with and", "with vs", "with compared to". */
function placeOfOther(tokens: readonly Token[], from: number): number {
  let place = from;
  while (joint.test(wordAt(tokens, place)) && !/^with(out)?$/.test(wordAt(tokens, place))) place--;
  return place === from ? -1 : place;
}

function wordAt(tokens: readonly Token[], place: number): string {
  return tokens[place]?.lower ?? "";
}

const opening = /^(vs|versus|against|than|from|to|compared|and|with|or)$/;
const those =
  /^(those|the|ones|one|who|that|users|customers|people|members|accounts|everyone|everybody|else|vs|versus|against|than|from|to|compared|and|with|or)$/;
const denying =
  /^(without|non|(?:who |that )?(?:are|is|do|does|did|have|has|were|was) (?:not|none)(?: have| do| any| have any| so| it| one)?|not|haven't|don't|aren't)$/;

/**
 * "Users with a rating vs those without", "premium users against those who are not": what is left of the question
 * denies the last condition, and so is its opposite. Empty where nothing of the kind is said.
 */
export function deniedAtEnd(tokens: readonly Token[], conditions: readonly FoundCondition[]): FoundCondition[] {
  const last = conditions.reduce<FoundCondition | null>((one, other) => (one && one.to > other.to ? one : other), null);
  if (!last) return [];
  const rest = tokens.slice(last.to).filter((token) => token.lower !== "?");
  const opener = rest.findIndex((token) => opening.test(token.lower));
  if (opener < 0 || opener > 2) return [];
  let place = opener;
  while (those.test(rest[place]?.lower ?? "")) place++;
  const said = rest
    .slice(place)
    .map((token) => token.lower)
    .join(" ");
  const isDenied = denying.test(said) || (place > opener + 1 && /^(do|are|have|did) not( .{0,12})?$/.test(said));
  const opposite = isDenied && place > opener ? complementOf(last.condition) : null;
  if (!opposite) return [];
  // The word that parts the two sides stays outside: it is what asks for the comparison.
  const from = last.to + opener + 1;
  return [{ condition: opposite, from, to: tokens.length, source: "value" }];
}
