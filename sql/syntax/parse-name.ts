import { refuse } from "../refuse.ts";
import type { Cursor } from "./cursor.ts";
import { canBeAlias, isReserved } from "./words.ts";

/** A name, lower-cased as Athena does for all of them. */
export function parseName(cursor: Cursor, expected: string): string {
  const token = cursor.peek();
  const isName = token.kind === "name" ? token.text !== "" : token.kind === "word" && !isReserved(token.text);
  if (!isName) throw cursor.unexpected(expected);
  cursor.take();
  return token.text.toLowerCase();
}

/** `(a, b, c)` */
export function parseNames(cursor: Cursor): string[] {
  cursor.expectSymbol("(");
  const names = cursor.list(() => parseName(cursor, "a column's name"));
  cursor.expectSymbol(")");
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw refuse(`The name ${twice} is given twice in one list.`, "Give each column its own name.");
  return names;
}

/** An alias with or without AS, or null. */
export function parseAlias(cursor: Cursor): string | null {
  if (cursor.takeWords("as")) return parseName(cursor, "an alias");
  const token = cursor.peek();
  return token.kind === "name" || (token.kind === "word" && canBeAlias(token.text))
    ? parseName(cursor, "an alias")
    : null;
}

/** A whole number written out; expressions and parameters are not read here. */
export function parseWholeNumber(cursor: Cursor, expected: string): number {
  const token = cursor.peek();
  const value = Number(token.text);
  if (token.kind !== "integer" || !Number.isSafeInteger(value)) throw cursor.unexpected(expected);
  cursor.take();
  return value;
}
