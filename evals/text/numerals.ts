/** One numeral of a text. */
export type Numeral = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Its size as written, scale words applied, without the sign: 62 for "62 %", 1200 for "1.2k". */
  readonly size: number;
  /** Worth of the last digit shown, scale applied; 0 for a value of a table, which is exact. */
  readonly place: number;
  readonly sign: "+" | "-" | "±" | null;
  readonly unit: "percent" | "points" | "usd" | null;
  /** A place in an order: "9th". */
  readonly isOrdinal: boolean;
};

const numeral =
  /(?<![\p{L}\p{N}_.^]|\p{L}-)([+\-±]\s?)?(\$)?([+-])?(\d{1,3}(?:,\d{3})+(?!\d)|\d+)(\.\d+)?(e[+-]?\d+)?(st|nd|rd|th)?(?![\p{N}_]|\.\d)(?!\p{L}(?<!k|m|x)|[kmx]\p{L})(?:\s?(%\s?points?|percentage points?|pp(?!\p{L})|%|per ?cent)|\s?(k(?!\p{L})|thousand|m(?!\p{L})|million|bn(?!\p{L})|billion)|\s?(usd|dollars)(?!\p{L}))?/giu;
const scales: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  million: 1e6,
  bn: 1e9,
  billion: 1e9,
};

/**
 * The text as plain words: citations, emphasis and code marks gone, one kind of minus and space. Written for the evals
 * alone, so that it shares no fault with the agent's own reader.
 */
export function plainText(text: string): string {
  return text
    .replaceAll(/\s*\[e\d+(?:,\s*e\d+)*\]/g, "")
    .replaceAll(/[*`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "")
    .replaceAll("−", "-")
    .replaceAll(/[\u00a0\u2009\u202f]/g, " ");
}

/**
 * The numerals of a plain text, where the first end of a range has the unit of its second: "−13.0 to −11.1 percentage
 * points" tells two figures in points.
 */
export function findFigures(text: string): Numeral[] {
  const numerals = findNumerals(text);
  return numerals.map((one, place) => {
    const next = numerals[place + 1];
    const isFirstEnd =
      next !== undefined && one.unit === null && /^\s*(?:to|–)\s*$/.test(text.slice(one.end, next.start));
    return isFirstEnd ? { ...one, unit: next.unit } : one;
  });
}

/** The numerals of a plain text in their order, ordinals among them; digits inside words and ids are none. */
export function findNumerals(text: string): Numeral[] {
  return Array.from(text.matchAll(numeral), (match) => {
    const [
      written,
      lead,
      dollar,
      inner,
      whole = "",
      decimals = "",
      exponent = "",
      ordinal,
      percent,
      scaleWord,
      dollars,
    ] = match;
    const scale = scales[scaleWord?.toLowerCase() ?? ""] ?? 1;
    const power = Number(exponent.slice(1) || 0);
    const isTied = lead !== undefined && /[\p{L}\p{N}%)\]]/u.test(text.charAt(match.index - 1));
    const sign = isTied ? null : (lead?.trim() ?? inner ?? null);
    return {
      text: written.trim(),
      start: match.index,
      end: match.index + written.length,
      size: Number(`${whole.replaceAll(",", "")}${decimals}${exponent}`) * scale,
      place: 10 ** (power - Math.max(0, decimals.length - 1)) * scale,
      sign: sign === "+" || sign === "-" || sign === "±" ? sign : null,
      unit: percent ? (/point|pp/i.test(percent) ? "points" : "percent") : dollar || dollars ? "usd" : null,
      isOrdinal: ordinal !== undefined,
    } satisfies Numeral;
  });
}

/** A value of a table as a numeral: exact, signed, without a unit. */
export function numeralOf(value: number): Numeral {
  const text = String(value);
  return {
    text,
    start: 0,
    end: text.length,
    size: Math.abs(value),
    place: 0,
    sign: value < 0 ? "-" : "+",
    unit: null,
    isOrdinal: false,
  };
}
