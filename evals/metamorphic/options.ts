import path from "node:path";
import { parseArgs } from "node:util";

import { AppError } from "#core";

import { relations } from "./relations/index.ts";

export type MetamorphicOptions = {
  readonly isHelp: boolean;
  /** Cases of each relation on each data set. */
  readonly perRelation: number;
  /** Data sets that are asked, from the first. */
  readonly dataSets: number;
  readonly seed: number;
  /** Names of relations; all where null. */
  readonly only: readonly string[] | null;
  /** Absolute; the settings' own where null. */
  readonly dataDirectory: string | null;
  readonly mostViolations: number;
};

export const usage = `Usage: npm run evals -- metamorphic [options]
  --quick                 a few cases of each relation, on one data set
  --per-relation N        cases of each relation on each data set (12; quick: 4)
  --seed N                of the questions (1)
  --relation "A,B"        these relations only
  --data-dir DIR          the data directory; the data sets are kept in its evals folder
  --most-violations N     violations that are let pass before the exit code is 1 (0)
`;

/** Reads the command's options. Throws `USAGE`. */
export function parseMetamorphicOptions(args: readonly string[], directory: string): MetamorphicOptions {
  const values = readArgs(args);
  const isQuick = values.quick ?? false;
  const only = values.relation?.split(",").map((name) => name.trim()) ?? null;
  const unknown = only?.find((name) => !relations.some((relation) => relation.name === name));
  if (unknown !== undefined) throw wrong(`There is no relation ${unknown}.`);
  const dataDirectory = values["data-dir"];
  return {
    isHelp: values.help ?? false,
    perRelation: wholeNumber("per-relation", values["per-relation"], isQuick ? 4 : 12),
    dataSets: isQuick ? 1 : Number.POSITIVE_INFINITY,
    seed: wholeNumber("seed", values.seed, 1),
    only,
    dataDirectory: dataDirectory === undefined ? null : path.resolve(directory, dataDirectory),
    mostViolations: wholeNumber("most-violations", values["most-violations"], 0),
  };
}

function readArgs(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    help: flag,
    quick: flag,
    "per-relation": text,
    seed: text,
    relation: text,
    "data-dir": text,
    "most-violations": text,
  };
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (cause) {
    throw wrong(cause instanceof Error ? (cause.message.split(". ")[0] ?? "") : "An option was not understood.");
  }
}

function wholeNumber(name: string, given: string | undefined, otherwise: number): number {
  const value = given === undefined ? otherwise : Number(given);
  if (Number.isInteger(value) && value >= 0 && value <= 100_000) return value;
  throw wrong(`--${name} takes a whole number.`);
}

function wrong(detail: string): AppError {
  return new AppError("USAGE", { detail, hint: "`npm run evals -- metamorphic --help` lists the options." });
}
