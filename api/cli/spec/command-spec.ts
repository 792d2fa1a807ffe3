import { roles } from "#core";

/** One option of a command. */
export type OptionSpec = {
  /** What stands for its value in the help, as N or FILE; left out: it takes none. */
  readonly value?: string;
  readonly about: string;
  /** All values that it takes, where they can be listed. */
  readonly oneOf?: readonly string[];
  /** What else a shell may complete its value with. */
  readonly completes?: "file" | "folder";
  readonly isRepeatable?: true;
};

/**
 * A command as people see it. The arguments are read by it, and the help and the shells' completions are made from it,
 * so that none of them knows what the others do not.
 */
export type CommandSpec = {
  readonly name: string;
  /** What it does, for the list of commands. */
  readonly summary: string;
  /** What comes after its name, a form each. */
  readonly usage: readonly string[];
  /** Paragraphs of the help, without line breaks of their own. */
  readonly about: readonly string[];
  /** Words with which it is told what to do, each with what that is; none where it has but one thing to do. */
  readonly tasks: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Further sections of the help, whose lines stay as they are. */
  readonly notes: readonly { readonly title: string; readonly lines: readonly string[] }[];
  /** Lines for a shell. Every one of them is run by the tests. */
  readonly examples: readonly string[];
  readonly exitCodes: string;
};

/** How a person calls the program in a clone of it, whether it is installed or not. */
export const programName = "npx reckoner";

/** Whose rights apply. */
export const roleOption = {
  value: "ROLE",
  about: "viewer, analyst, steward, admin or auditor: whose rights apply (RECKONER_ROLE)",
  oneOf: roles,
} as const satisfies OptionSpec;

/** The exit codes of most commands. */
export const usualExitCodes = "0 done, 1 failed or refused, 2 wrong usage or settings, 130 stopped by Ctrl-C.";
