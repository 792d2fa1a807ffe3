import type { Random } from "#core";

/** One change of an answer that makes it wrong; null where the answer holds nothing to change. */
export type Mutation = (text: string, random: Random) => string | null;

/** Figures with a decimal or a thousands separator: long enough that a changed one is wrong, not another rounding. */
const figures = /(?<![\w.,-])\d{1,3}(?:,\d{3})+(?![\d.])|(?<![\w.,-])\d+\.\d{2,}(?![\d.])/g;
const groupPairs: readonly (readonly [RegExp, RegExp, string, string])[] = [
  [/\bpremium\b/i, /\bfree\b/i, "premium", "free"],
  [/\b18-24\b/, /\b55\+/, "18-24", "55+"],
  [/\bpower users\b/i, /\bloners\b/i, "power users", "loners"],
  [/\btrain\b/, /\btest\b/, "train", "test"],
];
const turns: Readonly<Record<string, string>> = {
  higher: "lower",
  lower: "higher",
  highest: "lowest",
  lowest: "highest",
  raised: "lowered",
  lowered: "raised",
  largest: "smallest",
  positive: "negative",
};

/** Changes that make an answer wrong, by kind. */
export const mutations: Readonly<Record<string, Mutation>> = {
  "a digit changed": (text, random) =>
    changeFigure(text, random, (figure) => {
      const places = Array.from(figure.matchAll(/[1-8]/g), (match) => match.index);
      const place = places[random.integer(Math.max(1, places.length))];
      if (place === undefined) return figure;
      const digit = Number(figure.charAt(place)) + (random.uniform() < 0.5 ? 1 : -1);
      return `${figure.slice(0, place)}${digit}${figure.slice(place + 1)}`;
    }),
  "two digits transposed": (text, random) =>
    changeFigure(text, random, (figure) =>
      figure.replace(/([1-9])([1-9])(?=\d*$|$)/, (_, left: string, right: string) => right + left),
    ),
  "ten times as large": (text, random) =>
    changeFigure(text, random, (figure) =>
      (figure.includes(".") ? figure.replace(/(\d)\.(\d)/, "$1$2.") : `${figure}0`).replace(/\.$/, ""),
    ),
  "figures of two rows exchanged": exchangeFigures,
  "two groups exchanged": (text) => {
    for (const [left, right, leftName, rightName] of groupPairs) {
      if (!left.test(text) || !right.test(text)) continue;
      const swap = (part: string) =>
        part
          .replaceAll(new RegExp(left.source, "gi"), "\u0000")
          .replaceAll(new RegExp(right.source, "gi"), leftName)
          .replaceAll("\u0000", rightName);
      return swap(text);
    }
    return null;
  },
  "a direction reversed": (text, random) => {
    const found = Array.from(text.matchAll(new RegExp(`\\b(?:${Object.keys(turns).join("|")})\\b`, "g")));
    const match = found[random.integer(Math.max(1, found.length))];
    return match ? `${text.slice(0, match.index)}${turns[match[0]]}${text.slice(match.index + match[0].length)}` : null;
  },
  "a sign reversed": (text, random) => {
    const found = Array.from(text.matchAll(/(?<=[\s(|*])[+−](?=\$?\d)/g));
    const match = found[random.integer(Math.max(1, found.length))];
    return match ? `${text.slice(0, match.index)}${match[0] === "+" ? "−" : "+"}${text.slice(match.index + 1)}` : null;
  },
};

function changeFigure(text: string, random: Random, change: (figure: string) => string): string | null {
  const found = Array.from(text.matchAll(figures));
  const match = found[random.integer(Math.max(1, found.length))];
  if (!match) return null;
  const changed = change(match[0]);
  return changed === match[0]
    ? null
    : `${text.slice(0, match.index)}${changed}${text.slice(match.index + match[0].length)}`;
}

/** Two figures of one column of a table of the answer, each in the other's row. */
function exchangeFigures(text: string, random: Random): string | null {
  const lines = text.split("\n");
  const rows = lines.flatMap((line, position) => (/^\|(?! ---).*\d/.test(line) ? [position] : []));
  if (rows.length < 2) return null;
  const from = rows[random.integer(rows.length)]!;
  const to = rows[random.integer(rows.length)]!;
  const [left, right] = [lines[from]!.split("|"), lines[to]!.split("|")];
  const cell = 2 + random.integer(Math.max(1, left.length - 3));
  const [one, other] = [left[cell], right[cell]];
  if (left.length !== right.length || one === undefined || other === undefined || one === other) return null;
  if (!/\d/.test(one) || !/\d/.test(other)) return null;
  left[cell] = other;
  right[cell] = one;
  return lines.with(from, left.join("|")).with(to, right.join("|")).join("\n");
}
