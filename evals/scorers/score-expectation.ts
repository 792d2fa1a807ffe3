import type { Expectation } from "../case-schema.ts";
import { scoreNoCaveat, scoreReading, scoreTools } from "./conduct.ts";
import { scoreCross } from "./cross.ts";
import { scoreBuckets } from "./buckets.ts";
import type { ScoreContext } from "./context.ts";
import { scoreDirection } from "./direction.ts";
import { scoreFigure } from "./figure.ts";
import { scoreFigures } from "./figures.ts";
import { scoreInterval } from "./interval.ts";
import { scoreLookup } from "./lookup.ts";
import { scoreOrder } from "./order.ts";
import type { Score } from "./score.ts";
import { scoreVerdict } from "./verdict.ts";
import { scoreWinner } from "./winner.ts";
import { scoreCaveat, scoreChart, scoreLacks, scoreNames, scoreOutcome, scoreSays } from "./words.ts";

/** Scores one expectation of a case. Pure. Throws `INTERNAL` where the case refers to a truth that is not there. */
export function scoreExpectation(expectation: Expectation, context: ScoreContext): Score {
  switch (expectation.kind) {
    case "figure":
      return scoreFigure(expectation, context);
    case "figures":
      return scoreFigures(expectation, context);
    case "order":
      return scoreOrder(expectation, context);
    case "winner":
      return scoreWinner(expectation, context);
    case "verdict":
      return scoreVerdict(expectation, context);
    case "direction":
      return scoreDirection(expectation, context);
    case "interval":
      return scoreInterval(expectation, context);
    case "buckets":
      return scoreBuckets(expectation, context);
    case "lookup":
      return scoreLookup(expectation, context);
    case "caveat":
      return scoreCaveat(expectation, context);
    case "no-caveat":
      return scoreNoCaveat(expectation, context);
    case "cross":
      return scoreCross(expectation, context);
    case "reading":
      return scoreReading(expectation, context);
    case "tools":
      return scoreTools(expectation, context);
    case "says":
      return scoreSays(expectation, context);
    case "lacks":
      return scoreLacks(expectation, context);
    case "names":
      return scoreNames(expectation, context);
    case "chart":
      return scoreChart(expectation, context);
    case "outcome":
      return scoreOutcome(expectation, context);
  }
}
