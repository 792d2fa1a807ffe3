import type { Principal } from "#agent";
import { createLogger, createSilentLogger, loadConfig, type Role } from "#core";

import { localPrincipal } from "../local-principal.ts";
import type { Service } from "../service.ts";
import type { CommandDeps } from "./command.ts";

/** Opens the service for the person at this machine, does the work, and closes it. Throws what either throws. */
export async function withService<Result>(
  role: Role | null,
  deps: CommandDeps,
  work: (service: Service, principal: Principal) => Promise<Result>,
): Promise<Result> {
  const config = loadConfig(deps.env, deps.directory);
  // A command's standard error is for people; its log is there for who asks for it.
  const log = deps.env["RECKONER_LOG_LEVEL"] ? createLogger(config.log.level) : createSilentLogger();
  const { clock, ids, signal } = deps;
  const service = await deps.createService(config, { clock, ids, log, signal });
  try {
    return await work(service, localPrincipal(role ?? config.role));
  } finally {
    await service.close();
  }
}
