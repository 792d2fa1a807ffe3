import type { Token } from "../text/tokens.ts";

/** Days from `from` (with it) to before `to`, ISO dates, open where null; `end` is the token after its words. */
export type RelativeSpan = { readonly from: string | null; readonly to: string | null; readonly end: number };

const openers = /^(in|within|during|over|for|throughout|the|all|of)$/;
const periods: Readonly<Record<string, "day" | "week" | "month" | "quarter" | "year">> = {
  day: "day",
  week: "week",
  month: "month",
  quarter: "quarter",
  year: "year",
};

/**
 * A span said from today's point of view, which is the snapshot's: "in the last 90 days", "this year", "last month",
 * "yesterday", "more than 2 years ago". A week has 7 days, months are those of the calendar. Null for other words.
 */
export function relativeSpanAt(tokens: readonly Token[], at: number, today: string): RelativeSpan | null {
  return agoAt(tokens, at, today) ?? lastAt(tokens, at, today);
}

function lastAt(tokens: readonly Token[], at: number, today: string): RelativeSpan | null {
  let place = at;
  while (openers.test(tokens[place]?.lower ?? "")) place++;
  const word = tokens[place]?.lower ?? "";
  const tomorrow = shifted(today, 1, "day");
  if (word === "today") return { from: today, to: tomorrow, end: place + 1 };
  if (word === "yesterday") return { from: shifted(today, -1, "day"), to: today, end: place + 1 };
  const next = tokens[place + 1];
  if (/^(last|past|previous|preceding|recent)$/.test(word) && next?.kind === "number" && next.value !== null) {
    const period = periodOf(tokens[place + 2]);
    return period ? { from: shifted(tomorrow, -next.value, period), to: null, end: place + 3 } : null;
  }
  const period = periodOf(next);
  if (!period || period === "day" || period === "week") return null;
  const start = startOf(today, period);
  if (/^(this|current)$/.test(word)) return { from: start, to: null, end: place + 2 };
  return /^(last|previous)$/.test(word) ? { from: shifted(start, -1, period), to: start, end: place + 2 } : null;
}

/** "Less than 90 days ago", "over 2 years ago". */
function agoAt(tokens: readonly Token[], at: number, today: string): RelativeSpan | null {
  const number = tokens.findIndex((token, index) => index >= at && index <= at + 3 && token.kind === "number");
  const amount = number < 0 ? null : (tokens[number]?.value ?? null);
  const period = periodOf(tokens[number + 1]);
  if (amount === null || !period || tokens[number + 2]?.lower !== "ago") return null;
  const said = tokens
    .slice(at, number)
    .map((token) => token.lower)
    .join(" ");
  const day = shifted(shifted(today, 1, "day"), -amount, period);
  if (/^(more than|over|at least|longer than)$/.test(said)) return { from: null, to: day, end: number + 3 };
  return /^(less than|fewer than|under|within|at most|not more than)$/.test(said)
    ? { from: day, to: null, end: number + 3 }
    : null;
}

function periodOf(token: Token | undefined) {
  return periods[(token?.lower ?? "").replace(/s$/, "")] ?? null;
}

function startOf(day: string, period: "month" | "quarter" | "year"): string {
  const month = Number(day.slice(5, 7));
  const first = period === "year" ? 1 : period === "quarter" ? month - ((month - 1) % 3) : month;
  return `${day.slice(0, 4)}-${String(first).padStart(2, "0")}-01`;
}

/** The day a number of periods later; negative amounts go back. */
function shifted(day: string, amount: number, period: "day" | "week" | "month" | "quarter" | "year"): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (period === "day" || period === "week") date.setUTCDate(date.getUTCDate() + amount * (period === "week" ? 7 : 1));
  else date.setUTCMonth(date.getUTCMonth() + amount * { month: 1, quarter: 3, year: 12 }[period]);
  return date.toISOString().slice(0, 10);
}
