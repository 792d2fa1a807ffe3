import type { Column } from "#knowledge";

import type { Token } from "../text/tokens.ts";
import type { Change } from "./analysis.ts";
import { factorInWords } from "./factor-in-words.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { has } from "./recognise.ts";
import { costPlace } from "./said-cost.ts";
import { unitAfter } from "./units.ts";

const increase =
  /^(increase|increases|rise|raise|growth|uplift|improvement|gain|decrease|drop|fall|cut|reduction|decline|change|step)$/;

const relative = "I read the change as relative, each one's own value by that factor";

/** A change of a lever as it was read, and whether its size was said at all. */
export type SaidChange = { readonly change: Change; readonly assumptions: readonly string[]; readonly isSaid: boolean };

/** The size of the change: "by 20 %", "by 2", "to 5", "doubled", "one more"; one unit or 10 % where none is said. */
export function changeOf(question: ParsedQuestion, lever: Column): SaidChange {
  const said = (change: Change, ...assumptions: string[]): SaidChange => ({ change, assumptions, isSaid: true });
  const { tokens } = question;
  const isDown = isDecrease(question);
  const factor = factorInWords(question, lever);
  if (factor !== null) return said({ kind: "multiply", factor }, relative);
  // "What if nobody sent any more messages?"
  const isNone = has(question, /\b(nobody|no one|no more|none|stop|stops|stopped|stopping|without any)\b/);
  if (
    isNone &&
    lever.lever?.direction === "up" &&
    (lever.range?.[0] ?? 0) <= 0 &&
    !tokens.some(({ kind, value }) => kind === "number" && value !== null)
  )
    return said({ kind: "set", value: 0 }, `I took that as no ${lever.label} at all`);
  const cost = costPlace(question);
  const places = tokens.flatMap((token, index) =>
    token.kind === "number" &&
    index !== cost &&
    token.value !== null &&
    !question.conditions.some((found) => index >= found.from && index < found.to) &&
    !question.mentions.some((mention) => index >= mention.from && index < mention.to)
      ? [index]
      : [],
  );
  // "Went to 40 %", "set to 3", "were at least 2": the new value itself; "an increase of 20 %" is none.
  const isIncreaseOf = (index: number) =>
    tokens[index - 1]?.lower === "of" && tokens.slice(0, index).some(({ lower }) => increase.test(lower));
  const isTarget = (index: number) =>
    !isIncreaseOf(index) &&
    !/^(more|fewer|less|extra|additional|another|higher|lower|better|faster|slower|greater|shorter|longer)$/.test(
      tokens[index + 1]?.lower ?? "",
    ) &&
    /^(to|was|were|be|is|at|=|of|within|under|become|becomes|reach|reaches|reached|hit|hits)$/.test(
      tokens[index - 1]?.lower ?? "",
    );
  const percentage = places.find((index) => tokens[index]!.isPercent);
  const isPoints = has(question, /\b(percentage )?points?\b|\bpp\b/);
  if (percentage !== undefined) {
    const value = tokens[percentage]!.value ?? 0;
    if (isTarget(percentage) && !/\bby\b/.test(tokens[percentage - 1]!.lower))
      return said({ kind: "set", value: lever.format === "percent" ? value * 100 : value });
    const sign = signAt(tokens, percentage, isDown);
    if (isPoints) return said({ kind: "add", amount: sign * (lever.format === "percent" ? value * 100 : value) });
    const factor = Number((1 + sign * value).toFixed(6));
    return said({ kind: "multiply", factor }, relative);
  }
  const number = places[0];
  if (number !== undefined) {
    const unit = unitAfter(tokens, number, lever);
    const value = Number(((tokens[number]!.value ?? 0) * (unit?.factor ?? 1)).toPrecision(12));
    const sign = signAt(tokens, number, isDown);
    const isShare = lever.format === "share" && value > 1;
    if (isTarget(number)) return said({ kind: "set", value: isShare ? value / 100 : value });
    if (isPoints && lever.format === "share")
      return said({ kind: "add", amount: (sign * value) / (value >= 1 ? 100 : 1) });
    if (
      /^times$/.test(tokens[number + 1]?.lower ?? "") &&
      !/^(a|per|every|each)$/.test(tokens[number + 2]?.lower ?? "")
    )
      return said({ kind: "multiply", factor: value });
    return said({ kind: "add", amount: sign * (isShare ? value / 100 : Math.abs(value)) });
  }
  const direction = lever.lever?.direction === "down" || isDown ? -1 : 1;
  if (lever.type === "int" || (lever.range !== null && lever.range[1] > 1)) {
    return {
      change: { kind: "add", amount: direction },
      assumptions: [
        `no size of the change was said, so I took one ${lever.unit ?? lever.label} ${direction > 0 ? "more" : "less"}`,
      ],
      isSaid: false,
    };
  }
  return {
    change: { kind: "multiply", factor: 1 + direction * 0.1 },
    assumptions: ["no size of the change was said, so I took 10 % relative"],
    isSaid: false,
  };
}

/** Whether the question speaks of less of the lever: a verb of lowering that is not said of the outcome. */
function isDecrease(question: ParsedQuestion): boolean {
  const outside = question.outside.replaceAll(/\b(less|more) likely\b/g, "");
  return /\b(reduc|lower|decreas|cut|drop|fewer|less|halv|shorten|fall|fell|shrink|minus|faster|quicker|sooner|down (by )?\d)/.test(
    outside,
  );
}

/** The direction that the words behind the number say ("three more", "an hour faster"), else that of the question. */
function signAt(tokens: readonly Token[], index: number, isDown: boolean): 1 | -1 {
  const behind = [tokens[index + 1], tokens[index + 2]].map((token) => token?.lower ?? "");
  if (behind.some((word) => /^(more|extra|additional|further|higher|longer|slower|later)$/.test(word))) return 1;
  if (behind.some((word) => /^(fewer|less|lower|shorter|faster|quicker|sooner|earlier)$/.test(word))) return -1;
  return isDown ? -1 : 1;
}
