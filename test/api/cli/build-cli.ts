import { createFixedClock, createSequentialIdSource, type Config } from "#core";

import type { RunTurn } from "#agent";

import type { CommandDeps } from "../../../api/cli/command.ts";
import { runCli } from "../../../api/cli/run-cli.ts";
import type { OpenSql } from "../../../api/open-sql.ts";
import type { CreateService, Service } from "../../../api/service.ts";
import { buildService } from "../../support/build-service.ts";
import { buildTerminal } from "../../support/build-terminal.ts";
import { foreignRooms } from "../../support/foreign-rooms.ts";
import { createFakeRunTurn } from "../../support/fake-run-turn.ts";

type Options = NonNullable<Parameters<typeof buildTerminal>[0]> & {
  readonly runTurn?: RunTurn;
  readonly env?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly signal?: AbortSignal;
  readonly createService?: CreateService;
  /** What the service has in place of the fake's. */
  readonly service?: Partial<Service>;
  readonly openSql?: OpenSql;
  readonly deps?: Partial<CommandDeps>;
};

/** Runs the command line over a fake turn; gives the exit code, what was written, and how the service was used. */
export async function runWithFake(args: readonly string[], options: Options = {}) {
  const { runTurn = createFakeRunTurn().runTurn, env = {}, directory = "/", signal } = options;
  const { terminal, written } = buildTerminal(options);
  const configs: Config[] = [];
  let closed = 0;
  const createService: CreateService = async (config) => {
    configs.push(config);
    return buildService({ runTurn, close: async () => void closed++, ...options.service });
  };
  const exitCode = await runCli(args, {
    terminal,
    env,
    directory,
    createService: options.createService ?? createService,
    openSql: options.openSql ?? (() => Promise.reject(new Error("nothing opens the engine here"))),
    ...foreignRooms,
    clock: createFixedClock(new Date("2026-11-20T12:00:00Z")),
    ids: createSequentialIdSource(),
    signal: signal ?? new AbortController().signal,
    ...options.deps,
  });
  return { exitCode, ...written, configs, closed };
}
