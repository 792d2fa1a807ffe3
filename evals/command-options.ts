import path from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";

import { AppError } from "#core";

import { suites, type Suite } from "./load-cases.ts";

type OptionsConfig = NonNullable<ParseArgsConfig["options"]>;

/** What a command of the evals reads its arguments with; each throws `USAGE` with a pointer to that command's help. */
export type OptionReader = {
  /** The named options, and the words beside them where the command takes any. */
  readonly read: <const Options extends OptionsConfig>(
    args: readonly string[],
    options: Options,
    words?: "with-words",
  ) => ReturnType<typeof parseStrictly<Options>>;
  /** A whole number from `least` to `most`; `otherwise` where nothing is given. */
  readonly wholeNumber: (
    option: string,
    given: string | undefined,
    range: { readonly least: number; readonly most: number; readonly otherwise: number },
  ) => number;
  /** A suite's name; null where nothing is given. */
  readonly suite: (given: string | undefined) => Suite | null;
  /** Names parted by commas, each one of `known`; null where nothing is given. */
  readonly names: (given: string | undefined, kind: string, known: readonly string[]) => readonly string[] | null;
  readonly wrong: (detail: string) => AppError;
};

/** The reader of `command`, as a person types it. */
export function createOptionReader(command: string): OptionReader {
  const wrong = (detail: string) => new AppError("USAGE", { detail, hint: `\`${command} --help\` lists the options.` });
  return {
    wrong,
    read: (args, options, words) => {
      try {
        return parseStrictly(args, options, words === "with-words");
      } catch (cause) {
        // parseArgs says which option is wrong, then how to write words that begin with a dash.
        throw wrong(cause instanceof Error ? (cause.message.split(". ")[0] ?? "") : "An option was not understood.");
      }
    },
    wholeNumber: (option, given, { least, most, otherwise }) => {
      if (given === undefined) return otherwise;
      const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
      if (value >= least && value <= most) return value;
      throw wrong(`--${option} takes a whole number from ${least} to ${most}.`);
    },
    suite: (given) => {
      const suite = suites.find((name) => name === given) ?? null;
      if (given !== undefined && suite === null) throw wrong(`There is no suite ${given}.`);
      return suite;
    },
    names: (given, kind, known) => {
      const names = given?.split(",").map((name) => name.trim()) ?? null;
      const unknown = names?.find((name) => !known.includes(name));
      if (unknown !== undefined) throw wrong(`There is no ${kind} ${unknown}.`);
      return names;
    },
  };
}

/** A path as given, from a directory; null where nothing is given. */
export function fileFrom(directory: string, given: string | undefined): string | null {
  return given === undefined ? null : path.resolve(directory, given);
}

function parseStrictly<const Options extends OptionsConfig>(
  args: readonly string[],
  options: Options,
  allowPositionals: boolean,
) {
  return parseArgs({ args: [...args], options, strict: true, allowPositionals });
}
