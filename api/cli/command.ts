import type { Clock, Config, IdSource } from "#core";

import type { OpenSql } from "../open-sql.ts";
import type { CreateService } from "../service.ts";
import type { LookAround } from "./doctor/look-around.ts";
import type { CommandSpec } from "./spec/command-spec.ts";
import type { Terminal } from "./terminal.ts";

/** What every command is given. */
export type CommandDeps = {
  readonly terminal: Terminal;
  /** Environment variables, from which the settings are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start. */
  readonly directory: string;
  readonly createService: CreateService;
  readonly openSql: OpenSql;
  /** Programs of other rooms; each reads its own arguments and gives its exit code. */
  readonly programs: { readonly pipeline: RunProgram; readonly evals: RunProgram };
  /** Serves page and API until `signal` is aborted. */
  readonly serve: (config: Config, deps: ServeDeps) => Promise<void>;
  /** What a look at this machine needs of other rooms. */
  readonly lookAround: () => Promise<LookAround>;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Stops the command. */
  readonly signal: AbortSignal;
};

export type RunProgram = (args: readonly string[], signal: AbortSignal) => Promise<ExitCode>;

export type ServeDeps = {
  readonly print: (text: string) => void;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly signal: AbortSignal;
};

/** Exit code of a command: 0 done, 1 failed, 2 wrong usage or settings, 130 left by Ctrl-C; of a program its own. */
export type ExitCode = number;

/** Does a command. What it throws is shown on standard error and gives the exit code. */
export type RunCommand = (args: readonly string[], deps: CommandDeps) => Promise<ExitCode>;

/** One command of the line. */
export type Command = {
  readonly spec: CommandSpec;
  /** Loads what does it: help, completions and mistakes wait for none of it. */
  readonly load: () => Promise<RunCommand>;
  /** Whether it is a program of another room, which reads all of its arguments itself, --help too. */
  readonly isProgram?: true;
};
