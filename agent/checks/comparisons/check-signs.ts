import type { EvidenceIndex } from "../evidence-index.ts";
import { isDenied } from "./direction-words.ts";
import type { ToldSentence, WrongWord } from "./told-sentence.ts";

const signWords =
  /\b(?:(?<positive>positive(?:ly)?)|(?<negative>negative(?:ly)?|inverse(?:ly)?))\s+(?:linear\s+|rank\s+|monotonic\s+)?(?:correlat\w*|associat\w*|related|relation\w*|link\w*)\b/g;
const correlationColumn = /(?:^|_)(?:pearson|spearman|corr|correlation|rho)$/;

/**
 * "A positive correlation": the correlation that the sentence tells must have this sign; where it tells none, not all
 * of the evidence's may have the other.
 */
export function checkSigns({ context, numerals }: ToldSentence, index: EvidenceIndex): WrongWord[] {
  const words = Array.from(context.text.matchAll(signWords));
  const [word] = words;
  // Of several, it is open which number is whose.
  if (!word || words.length > 1 || isDenied(context.text)) return [];
  const isPositive = word.groups?.["positive"] !== undefined;
  const told = numerals.flatMap(({ source }) => {
    const place = source?.place;
    if (!place || !correlationColumn.test(place.column.name)) return [];
    const value = place.table.table.rows[place.row]?.[place.columnAt];
    return typeof value === "number" ? [{ value, evidence: place.table.evidence }] : [];
  });
  const known = told.length > 0 ? told : correlationsOf(index);
  const against = known.filter(({ value }) => value !== 0 && value > 0 !== isPositive);
  if (against.length === 0 || against.length < known.length) return [];
  return [
    {
      word: word[0],
      start: word.index,
      evidence: [...new Set(against.map(({ evidence }) => evidence))],
      how: `told of a correlation of ${against[0]!.value.toPrecision(3)}`,
    },
  ];
}

function correlationsOf(index: EvidenceIndex): { readonly value: number; readonly evidence: string }[] {
  return index.tables().flatMap(({ evidence, columns, table }) =>
    columns.flatMap(({ name }, column) =>
      correlationColumn.test(name)
        ? table.rows.flatMap((cells) => {
            const value = cells[column];
            return typeof value === "number" ? [{ value, evidence }] : [];
          })
        : [],
    ),
  );
}
