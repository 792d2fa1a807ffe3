import { parseEnv } from "node:util";

import { AppError } from "#core";

/** Values of settings by name; null takes a setting out of the file. */
export type Changes = ReadonlyMap<string, string | null>;

/** What a settings file gives. */
export function readSettings(text: string): Readonly<Record<string, string>> {
  // parseEnv leaves no name without a value.
  return parseEnv(text) as Record<string, string>;
}

/**
 * The text of a settings file with the changes made where the settings stand, and new ones at its end; all else stays,
 * comments and unknown settings too. Throws `USAGE` for a value that no such file can hold.
 */
export function changeSettings(text: string, changes: Changes): string {
  const left = new Map(changes);
  const kept = passagesOf(text).flatMap(({ name, lines }) => {
    if (name === null || !changes.has(name)) return lines;
    const value = left.get(name) ?? null;
    // A setting that stands there twice is written once.
    left.delete(name);
    return value === null ? [] : [lineOf(name, value)];
  });
  const added = [...left].flatMap(([name, value]) => (value === null ? [] : [lineOf(name, value)]));
  const body = kept.join("\n").replace(/\n*$/, "");
  const changed = [...(body === "" ? [] : [body]), ...added].join("\n");
  return changed === "" ? "" : `${changed}\n`;
}

/** A line, or the lines of one value in quotes that goes over several; `name` where a setting is given. */
type Passage = { readonly name: string | null; readonly lines: readonly string[] };

function passagesOf(text: string): Passage[] {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const passages: Passage[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? "";
    const [, name = null, value = ""] = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*)$/.exec(line) ?? [];
    const end = name === null ? at + 1 : endOfValue(lines, at, value);
    passages.push({ name, lines: lines.slice(at, end) });
    at = end;
  }
  return passages;
}

/** The line after the value: a quote that is not closed on its own line is closed on a later one, or means nothing. */
function endOfValue(lines: readonly string[], start: number, value: string): number {
  const quote = /^["'`]/.exec(value)?.[0];
  if (quote === undefined || value.indexOf(quote, 1) > 0) return start + 1;
  const close = lines.findIndex((line, index) => index > start && line.includes(quote));
  return close < 0 ? start + 1 : close + 1;
}

function lineOf(name: string, value: string): string {
  const written = [value, `'${value}'`, `"${value}"`, `\`${value}\``].find(
    // The file's own reader is the judge of what a form means.
    (form) => parseEnv(`${name}=${form}\n`)[name] === value && (form !== value || /^[\w./:@%+,-]*$/.test(value)),
  );
  if (written !== undefined) return `${name}=${written}`;
  throw new AppError("USAGE", {
    detail: `The value of ${name} cannot stand in a settings file.`,
    hint: "Set it in the environment instead.",
  });
}
