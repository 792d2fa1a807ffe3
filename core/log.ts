import { pino, type Logger } from "pino";

export type { Logger } from "pino";

/** Names under which a secret could come along; redacted at the top of a line and one level below. */
const secretNames = ["authorization", "apiKey", "token", "password", "secret"];

/**
 * A JSON log on standard error: event names, ids, durations and counts only. Rows, prompts, questions and
 * answers are never passed to it; the redaction is the second net, not the first. What `fieldsNow` gives is in each line.
 */
export function createLogger(level: LogLevel, fieldsNow?: () => Readonly<Record<string, string>>): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      ...(fieldsNow && { mixin: fieldsNow }),
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretNames.flatMap((name) => [name, `*.${name}`]),
        censor: "[redacted]",
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** A log that drops everything. */
export function createSilentLogger(): Logger {
  return pino({ level: "silent" });
}

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];
