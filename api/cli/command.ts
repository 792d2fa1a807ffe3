import type { Clock, IdSource } from "#core";

import type { OpenSql } from "../open-sql.ts";
import type { CreateService } from "../service.ts";
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
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Stops the command. */
  readonly signal: AbortSignal;
};

/** Exit code of a command: 0 done, 1 failed, 2 wrong usage or settings. */
export type ExitCode = 0 | 1 | 2;

/** One command of the line. What it throws is shown on standard error and gives the exit code. */
export type Command = {
  readonly summary: string;
  /** Usage, options and examples. */
  readonly help: string;
  readonly run: (args: readonly string[], deps: CommandDeps) => Promise<ExitCode>;
};
