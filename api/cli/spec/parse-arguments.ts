import { parseArgs } from "node:util";

import { AppError, roles } from "#core";

import { programName, type CommandSpec, type OptionSpec } from "./command-spec.ts";
import { nearestOf } from "./nearest.ts";

type ValueOf<Option extends OptionSpec> = Option extends { readonly value: string }
  ? Option extends { readonly isRepeatable: true }
    ? readonly string[]
    : string
  : boolean;

/** What was given for the options of a command; those left out are not there. */
export type OptionValues<Options extends CommandSpec["options"]> = {
  readonly [Name in keyof Options]?: ValueOf<Options[Name]>;
};

/**
 * Reads the arguments after a command's name by its spec: options, and the words beside them. `role` and `isJson` are
 * those of --role and --json where the command has them. Throws `USAGE` with a pointer to the command's help, and to the
 * option that was perhaps meant.
 */
export function parseArguments<const Spec extends CommandSpec>(spec: Spec, args: readonly string[]) {
  const { values, positionals } = parse(spec, args);
  for (const [name, { oneOf, value }] of Object.entries(spec.options)) {
    const given = [values[name] ?? []].flat();
    const wrong = oneOf && given.find((one) => !oneOf.some((known) => known === one));
    if (wrong !== undefined) throw notOneOf(spec, value ?? name, String(wrong), oneOf ?? []);
  }
  return {
    // parseArgs was given the spec's own options, and gives their values by the same rule.
    values: values as OptionValues<Spec["options"]>,
    positionals,
    role: roles.find((role) => role === values["role"]) ?? null,
    isJson: values["json"] === true,
  };
}

/** The one id that a task takes. Throws `USAGE` for none and for more. */
export function onlyId(spec: CommandSpec, task: string, words: readonly string[]): string {
  const [id] = words;
  if (words.length === 1 && id !== undefined && id !== "") return id;
  throw usage(spec, `${task} takes one id.`);
}

/** A whole number from `least` to `most`; `otherwise` where nothing is given. Throws `USAGE`. */
export function wholeNumber<Otherwise extends number | null>(
  spec: CommandSpec,
  option: string,
  text: string | undefined,
  range: { readonly least: number; readonly most: number; readonly otherwise: Otherwise },
): number | Otherwise {
  if (text === undefined) return range.otherwise;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.least && value <= range.most) return value;
  throw usage(spec, `--${option} must be a whole number from ${range.least} to ${range.most}.`);
}

/** For arguments that make no sense; `perhaps` is what was meant, where that can be guessed. */
export function usage(
  spec: CommandSpec,
  detail: string,
  { cause, perhaps = null }: { readonly cause?: unknown; readonly perhaps?: string | null } = {},
): AppError {
  const guess = perhaps === null ? "" : `Did you mean ${perhaps}? `;
  const hint = `${guess}"${programName} ${spec.name} --help" shows what there is, with examples.`;
  return new AppError("USAGE", { detail, hint, cause });
}

/** For a word that names none of the command's tasks. */
export function unknownTask(spec: CommandSpec, word: string): AppError {
  const tasks = Object.keys(spec.tasks);
  const detail = word === "" ? "There is nothing to do." : `There is nothing called ${JSON.stringify(word)} to do.`;
  return usage(spec, `${detail} Say one of ${tasks.join(", ")}.`, { perhaps: nearestOf(word, tasks) });
}

function notOneOf(spec: CommandSpec, placeholder: string, value: string, known: readonly string[]): AppError {
  const noun = placeholder.toLowerCase();
  const detail = `There is no ${noun} ${JSON.stringify(value)}; the ${noun}s are ${known.join(", ")}.`;
  return usage(spec, detail, { perhaps: nearestOf(value, known) });
}

function parse(spec: CommandSpec, args: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(spec.options).map(([name, { value, isRepeatable = false }]) => [
      name,
      { type: value === undefined ? ("boolean" as const) : ("string" as const), multiple: isRepeatable },
    ]),
  );
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (cause) {
    // parseArgs says which option is wrong, and nothing else.
    const detail = cause instanceof Error ? (cause.message.split(". ")[0] ?? "") : "The options are not valid.";
    const [, unknown] = /^Unknown option '--([^']+)'/.exec(detail) ?? [];
    const nearest = unknown === undefined ? null : nearestOf(unknown, Object.keys(spec.options));
    throw usage(spec, detail, { cause, perhaps: nearest === null ? null : `--${nearest}` });
  }
}
