import type { ExpectationOf } from "../case-schema.ts";
import { ownNumerals } from "../text/attach.ts";
import type { ScoreContext } from "./context.ts";
import { findFigure, tellFigure } from "./figure.ts";
import { rowsAt } from "./refer.ts";
import { verdictOf, type Score } from "./score.ts";

/** Scores a table's figures, each near its row's name and not another's; the score is the share found. */
export function scoreFigures(expectation: ExpectationOf<"figures">, context: ScoreContext): Score {
  const rows = rowsAt(context.truth, expectation.of).slice(0, expectation.top);
  const names = rows.map((row) => String(row["name"]));
  const segments = expectation.where === "shown" ? context.shown : context.text;
  const missing: string[] = [];
  let wanted = 0;
  for (const [index, row] of rows.entries()) {
    const name = names[index] ?? "";
    const rivals = names.filter((other) => other !== name).map(context.lexicon);
    const own = ownNumerals(segments, { own: context.lexicon(name), rivals });
    for (const { any, unit, tolerance, sign } of expectation.columns) {
      const truths = any.map((column) => row[column]).filter((value) => typeof value === "number");
      if (truths.length === 0) continue;
      wanted++;
      const isFound = truths.some(
        (truth) => findFigure(own, { truth, unit, tolerance, isSigned: sign === "required" }) !== null,
      );
      if (!isFound) missing.push(`${name} ${any[0] ?? ""} ${tellFigure(truths[0] ?? Number.NaN, unit)}`);
    }
  }
  const share = wanted === 0 ? 0 : 1 - missing.length / wanted;
  const result = verdictOf(wanted > 0 && share >= expectation.least, {
    found: `${wanted - missing.length} of ${wanted} figures`,
    expected: `${Math.ceil(expectation.least * wanted)} of ${wanted} figures of ${expectation.of}`,
    note: `missing: ${missing.slice(0, 4).join("; ")}${missing.length > 4 ? "; …" : ""}`,
  });
  return result.pass ? result : { ...result, score: share };
}
