import { findNumerals, type Numeral } from "../../text/numerals.ts";

/** Two figures of one line have changed places; the text itself where no line has two of a kind. */
export function swapTwoNumbers(text: string): string {
  return changeLine(text, (line) => {
    const numerals = figuresOf(line);
    for (const first of numerals) {
      const second = numerals.find((other) => other.start > first.start && isLike(first, other));
      if (second)
        return [
          line.slice(0, first.start),
          second.text,
          line.slice(first.end, second.start),
          first.text,
          line.slice(second.end),
        ].join("");
    }
    return line;
  });
}

/** One digit of the first figure is another one. */
export function changeDigit(text: string): string {
  return changeLine(text, (line) => {
    const [first] = figuresOf(line);
    if (!first) return line;
    const at = first.text.search(/[1-9]/);
    const digit = Number(first.text.charAt(at));
    return splice(line, first, `${first.text.slice(0, at)}${digit === 9 ? 4 : digit + 1}${first.text.slice(at + 1)}`);
  });
}

/** Every percentage is a hundred times as large. */
export function timesHundred(text: string): string {
  return text.replaceAll(
    /(\d+(?:\.\d+)?)(\s?%)(?! (?:confidence |prediction )?interval)/g,
    (_, digits: string, sign: string) => `${(Number(digits) * 100).toFixed(0)}${sign}`,
  );
}

/** A plus is a minus, a minus a plus. */
export function flipSigns(text: string): string {
  return text.replaceAll(/(?<![\p{L}\d)])[+−-](?=\$?\d)/gu, (sign) => (sign === "+" ? "−" : "+"));
}

/** A duration in another unit, with the number as it was. */
export function changeTimeUnit(text: string): string {
  const other: Readonly<Record<string, string>> = { minutes: "hours", hours: "minutes", days: "weeks" };
  return text.replaceAll(/(?<=\d\*{0,2} )(?:minutes|hours|days)\b/g, (unit) => other[unit] ?? unit);
}

/** Dollars are euros, with the number as it was. */
export function changeCurrency(text: string): string {
  return text.replaceAll(/\$(?=\d)/g, "€");
}

/** Percentage points are percent. */
export function pointsToPercent(text: string): string {
  return text.replaceAll(/ percentage points?\b/g, " %");
}

/** The labels of the first two rows of a table, or names of the first two items of a list, have changed places. */
export function swapLabels(text: string): string {
  const lines = text.split("\n");
  const isRow = (line: string) => /^\| *[^|]*\p{L}[^|]*\|/u.test(line);
  const head = lines.findIndex((line) => /^\|[ :|-]+\|$/.test(line));
  const [first, second] = [lines[head + 1] ?? "", lines[head + 2] ?? ""];
  if (head < 0 || !isRow(first) || !isRow(second)) return text;
  const labelOf = (line: string) => /^\|[^|]*\|/.exec(line)?.[0] ?? "";
  lines[head + 1] = labelOf(second) + first.slice(labelOf(first).length);
  lines[head + 2] = labelOf(first) + second.slice(labelOf(second).length);
  return lines.join("\n");
}

/** The first row of a table is missing: its list begins with the second. */
export function dropFirstRow(text: string): string {
  const lines = text.split("\n");
  const head = lines.findIndex((line) => /^\|[ :|-]+\|$/.test(line));
  return head < 0 ? text : lines.filter((_, place) => place !== head + 1).join("\n");
}

/** The ends of every interval have changed places. */
export function turnIntervals(text: string): string {
  return text.replaceAll(
    /(\binterval )([−+-]?\$?[\d.,]*\d(?: %)?) to ([−+-]?\$?[\d.,]*\d(?: %)?)/g,
    (_, lead: string, low: string, high: string) => `${lead}${high} to ${low}`,
  );
}

/** Every citation is of the other evidence. */
export function turnCitations(text: string): string {
  return text.replaceAll(/\[e([12])\]/g, (_, id: string) => `[e${id === "1" ? 2 : 1}]`);
}

/** What comes first is missing. */
export function dropFirstSentence(text: string): string {
  return text.replace(/^[^\n]*?[.?!](?:\s|$)/, "");
}

/** No interval is told. */
export function dropIntervals(text: string): string {
  return text
    .replaceAll(/\s*\([^()]*\binterval\b[^()]*\)/g, "")
    .replaceAll(/,?\s*\d+ % interval [^,;.]*(?:\.\d+[^,;.]*)*/g, "");
}

/** The highest is told as the lowest, more as less. */
export function turnComparisons(text: string): string {
  const other: Readonly<Record<string, string>> = {
    highest: "lowest",
    lowest: "highest",
    higher: "lower",
    lower: "higher",
    more: "fewer",
    most: "least",
  };
  return text.replaceAll(/\b(?:highest|lowest|higher|lower|most)\b/g, (word) => other[word] ?? word);
}

/** What goes together is told as cause and effect. */
export function tellAsCause(text: string): string {
  return text
    .replaceAll(/\bhas an? [^.:\n]*?correlation\** with\b/g, "causes")
    .replaceAll(/\b(?:goes|go) (?:together )?with\b/g, "causes")
    .replaceAll(/\b(?:is|are) (?:\w+ly )?(?:correlated|associated|related)(?: with| to)\b/g, "causes");
}

function changeLine(text: string, change: (line: string) => string): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => change(line) !== line);
  return at < 0 ? text : lines.map((line, place) => (place === at ? change(line) : line)).join("\n");
}

/** Figures that say something: no citation, no place in an order, no level of an interval. */
function figuresOf(line: string): Numeral[] {
  return findNumerals(line).filter(
    ({ isOrdinal, size, start, end }) =>
      !isOrdinal &&
      size > 0 &&
      !line.slice(0, start).endsWith("[e") &&
      !/^ ?(?:confidence |prediction )?interval/.test(line.slice(end)),
  );
}

function isLike(one: Numeral, other: Numeral): boolean {
  return one.unit === other.unit && one.place === other.place && one.size !== other.size;
}

function splice(line: string, { start, end }: Numeral, text: string): string {
  const written = line.slice(start, end);
  return line.slice(0, start) + /^\s*/.exec(written)?.[0] + text + line.slice(end);
}
