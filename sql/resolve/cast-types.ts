import { refuse } from "../refuse.ts";
import { isFloating, isNumeric, isTemporal, typeName, type SqlType } from "../syntax/types.ts";

/**
 * Throws `SQL_REFUSED` for a CAST that Trino does not know, or whose text differs between the engines
 * (Trino writes the double 1.5 as 1.5E0).
 */
export function checkCast(from: SqlType, to: SqlType): void {
  if (from.kind === "unknown" || from.kind === to.kind) return;
  if (to.kind === "varchar" && isFloating(from)) {
    throw refuse("The query casts a double to varchar.", "Write format('%.2f', x); it says how many digits to show.");
  }
  if (isKnown(from, to)) return;
  throw refuse(`A ${typeName(from)} cannot be cast to ${typeName(to)}.`, castHint(from, to));
}

function isKnown(from: SqlType, to: SqlType): boolean {
  if (to.kind === "varchar") return isNumeric(from) || isTemporal(from) || from.kind === "boolean";
  if (isNumeric(to)) return isNumeric(from) || from.kind === "varchar" || from.kind === "boolean";
  if (to.kind === "boolean") return isNumeric(from) || from.kind === "varchar";
  if (isTemporal(to)) return isTemporal(from) || from.kind === "varchar";
  return false;
}

function castHint(from: SqlType, to: SqlType): string {
  if (isTemporal(from) && isNumeric(to)) return "Use year(x), month(x), day(x), or to_unixtime(x).";
  return "Cast among numbers, varchar, boolean, date and timestamp.";
}
