import { refuse } from "../refuse.ts";

/** MySQL's patterns (Trino's date_format, date_parse) as DuckDB's strftime writes them. */
const patterns: Readonly<Record<string, string>> = {
  "%Y": "%Y",
  "%y": "%y",
  "%m": "%m",
  "%d": "%d",
  "%H": "%H",
  "%i": "%M",
  "%s": "%S",
  "%S": "%S",
  "%T": "%H:%M:%S",
  "%M": "%B",
  "%b": "%b",
  "%W": "%A",
  "%a": "%a",
  "%j": "%j",
  "%p": "%p",
  "%h": "%I",
  "%I": "%I",
  "%e": "%-d",
  "%c": "%-m",
  "%k": "%-H",
  "%l": "%-I",
  "%f": "%f",
  "%%": "%%",
  "%v": "%V",
  "%x": "%G",
};

/**
 * Translates a literal pattern. Throws `SQL_REFUSED` for a letter that has no counterpart, rather than write a
 * different text on each engine.
 */
export function strftimePattern(pattern: string): string {
  const unknown = pattern.match(/%./g)?.find((part) => !Object.hasOwn(patterns, part));
  if (unknown !== undefined || /[^%]%$|^%$/.test(pattern)) {
    throw refuse(
      `The date pattern holds ${unknown ?? "a single %"}.`,
      `Use only ${Object.keys(patterns).join(" ")}; year(x), month(x) and day(x) give numbers.`,
    );
  }
  return pattern.replace(/%./g, (part) => patterns[part] ?? part).replaceAll("'", "''");
}
