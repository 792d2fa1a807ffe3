import type { Answer } from "#agent";

import { findNumerals, plainText, type Numeral } from "../text/numerals.ts";
import type { Check, CheckContext } from "./check.ts";
import { isRoundedFrom } from "./grounded.ts";

/**
 * What is cited is what was meant: where a passage tells figures that evidence has, the evidence that it cites has one of
 * them. What is not there at all is the form's business. Passages end at a citation or at the end of a line; a round figure may be the cited one's, and says nothing of others.
 */
export function checkCitations({ answer }: CheckContext): Check {
  const cellsOf = new Map(answer.evidence.map((evidence) => [evidence.id, numbersOf(evidence)]));
  const wrong = passagesOf(answer.text).find(({ numerals, cited }) => {
    const isIn = (id: string, those: readonly Numeral[]) =>
      those.some((numeral) => cellsOf.get(id)?.some((value) => isRoundedFrom(numeral, value)) === true);
    const isThere = cited.some((id) => cellsOf.has(id));
    const telling = numerals.filter(({ size, place }) => place < size / 20);
    const isOthers = [...cellsOf.keys()].some((id) => !cited.includes(id) && isIn(id, telling));
    return isThere && isOthers && !cited.some((id) => isIn(id, numerals));
  });
  return {
    id: "citations",
    pass: wrong === undefined,
    note:
      wrong === undefined ? "" : `"${wrong.text.slice(0, 100)}" cites ${wrong.cited.join(", ")}, which has none of it`,
  };
}

type Passage = { readonly text: string; readonly numerals: readonly Numeral[]; readonly cited: readonly string[] };

/** The passages of a text that end in a citation. */
function passagesOf(text: string): readonly Passage[] {
  return Array.from(
    text.matchAll(/([^\n[\]]*(?:\[(?!e\d)[^\n[\]]*\][^\n[\]]*)*)((?:\s*\[e\d+\])+)/g),
    ([, words = "", ids = ""]) => {
      const plain = plainText(words);
      return {
        text: plain.trim(),
        numerals: findNumerals(plain).filter(({ isOrdinal }) => !isOrdinal),
        cited: ids.match(/e\d+/g) ?? [],
      };
    },
  );
}

function numbersOf(evidence: Answer["evidence"][number]): readonly number[] {
  return [evidence, ...Object.values(evidence.more)].flatMap(({ rows, rowCount }) => [
    rowCount,
    ...rows.flat().filter((cell) => typeof cell === "number"),
  ]);
}
