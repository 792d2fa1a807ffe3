import type { ExpectationOf } from "../case-schema.ts";
import { ownNumerals } from "../text/attach.ts";
import type { TruthRow } from "../truth/truth-source.ts";
import type { ScoreContext } from "./context.ts";
import { findFigure, tellFigure, wordsOfPatterns } from "./figure.ts";
import { rowsAt } from "./refer.ts";
import { verdictOf, type Score } from "./score.ts";
import { tells } from "./tolerance.ts";

/**
 * Scores a choice that is the answer's own, such as a threshold: some key told near its words must be a good one, and
 * the figures told beside it must be the truth's for that key.
 */
export function scoreLookup(expectation: ExpectationOf<"lookup">, context: ScoreContext): Score {
  const scores = expectation.of.map((table) => scoreAgainst(rowsAt(context.truth, table), expectation, context));
  return scores.reduce((best, score) => (score.score > best.score ? score : best));
}

function scoreAgainst(rows: readonly TruthRow[], expectation: ExpectationOf<"lookup">, context: ScoreContext): Score {
  const { key, keyUnit, keyNear, good, columns } = expectation;
  const stated = ownNumerals(context.text, { own: wordsOfPatterns(keyNear), rivals: [] });
  const chosen = rows.filter((row) =>
    stated.some(({ numeral }) => numeral.sign !== "-" && tells(numeral, Number(row[key]), keyUnit)),
  );
  const missingAt = (row: TruthRow) =>
    columns.filter(({ any, unit, near, tolerance }) => {
      const own = ownNumerals(context.text, { own: wordsOfPatterns(near), rivals: [] });
      return any.every(
        (column) => findFigure(own, { truth: Number(row[column]), unit, tolerance, isSigned: false }) === null,
      );
    });
  const isGood = (row: TruthRow) => good === undefined || good.any.some((column) => Number(row[column]) >= good.least);
  const goodOnes = chosen.filter(isGood);
  const fewest = goodOnes.toSorted((a, b) => missingAt(a).length - missingAt(b).length)[0];
  const missing = fewest ? missingAt(fewest) : columns;
  const result = verdictOf(fewest !== undefined && missing.length === 0, {
    found:
      chosen
        .slice(0, 3)
        .map((row) => String(row[key]))
        .join(", ") || "no key near its words",
    expected: fewest
      ? columns
          .map(({ any: [column = ""], unit }) => `${column} ${tellFigure(Number(fewest[column]), unit)}`)
          .join(", ")
      : `one of ${rows
          .filter(isGood)
          .slice(0, 5)
          .map((row) => String(row[key]))
          .join(", ")}`,
    note: fewest
      ? `missing: ${missing.map(({ any }) => any[0]).join(", ")}`
      : chosen.length > 0
        ? "not a good choice"
        : "no choice told",
  });
  return result.pass || !fewest ? result : { ...result, score: 0.5 * (1 - missing.length / columns.length) + 0.25 };
}
