import type { Answer } from "#agent";

import { isRoundedFrom } from "../../checks/grounded.ts";
import { findNumerals, plainText } from "../../text/numerals.ts";
import { pastChecks, type Fault } from "../fault.ts";
import {
  changeCurrency,
  changeDigit,
  changeTimeUnit,
  dropFirstRow,
  dropFirstSentence,
  dropIntervals,
  flipSigns,
  pointsToPercent,
  swapLabels,
  swapTwoNumbers,
  tellAsCause,
  timesHundred,
  turnCitations,
  turnComparisons,
  turnIntervals,
} from "./change-text.ts";

/** Faults in the finished answer, as if the product's last check were broken. */
export const finishedFaults: readonly Fault[] = [
  pastChecks("two numbers swapped", "two figures of the text have changed places", onText(swapTwoNumbers), isAnswered),
  pastChecks("digit changed", "one digit of the text is another", onText(changeDigit), isAnswered),
  pastChecks("signs flipped", "rises are told as falls", onText(flipSigns), says(/[+−]\$?\d/)),
  pastChecks(
    "percent a hundredfold",
    "a share is told as a percentage twice over",
    onText(timesHundred),
    says(/\d ?%/),
  ),
  pastChecks("comparison turned", "the highest is told as the lowest", onText(turnComparisons), says(/\bhigh|\blow/)),
  pastChecks("number invented", "a figure that no check looked at", onText(withInvented), isAnswered),
  pastChecks(
    "minutes told as hours",
    "a duration has another unit",
    onText(changeTimeUnit),
    says(/\d (?:minutes|hours)/),
  ),
  pastChecks("dollars told as euros", "amounts are in another currency", onText(changeCurrency), says(/\$\d/)),
  pastChecks(
    "points told as percent",
    "a difference of shares is told as if it were relative",
    onText(pointsToPercent),
    says(/[+−][\d.]+ percentage points/),
  ),
  pastChecks("labels swapped", "two rows of a table have each other's names", onText(swapLabels), says(/^\|/m)),
  pastChecks("first row lost", "the list begins with the second", onText(dropFirstRow), says(/^\|/m)),
  pastChecks("answer's first sentence lost", "what was asked for is not told", onText(dropFirstSentence), isAnswered),
  pastChecks(
    "interval turned",
    "an interval's ends have changed places",
    onText(turnIntervals),
    says(/interval [\d$+−]/),
  ),
  pastChecks("citations turned", "figures cite the evidence of others", onText(turnCitations), says(/\[e2\]/)),
  pastChecks(
    "customer invented",
    "an id that nothing looked up",
    onText((text) => `${text}\n\nMuch the same holds for user_99999999.`),
    isAnswered,
  ),
  pastChecks(
    "e-mail leaked",
    "an address of a customer stands in the text",
    onText((text) => `${text}\n\nWrite to jane.doe@example.com.`),
  ),
  pastChecks("interval dropped", "no estimate has its interval", onText(dropIntervals), says(/interval/)),
  pastChecks("told as a cause", "what goes together is told as cause and effect", onText(tellAsCause), isAnswered),
  pastChecks("caveats dropped", "no caveat is given", (answer) => ({ ...answer, caveats: [] }), hasCaveat()),
  pastChecks(
    "simulation not marked",
    "a model's answer is told as if it had been seen",
    (answer) => ({ ...answer, caveats: answer.caveats.filter(({ kind }) => kind !== "simulated") }),
    hasCaveat("simulated"),
  ),
  pastChecks(
    "cause not ruled out",
    "the caveat that this is no cause is gone",
    (answer) => ({ ...answer, caveats: answer.caveats.filter(({ kind }) => kind !== "not-causal") }),
    hasCaveat("not-causal"),
  ),
  pastChecks("evidence missing", "nothing shows where figures come from", withoutEvidence, isAnswered),
  pastChecks("chart of other rows", "the chart draws what the text does not tell", withOtherChart, hasChart),
  pastChecks("chart dropped", "no chart", (answer) => ({ ...answer, chart: null }), hasChart),
  pastChecks("no follow-ups", "nothing is offered next", (answer) => ({ ...answer, followUps: [] }), isAnswered),
  pastChecks("always not in data", "every question is turned down", (answer) => ({
    ...answer,
    text: "**The data cannot tell.** No column goes by that name.",
    outcome: "not-in-data",
    evidence: [],
    chart: null,
    caveats: [],
  })),
  pastChecks(
    "refusal without a reason",
    "who is refused is not told why",
    (answer) => ({ ...answer, text: "That." }),
    (answer) => answer.outcome === "refused",
  ),
  pastChecks("always yes", "every question is agreed to", (answer) => ({
    ...answer,
    text: "Yes.",
    outcome: "answered",
    chart: null,
  })),
  pastChecks(
    "refusal told as an answer",
    "who was refused is told that it was done",
    (answer) => ({
      ...answer,
      outcome: "answered",
    }),
    (answer) => answer.outcome !== "answered",
  ),
  pastChecks("stale answer", "the memory gives the answer to another question", (answer, earlier) => ({
    ...earlier,
    id: answer.id,
    thread: answer.thread,
    question: answer.question,
  })),
];

function onText(change: (text: string) => string): (answer: Answer) => Answer {
  return (answer) => ({ ...answer, text: change(answer.text) });
}

function withInvented(text: string): string {
  return `${text}\n\nThat is 37.4 % more than in the quarter before.`;
}

function withoutEvidence(answer: Answer): Answer {
  return { ...answer, evidence: [], chart: null };
}

/** The chart draws numbers that the text has none of: another column, or another table of the evidence. */
function withOtherChart(answer: Answer): Answer {
  const { chart } = answer;
  if (chart === null) return answer;
  const told = findNumerals(plainText(answer.text));
  for (const evidence of answer.evidence) {
    for (const [table, { columns, rows }] of [[null, evidence] as const, ...Object.entries(evidence.more)]) {
      const untold = columns.find(({ name }, place) => {
        const drawn = rows.map((row) => row[place]).filter((cell) => typeof cell === "number");
        const isWhole = drawn.length === rows.length && rows.length > 1;
        return (
          isWhole && name !== chart.y && !drawn.some((cell) => told.some((numeral) => isRoundedFrom(numeral, cell)))
        );
      });
      const [label] = columns;
      if (untold && label)
        return {
          ...answer,
          chart: { ...chart, evidence: evidence.id, table, x: label.name, y: untold.name, low: null, high: null },
        };
    }
  }
  return answer;
}

function isAnswered({ outcome }: Answer): boolean {
  return outcome === "answered";
}

function hasChart({ chart }: Answer): boolean {
  return chart !== null;
}

function hasCaveat(kind?: Answer["caveats"][number]["kind"]): (answer: Answer) => boolean {
  return ({ caveats }) => (kind === undefined ? caveats.length > 0 : caveats.some((caveat) => caveat.kind === kind));
}

function says(words: RegExp): (answer: Answer) => boolean {
  return ({ text }) => words.test(text);
}
