import path from "node:path";
import { z } from "zod";

import { chatModelFaults, chatModelOf, chatModelVariables, type ChatModelConfig } from "./chat-model-config.ts";
import {
  budgetOf,
  engineFaults,
  engineOf,
  engineVariables,
  integer,
  type BudgetConfig,
  type EngineConfig,
} from "./engine-config.ts";
import { AppError } from "../errors.ts";
import { logLevels, type LogLevel } from "../log.ts";
import { roles, type Role } from "../rights.ts";
import {
  ratesOf,
  serverFaults,
  serverOf,
  serverVariables,
  signInOf,
  type RateConfig,
  type ServerConfig,
  type SignInConfig,
} from "./server-config.ts";
import { slackFaults, slackOf, slackVariables, type SlackConfig } from "./slack-config.ts";
import { telemetryOf, telemetryVariables, type TelemetryConfig } from "./telemetry-config.ts";

/** Where conversations, answers, feedback and audit are kept. `url` may hold a password: it is never logged. */
export type StoreLocation =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "postgres"; readonly url: string }
  /** For the life of the process only. */
  | { readonly kind: "memory" };

/** All settings, read once by a main. Paths are absolute, times in milliseconds. */
export type Config = {
  readonly server: ServerConfig;
  readonly signIn: SignInConfig;
  readonly rates: RateConfig;
  readonly data: {
    readonly directory: string;
    /** How many finished pipeline runs stay, and for how many days at most. */
    readonly runsKept: { readonly runs: number; readonly days: number };
  };
  readonly sample: { readonly customers: number; readonly seed: number; readonly activityDays: number };
  readonly chatModel: ChatModelConfig;
  readonly store: {
    readonly location: StoreLocation;
    /** Days after its last turn for which a conversation is kept. */
    readonly retentionDays: number;
    /** Whether the audit holds questions as they were asked or by their SHA-256 only. */
    readonly auditQuestions: "hash" | "text";
  };
  /** The file of rules by which people are told of alerts; null where nobody is. */
  readonly alerts: { readonly rulesFile: string } | null;
  readonly engine: EngineConfig;
  readonly budget: BudgetConfig;
  /** The Slack app; null where there is none. */
  readonly slack: SlackConfig | null;
  readonly role: Role;
  readonly limits: {
    readonly questionChars: number;
    readonly turnTimeoutMs: number;
    readonly modelIdleTimeoutMs: number;
    readonly queryTimeoutMs: number;
    readonly queryMemoryMb: number;
    readonly queryRows: number;
  };
  readonly log: { readonly level: LogLevel };
  readonly telemetry: TelemetryConfig;
};

/** The environment variables that are read, each with its form and default. `.env.example` is checked against it. */
export const environmentSchema = z.object({
  ...serverVariables,
  RECKONER_DATA_DIR: z.string().min(1).default("data"),
  RECKONER_CUSTOMERS: integer(500, 10_000_000).default(100_000),
  RECKONER_SEED: integer(0, 2 ** 32 - 1).default(42),
  RECKONER_ACTIVITY_DAYS: integer(60, 365).default(90),
  RECKONER_RUNS_KEPT: integer(1, 1_000).default(7),
  RECKONER_RUNS_KEPT_DAYS: integer(1, 3_650).default(90),
  RECKONER_STORE: z
    .string()
    .refine((text) => text === "memory" || (/^postgres(ql)?:\/\/./.test(text) && URL.canParse(text)), {
      message: "must be memory or postgres://user:password@host/database",
    })
    .optional(),
  RECKONER_RETENTION_DAYS: integer(1, 3_650).default(90),
  RECKONER_AUDIT_QUESTIONS: z.enum(["hash", "text"]).default("hash"),
  RECKONER_ALERTS_FILE: z.string().min(1).optional(),
  RECKONER_ROLE: z.enum(roles).default("analyst"),
  RECKONER_QUESTION_CHARS: integer(100, 100_000).default(4_000),
  RECKONER_TURN_TIMEOUT_MS: integer(1_000, 900_000).default(120_000),
  RECKONER_MODEL_IDLE_TIMEOUT_MS: integer(50, 600_000).default(60_000),
  RECKONER_QUERY_TIMEOUT_MS: integer(10, 600_000).default(20_000),
  RECKONER_QUERY_MEMORY_MB: integer(64, 65_536).default(1_024),
  RECKONER_QUERY_ROWS: integer(1, 100_000).default(1_000),
  RECKONER_LOG_LEVEL: z.enum(logLevels).default("info"),
  ...chatModelVariables,
  ...engineVariables,
  ...slackVariables,
  ...telemetryVariables,
});

type Environment = z.infer<typeof environmentSchema>;

/**
 * Reads the settings. Pure: it looks at `env` only; `directory` is where relative paths start.
 * Throws `CONFIG_INVALID` with every bad variable named at once.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>, directory: string): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environmentSchema.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  if (parsed.success) problems.push(...crossCheck(parsed.data));
  if (!parsed.success || problems.length > 0) {
    throw new AppError("CONFIG_INVALID", {
      detail: problems.join("; "),
      hint: "Mend the named environment variables; .env.example lists all of them with their form.",
    });
  }
  const settings = parsed.data;
  const dataDirectory = path.resolve(directory, settings.RECKONER_DATA_DIR);
  return {
    server: serverOf(settings),
    signIn: signInOf(settings),
    rates: ratesOf(settings),
    data: {
      directory: dataDirectory,
      runsKept: { runs: settings.RECKONER_RUNS_KEPT, days: settings.RECKONER_RUNS_KEPT_DAYS },
    },
    sample: {
      customers: settings.RECKONER_CUSTOMERS,
      seed: settings.RECKONER_SEED,
      activityDays: settings.RECKONER_ACTIVITY_DAYS,
    },
    chatModel: chatModelOf(settings),
    store: {
      location: storeLocationOf(settings.RECKONER_STORE, dataDirectory),
      retentionDays: settings.RECKONER_RETENTION_DAYS,
      auditQuestions: settings.RECKONER_AUDIT_QUESTIONS,
    },
    alerts:
      settings.RECKONER_ALERTS_FILE === undefined
        ? null
        : { rulesFile: path.resolve(directory, settings.RECKONER_ALERTS_FILE) },
    engine: engineOf(settings),
    budget: budgetOf(settings),
    slack: slackOf(settings),
    role: settings.RECKONER_ROLE,
    limits: {
      questionChars: settings.RECKONER_QUESTION_CHARS,
      turnTimeoutMs: settings.RECKONER_TURN_TIMEOUT_MS,
      modelIdleTimeoutMs: settings.RECKONER_MODEL_IDLE_TIMEOUT_MS,
      queryTimeoutMs: settings.RECKONER_QUERY_TIMEOUT_MS,
      queryMemoryMb: settings.RECKONER_QUERY_MEMORY_MB,
      queryRows: settings.RECKONER_QUERY_ROWS,
    },
    log: { level: settings.RECKONER_LOG_LEVEL },
    telemetry: telemetryOf(settings),
  };
}

function crossCheck(settings: Environment): string[] {
  return [...chatModelFaults(settings), ...engineFaults(settings), ...serverFaults(settings), ...slackFaults(settings)];
}

function storeLocationOf(setting: string | undefined, dataDirectory: string): StoreLocation {
  if (setting === undefined) return { kind: "sqlite", file: path.join(dataDirectory, "reckoner.db") };
  return setting === "memory" ? { kind: "memory" } : { kind: "postgres", url: setting };
}
