export { createFixedClock, createSystemClock, type Clock } from "./clock.ts";
export type { ChatModelConfig } from "./config/chat-model-config.ts";
export { environmentSchema, loadConfig, type Config, type StoreLocation } from "./config/config.ts";
export { envFileOf, withEnvFile } from "./config/env-file.ts";
export type { BudgetConfig, EngineConfig } from "./config/engine-config.ts";
export { AppError, errorTable, exitCodeOf, isAppError, toAppError, type ErrorCode } from "./errors.ts";
export { createIdSource, createSequentialIdSource, hashText, type IdSource } from "./ids.ts";
export { createLogger, createSilentLogger, type Logger, type LogLevel } from "./log.ts";
export { createRandom, type Random } from "./random.ts";
export { may, rights, roles, rolesWith, seesAllOf, type Right, type Role } from "./rights.ts";
export {
  isLoopback,
  type OidcConfig,
  type RateConfig,
  type ServerConfig,
  type SignInConfig,
} from "./config/server-config.ts";
export type { TracesConfig } from "./config/telemetry-config.ts";
export type { SlackConfig, SlackDigestConfig, SlackRole, WeeklyTime } from "./config/slack-config.ts";
