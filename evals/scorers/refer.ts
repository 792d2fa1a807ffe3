import { AppError } from "#core";

import type { Curve, Truth, TruthRow, TruthValue } from "../truth/truth-source.ts";

/** The value at `table.column` or `table.name.column`. Throws `INTERNAL` where the truth has none: a fault of the case. */
export function valueAt(truth: Truth, reference: string): TruthValue {
  const parts = reference.split(".");
  const [table = "", column = ""] = [parts[0], parts.at(-1)];
  const rows = rowsAt(truth, table);
  const name = parts.length > 2 ? parts.slice(1, -1).join(".") : null;
  const row = name === null ? rows[0] : rows.find((candidate) => String(candidate["name"]) === name);
  if (!row || !(column in row)) throw fault(`The truth has no ${reference}.`);
  return row[column] ?? null;
}

/** As `valueAt`, a finite number. */
export function numberAt(truth: Truth, reference: string): number {
  const value = valueAt(truth, reference);
  if (typeof value !== "number" || !Number.isFinite(value))
    throw fault(`The truth's ${reference} is ${String(value)}, not a number.`);
  return value;
}

/** The rows of a truth table, all with a name where `named`. */
export function rowsAt(truth: Truth, table: string): readonly TruthRow[] {
  const entry = truth[table];
  if (entry?.kind !== "rows" || entry.rows.length === 0) throw fault(`The truth has no rows ${table}.`);
  return entry.rows;
}

/** A curve of the truth. */
export function curveAt(truth: Truth, name: string): Curve {
  const entry = truth[name];
  if (entry?.kind !== "curve") throw fault(`The truth has no curve ${name}.`);
  return entry.curve;
}

function fault(detail: string): AppError {
  return new AppError("INTERNAL", { detail, hint: "Mend the case's truth in evals/cases." });
}
