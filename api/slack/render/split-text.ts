import { escapeMrkdwn } from "./mrkdwn.ts";

/** Where a text is best divided, the best first: between paragraphs, lines, sentences, words. */
const gaps = [/\n\n+/g, /\n/g, /(?<=[.!?]) +/g, / +/g];

/**
 * The text in parts whose `sizeOf` is at most `most`, divided where it reads best; together the parts are the text,
 * but for the space between two of them. `sizeOf` must not grow as a text gets shorter.
 */
export function splitText(
  text: string,
  most: number,
  sizeOf: (part: string) => number = (part) => part.length,
): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (sizeOf(rest) > most) {
    const room = longestPrefix(rest, most, sizeOf);
    const [end, next] = bestGap(rest, room) ?? [room, room];
    parts.push(rest.slice(0, end));
    rest = rest.slice(next);
  }
  return rest === "" && parts.length > 0 ? parts : [...parts, rest];
}

/** Plain text in parts that fit into a section of `most` characters once they are escaped; none is blank. */
export function splitForMrkdwn(text: string, most: number): readonly string[] {
  return splitText(text, most, (part) => escapeMrkdwn(part).length)
    .filter((part) => part.trim() !== "")
    .map(escapeMrkdwn);
}

/** How many characters of the text fit, at least one; a character of two halves stays whole. */
function longestPrefix(text: string, most: number, sizeOf: (part: string) => number): number {
  let [fits, tooMany] = [1, text.length];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (sizeOf(text.slice(0, middle)) <= most) fits = middle;
    else tooMany = middle;
  }
  const isHalved = /[\uD800-\uDBFF]/.test(text[fits - 1] ?? "") && /[\uDC00-\uDFFF]/.test(text[fits] ?? "");
  return isHalved ? (fits > 1 ? fits - 1 : 2) : fits;
}

/** The last gap of the best kind within `room`, unless it would leave a part less than half full. */
function bestGap(text: string, room: number): readonly [end: number, next: number] | null {
  const head = text.slice(0, room + 1);
  for (const gap of gaps) {
    const last = [...head.matchAll(gap)].findLast(({ index }) => index <= room && index >= room / 2);
    if (last) return [last.index, last.index + last[0].length];
  }
  return null;
}
