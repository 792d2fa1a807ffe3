import path from "node:path";
import { parseArgs } from "node:util";

import { AppError } from "#core";

import { suites, type Suite, type SuiteCase } from "./load-cases.ts";

export type EvalOptions = {
  readonly isHelp: boolean;
  /** Ids of cases; all where null. */
  readonly only: readonly string[] | null;
  readonly suite: Suite | null;
  readonly isVerbose: boolean;
  /** Absolute; the settings' own where null. */
  readonly dataDirectory: string | null;
  readonly concurrency: number;
};

export const usage = `Usage: npm run evals -- [options]
  --suite NAME                      one suite instead of all: ${suites.join(", ")}
  --only 1,5,sql-drop               these cases, by id; a dialog, or a turn of it, stands for the whole dialog
  --verbose                         question, answer and every expectation
  --data-dir DIR                    the data directory with the live run
  --concurrency N                   questions at a time (2)
Without a live run a small sample is made in the data directory's evals folder.
`;

/** Reads the command's options. Throws `USAGE`. */
export function parseOptions(args: readonly string[], directory: string): EvalOptions {
  const values = readArgs(args);
  const concurrency = Number(values.concurrency ?? 2);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 8)
    throw wrong("--concurrency takes a number from 1 to 8.");
  const suite = suites.find((name) => name === values.suite) ?? null;
  if (values.suite !== undefined && suite === null) throw wrong(`There is no suite ${values.suite}.`);
  const dataDirectory = values["data-dir"];
  return {
    isHelp: values.help ?? false,
    only: values.only?.split(",").map((id) => id.trim()) ?? null,
    suite,
    isVerbose: values.verbose ?? false,
    dataDirectory: dataDirectory === undefined ? null : path.resolve(directory, dataDirectory),
    concurrency,
  };
}

/** The cases that the options ask for. Throws `USAGE` for an id that no case has. */
export function selectCases(cases: readonly SuiteCase[], { only, suite }: EvalOptions): readonly SuiteCase[] {
  const answersTo = (one: SuiteCase, id: string) => one.id === id || one.dialog === id;
  const dialogs = new Set(
    cases.flatMap((one) =>
      one.dialog !== null && only?.some((id) => answersTo(one, id)) === true ? [one.dialog] : [],
    ),
  );
  const unknown = only?.find((id) => !cases.some((one) => answersTo(one, id)));
  if (unknown !== undefined) throw wrong(`There is no case ${unknown}.`);
  const isAsked = (one: SuiteCase) =>
    only === null || only.includes(one.id) || (one.dialog !== null && dialogs.has(one.dialog));
  return cases.filter((one) => (suite === null || one.suite === suite) && isAsked(one));
}

function readArgs(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const options = {
      help: flag,
      verbose: flag,
      only: text,
      suite: text,
      "data-dir": text,
      concurrency: text,
    };
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (cause) {
    throw wrong(
      cause instanceof Error
        ? (cause.message.split(". ")[0] ?? "An option was not understood.")
        : "An option was not understood.",
    );
  }
}

function wrong(detail: string): AppError {
  return new AppError("USAGE", { detail, hint: "`npm run evals -- --help` lists the options." });
}
