import type { ExpectationOf } from "../case-schema.ts";
import { findMentions } from "../text/names.ts";
import type { ScoreContext } from "./context.ts";
import { patternOf } from "./figure.ts";
import { rowsAt } from "./refer.ts";
import { verdictOf, type Score } from "./score.ts";

/** Scores an admission or a statement: one of its forms is in the text. */
export function scoreSays(expectation: ExpectationOf<"says">, { plain }: ScoreContext): Score {
  const found = expectation.any.map((words) => plain.match(patternOf(words))?.[0]).find((match) => match !== undefined);
  return verdictOf(found !== undefined, {
    found: found ?? "nothing",
    expected: expectation.any.join(" or "),
    note: "not said",
  });
}

/** Scores what must not be in the text. */
export function scoreLacks(expectation: ExpectationOf<"lacks">, { plain }: ScoreContext): Score {
  const found = expectation.any.map((words) => plain.match(patternOf(words))?.[0]).find((match) => match !== undefined);
  return verdictOf(found === undefined, {
    found: found ?? "nothing",
    expected: "nothing of it",
    note: "is in the text",
  });
}

/** Scores a caveat of the answer: one of the kinds is there, with words. */
export function scoreCaveat(expectation: ExpectationOf<"caveat">, { answer }: ScoreContext): Score {
  const told = answer.caveats.filter((caveat) => caveat.text.trim() !== "");
  const kinds = told.map((caveat) => caveat.kind);
  const isWorded = (expectation.or ?? []).some((words) =>
    told.some((caveat) => caveat.text.search(patternOf(words)) >= 0),
  );
  return verdictOf(isWorded || kinds.some((kind) => expectation.any.includes(kind)), {
    found: kinds.join(", ") || "no caveat",
    expected: expectation.any.join(" or "),
    note: "the caveat is missing",
  });
}

/** Scores the names that the text brings up, and those it must not. */
export function scoreNames(expectation: ExpectationOf<"names">, { truth, plain, lexicon }: ScoreContext): Score {
  const names = rowsAt(truth, expectation.of).map((row) => String(row["name"]));
  const barred = expectation.not === undefined ? [] : rowsAt(truth, expectation.not).map((row) => String(row["name"]));
  const found = new Set(findMentions(plain, [...names, ...barred], lexicon).map((mention) => mention.name));
  const wrong = barred.filter((name) => found.has(name) && !names.includes(name));
  const right = names.filter((name) => found.has(name));
  return verdictOf(right.length >= expectation.least && wrong.length === 0, {
    found: [...right, ...wrong].join(", ") || "none",
    expected: `${expectation.least} of ${names.join(", ")}`,
    note: wrong.length > 0 ? `should not bring up ${wrong.join(", ")}` : "too few of the names",
  });
}

/** Scores the chart: of a fitting kind, drawn from columns that the evidence has. */
export function scoreChart(expectation: ExpectationOf<"chart">, { answer }: ScoreContext): Score {
  const { chart } = answer;
  const evidence = answer.evidence.find((one) => one.id === chart?.evidence);
  const table = chart?.table == null ? evidence : evidence?.more[chart.table];
  const columns = table?.columns.map((column) => column.name) ?? [];
  const isDrawable =
    chart !== null && columns.includes(chart.x) && columns.includes(chart.y) && (table?.rows.length ?? 0) > 0;
  return verdictOf(isDrawable && expectation.any.includes(chart.kind), {
    found: chart === null ? "no chart" : isDrawable ? chart.kind : "a chart whose columns are not in the evidence",
    expected: expectation.any.join(" or "),
    note: "no chart of this kind that can be drawn",
  });
}

/** Scores how the turn ended. */
export function scoreOutcome(expectation: ExpectationOf<"outcome">, { answer }: ScoreContext): Score {
  return verdictOf(expectation.any.includes(answer.outcome), {
    found: answer.outcome,
    expected: expectation.any.join(" or "),
    note: "another outcome",
  });
}
