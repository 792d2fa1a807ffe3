import { parseArgs, type ParseArgsConfig } from "node:util";

import { AppError, roles, type Role } from "#core";

import { isRole } from "./ask-options.ts";

type OptionsConfig = NonNullable<ParseArgsConfig["options"]>;

/** What every command over the service takes. */
const shared = { json: { type: "boolean" }, role: { type: "string" } } as const;

/**
 * Reads the arguments after a command's name: its own options, `--json`, `--role`, and the words beside them. Throws
 * `USAGE` with a pointer to the help of `command`.
 */
export function parseArguments<const Options extends OptionsConfig>(
  command: string,
  args: readonly string[],
  options: Options,
) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...options, ...shared },
    });
    // The shared options are read here; the type of a spread of generic options leaves them open.
    const { role = null, json = false } = values as { readonly role?: string; readonly json?: boolean };
    return { values, positionals, role: roleOf(command, role), isJson: json };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    // parseArgs says which option is wrong, and nothing else.
    throw usage(
      command,
      cause instanceof Error ? (cause.message.split(". ")[0] ?? "") : "The options are not valid.",
      cause,
    );
  }
}

/** The one id that a task takes. Throws `USAGE` for none and for more. */
export function onlyId(command: string, task: string, words: readonly string[]): string {
  const [id] = words;
  if (words.length === 1 && id !== undefined && id !== "") return id;
  throw usage(command, `${task} takes one id.`);
}

/** A whole number from `least` to `most`; `otherwise` where nothing is given. Throws `USAGE`. */
export function wholeNumber(
  command: string,
  option: string,
  text: string | undefined,
  range: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  if (text === undefined) return range.otherwise;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.least && value <= range.most) return value;
  throw usage(command, `--${option} must be a whole number from ${range.least} to ${range.most}.`);
}

/** For arguments that make no sense. */
export function usage(command: string, detail: string, cause?: unknown): AppError {
  return new AppError("USAGE", {
    detail,
    hint: `"npm run ${command} -- --help" shows what there is, with examples.`,
    cause,
  });
}

function roleOf(command: string, role: string | null): Role | null {
  if (role === null || isRole(role)) return role;
  throw usage(command, `There is no role ${JSON.stringify(role)}; the roles are ${roles.join(", ")}.`);
}
