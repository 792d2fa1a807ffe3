import type { Answer } from "#agent";

import { createLexicon, type Lexicon } from "../text/names.ts";
import type { Numeral } from "../text/numerals.ts";
import { splitSegments, type TableRow } from "../text/segments.ts";
import type { Check, CheckContext } from "./check.ts";

type Cells = readonly (string | number | boolean | null)[];

/**
 * A row of a table in the text belongs to its label: where rows of the evidence hold all its figures, with their
 * signs, one of them must have its label too, and its own row must have
 * their signs. Rows put together from several tables are not judged.
 */
export function checkTableRows({ answer, domain }: CheckContext): Check {
  const lexicon = createLexicon(domain);
  const evidence = evidenceRows(answer);
  const wrong = splitSegments(answer.text).flatMap((segment) =>
    segment.kind === "row" && isMislabelled(segment, evidence, lexicon) ? [segment.cells[0]?.text ?? ""] : [],
  );
  return {
    id: "table-rows",
    pass: wrong.length === 0,
    note: wrong.length === 0 ? "" : `rows with the figures of another: ${wrong.slice(0, 3).join(", ")}`,
  };
}

function evidenceRows(answer: Answer): readonly Cells[] {
  return answer.evidence.flatMap((evidence) =>
    [evidence, ...Object.values(evidence.more)].flatMap((table) => table.rows),
  );
}

function isMislabelled(row: TableRow, evidence: readonly Cells[], lexicon: Lexicon): boolean {
  const [label, ...cells] = row.cells;
  const figures = cells.flatMap((cell) => cell.numerals);
  // One figure, or a round one, may stand in many rows.
  if (!label || figures.filter((figure) => figure.size > 0 && figure.place < figure.size / 20).length < 2) return false;
  const isLabelled = (candidate: Cells) => hasLabel(candidate, label, lexicon);
  const holding = (holds: typeof isCell) =>
    evidence.filter((candidate) => figures.every((figure) => candidate.some((cell) => holds(figure, cell))));
  const holders = holding(isCell);
  // A label that no row has is in words of the text's own: there is nothing to hold it to.
  if (holders.length > 0) return !holders.some(isLabelled) && evidence.some(isLabelled);
  // The label's own row, but for a sign.
  return holding(isCellButForSign).some(isLabelled);
}

/** Whether a row has the label's figures, or one of its texts is the label in the dictionary's words. */
function hasLabel(holder: Cells, label: TableRow["cells"][number], lexicon: Lexicon): boolean {
  const texts = holder.filter((cell) => typeof cell === "string");
  if (texts.some((text) => text !== "" && (label.text.search(lexicon(text)) >= 0 || text.includes(label.text))))
    return true;
  return label.numerals.length > 0 && label.numerals.every((figure) => holder.some((cell) => isCell(figure, cell)));
}

function isCell(figure: Numeral, cell: Cells[number]): boolean {
  const hasSign = typeof cell === "number" && !(figure.sign === "-" && cell > 0) && !(figure.sign === "+" && cell < 0);
  return hasSign && isCellButForSign(figure, cell);
}

function isCellButForSign(figure: Numeral, cell: Cells[number]): boolean {
  if (typeof cell !== "number") return false;
  const near = (size: number, place: number) => Math.abs(size - Math.abs(cell)) <= place * 0.51 + 1e-9;
  return near(figure.size, figure.place) || (figure.unit !== null && near(figure.size / 100, figure.place / 100));
}
