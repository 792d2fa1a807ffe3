import type { Column } from "#knowledge";

import type { Token } from "../text/tokens.ts";

const hoursIn: Readonly<Record<string, number>> = {
  minute: 1 / 60,
  min: 1 / 60,
  hour: 1,
  hr: 1,
  day: 24,
  week: 7 * 24,
  month: 30 * 24,
  year: 365 * 24,
};

/** Whether a word is a unit of time, in the singular or the plural. */
export function isTimeUnit(word: string): boolean {
  return hoursIn[singular(word)] !== undefined;
}

/** How a number in the person's unit becomes one in the column's, and the token after the words of the unit. */
export type SaidUnit = { readonly factor: number; readonly to: number };

/**
 * The unit that is said behind the number at `index`: "90 minutes" of a column in hours is times 1/60, "2 times a day"
 * of one in posts a week times 7. A month counts 30 days. Null where no unit is said, or none that the column could
 * be told in.
 */
export function unitAfter(tokens: readonly Token[], index: number, column: Column): SaidUnit | null {
  return rateAfter(tokens, index, column) ?? timeAfter(tokens, index, column);
}

function timeAfter(tokens: readonly Token[], index: number, column: Column): SaidUnit | null {
  const said = hoursIn[singular(tokens[index + 1]?.lower ?? "")];
  const own = hoursIn[singular(column.unit ?? "")];
  return said === undefined || own === undefined ? null : { factor: said / own, to: index + 2 };
}

/** "Twice a day", "3 posts per month", "10 messages weekly" of a column that counts by day, week or month. */
function rateAfter(tokens: readonly Token[], index: number, column: Column): SaidUnit | null {
  const own = hoursIn[/ an? (day|week|month)$/.exec(column.unit ?? "")?.[1] ?? ""];
  if (own === undefined) return null;
  for (let place = index + 1; place <= index + 4; place++) {
    const word = tokens[place]?.lower ?? "";
    const said = /^(an?|per|each|every)$/.test(word)
      ? { period: singular(tokens[place + 1]?.lower ?? ""), to: place + 2 }
      : { period: adverbs[word] ?? "", to: place + 1 };
    const hours = hoursIn[said.period];
    if (hours !== undefined) return { factor: own / hours, to: said.to };
    if (!/^[a-z]+$/.test(word) || /^(and|or|but|with|who|of)$/.test(word)) return null;
  }
  return null;
}

const adverbs: Readonly<Record<string, string>> = {
  daily: "day",
  weekly: "week",
  monthly: "month",
};

function singular(word: string): string {
  return word.replace(/s$/, "");
}
