import path from "node:path";
import { parseArgs } from "node:util";

import { AppError } from "#core";

import { suites, type Suite } from "../load-cases.ts";
import { faults } from "./faults/index.ts";

export type MutationOptions = {
  readonly isHelp: boolean;
  /** Units (cases or dialogs) of the suite that may be asked, spread over its categories. */
  readonly mostUnits: number;
  /** Red cases after which a fault counts as caught and no more is asked. */
  readonly enough: number;
  readonly seed: number;
  /** The only suite that is asked; all where null. */
  readonly suite: Suite | null;
  /** Names of faults; all where null. */
  readonly only: readonly string[] | null;
  /** Absolute; the settings' own where null. */
  readonly dataDirectory: string | null;
};

export const usage = `Usage: npm run evals -- mutation [options]
  --quick          fewer cases, and one red case is enough instead of two
  --units N        cases or dialogs that may be asked (250; quick: 70)
  --seed N         of their order (1)
  --fault "A,B"    these faults only
  --suite NAME     the cases of one suite only
  --data-dir DIR   the data directory with the live run
Faults are planted one at a time; the suite must turn red for each. Always with the offline analyst.
`;

/** Reads the command's options. Throws `USAGE`. */
export function parseMutationOptions(args: readonly string[], directory: string): MutationOptions {
  const values = readArgs(args);
  const isQuick = values.quick ?? false;
  const only = values.fault?.split(",").map((name) => name.trim()) ?? null;
  const unknown = only?.find((name) => !faults.some((fault) => fault.name === name));
  if (unknown !== undefined) throw wrong(`There is no fault ${unknown}.`);
  const suite = suites.find((name) => name === values.suite) ?? null;
  if (values.suite !== undefined && suite === null) throw wrong(`There is no suite ${values.suite}.`);
  const dataDirectory = values["data-dir"];
  return {
    isHelp: values.help ?? false,
    mostUnits: wholeNumber("units", values.units, isQuick ? 70 : 250),
    enough: isQuick ? 1 : 2,
    seed: wholeNumber("seed", values.seed, 1),
    suite,
    only,
    dataDirectory: dataDirectory === undefined ? null : path.resolve(directory, dataDirectory),
  };
}

function readArgs(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = { help: flag, quick: flag, units: text, seed: text, fault: text, suite: text, "data-dir": text };
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (cause) {
    throw wrong(cause instanceof Error ? (cause.message.split(". ")[0] ?? "") : "An option was not understood.");
  }
}

function wholeNumber(name: string, given: string | undefined, otherwise: number): number {
  const value = given === undefined ? otherwise : Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= 1_000_000) return value;
  throw wrong(`--${name} takes a whole number from 1.`);
}

function wrong(detail: string): AppError {
  return new AppError("USAGE", { detail, hint: "`npm run evals -- mutation --help` lists the options." });
}
