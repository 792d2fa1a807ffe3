import type { ExpectationOf } from "../case-schema.ts";
import type { ScoreContext } from "./context.ts";
import { patternOf } from "./figure.ts";
import { verdictOf, type Score } from "./score.ts";

/** How far into the text a reading still stands first. */
const openingSentences = 2;

/** Scores caveats that are not overdone: none of the kinds is there. */
export function scoreNoCaveat(expectation: ExpectationOf<"no-caveat">, { answer }: ScoreContext): Score {
  const found = answer.caveats.map((caveat) => caveat.kind).filter((kind) => expectation.any.includes(kind));
  return verdictOf(found.length === 0, {
    found: found.join(", ") || "none of them",
    expected: `none of ${expectation.any.join(", ")}`,
    note: "a caveat that has no place here",
  });
}

/**
 * Scores how an ambiguous question was met: with a question back, in words, or with the reading that was taken in the
 * first sentences, before any figure could mislead.
 */
export function scoreReading(expectation: ExpectationOf<"reading">, { answer, plain }: ScoreContext): Score {
  const isAsked = answer.outcome === "asked-back" && plain.includes("?");
  const opening = plain
    .split(/(?<=[.!?:])\s+|\n+/)
    .filter((sentence) => sentence.trim() !== "")
    .slice(0, openingSentences)
    .join(" ");
  const stated = expectation.any
    .map((words) => opening.match(patternOf(words))?.[0])
    .find((match) => match !== undefined);
  return verdictOf(isAsked || stated !== undefined, {
    found: isAsked ? "a question back" : (stated ?? opening.slice(0, 120)),
    expected: `a question back, or first of all ${expectation.any.join(" or ")}`,
    note: "neither asks nor states its reading first",
  });
}

/** Scores which tools were called, and how often. */
export function scoreTools(expectation: ExpectationOf<"tools">, { answer }: ScoreContext): Score {
  const { any, not, most } = expectation;
  const called = answer.evidence.map((evidence) => evidence.tool);
  const barred = called.filter((tool) => not.includes(tool));
  const isUsed = any.length === 0 || called.some((tool) => any.includes(tool));
  const isSparing = most === undefined || called.length <= most;
  return verdictOf(isUsed && barred.length === 0 && isSparing, {
    found: called.join(", ") || "no tool",
    expected: [
      any.length > 0 ? any.join(" or ") : "",
      not.length > 0 ? `no ${not.join(", ")}` : "",
      most === undefined ? "" : `${most} calls at most`,
    ]
      .filter((part) => part !== "")
      .join("; "),
    note:
      barred.length > 0
        ? `should not call ${barred[0]}`
        : isUsed
          ? "too many calls"
          : "the fitting tool was not called",
  });
}
