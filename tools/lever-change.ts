import { z } from "zod";

import { AppError, createRandom } from "#core";
import type { Column, Domain } from "#knowledge";

import { knownColumn } from "./known-column.ts";
import { leversOf } from "./reachable-changes.ts";
import type { InputRow } from "./served-model.ts";

/** One change of one lever, as the model asks for it. */
export const leverChangeSchema = z.strictObject({
  column: z.string().describe("Name of a lever"),
  kind: z.enum(["set", "add", "multiply"]),
  value: z.union([z.number(), z.string()]).describe("The new value, the amount added, or the factor (1.2 is +20 %)"),
});

export type LeverChange = z.output<typeof leverChangeSchema>;

/**
 * The lever that a change is about. Throws `COLUMN_UNKNOWN` for a name that is none, and `TOOL_INPUT_INVALID` for a
 * column that is no lever and for a value that it cannot take.
 */
export function leverOfChange(domain: Domain, change: LeverChange): Column {
  const column = knownColumn(domain, change.column);
  const levers = leversOf(domain);
  if (!levers.some((lever) => lever.name === column.name)) {
    throw new AppError("TOOL_INPUT_INVALID", {
      detail: `${column.name} is no lever: neither the ${domain.entity.singular} nor the company can change it.`,
      hint: `Levers are ${levers.map((lever) => lever.name).join(", ")}.`,
    });
  }
  const isNumber = column.type === "int" || column.type === "double";
  const isKnown = column.values.some((value) => value.value === change.value);
  if (isNumber ? typeof change.value !== "number" : change.kind !== "set" || !isKnown) {
    throw new AppError("TOOL_INPUT_INVALID", {
      detail: `${column.name} cannot be changed by ${change.kind} ${JSON.stringify(change.value)}.`,
      hint: isNumber ? "Give a number." : `Set it to one of ${column.values.map((value) => value.value).join(", ")}.`,
    });
  }
  return column;
}

/** The columns that mean something only once the lever is set, and are set with it. */
export function carriedColumns({ lever }: Column): readonly string[] {
  return lever?.direction === "set" ? lever.carries : [];
}

/**
 * Every row after the change: clipped to the lever's range, missing values as they are. A row that the change leaves
 * as it was is the very same object. Who gets another value of a settable lever takes the carried columns of one of
 * `donors`, drawn at random under a fixed seed.
 */
export function applyChange(
  column: Column,
  change: LeverChange,
  rows: readonly InputRow[],
  donors: readonly InputRow[],
): InputRow[] {
  const [low, high] = column.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const random = createRandom(1);
  return rows.map((row) => {
    const value = row[column.name];
    if (typeof change.value === "string") {
      if (value === change.value) return row;
      const donor = donors[random.integer(Math.max(1, donors.length))] ?? {};
      return { ...row, ...donor, [column.name]: change.value };
    }
    if (typeof value !== "number") return row;
    const next = Math.min(high, Math.max(low, changed(value, change.kind, change.value)));
    return next === value ? row : { ...row, [column.name]: next };
  });
}

function changed(value: number, kind: LeverChange["kind"], by: number): number {
  switch (kind) {
    case "set":
      return by;
    case "add":
      return value + by;
    case "multiply":
      return value * by;
  }
}

/** The change in words: "messages a day is multiplied by 1.2". */
export function describeChange(column: Column, change: LeverChange): string {
  switch (change.kind) {
    case "set":
      return `${column.label} is set to ${change.value}`;
    case "add":
      return `${change.value} is added to ${column.label}`;
    case "multiply":
      return `${column.label} is multiplied by ${change.value}`;
  }
}
