import { createLogger, type Config, type Logger } from "#core";

import type { Tracing } from "./tracing.ts";

/** What a process tells of itself. */
export type Telemetry = {
  /** Each line within a trace has its trace_id and span_id. */
  readonly log: Logger;
  /** Null where the settings name nobody who takes traces. */
  readonly tracing: Tracing | null;
};

/** Part of the mains: the log, and traces where an endpoint is set. Only then is OpenTelemetry's SDK loaded. */
export async function openTelemetry(
  config: Pick<Config, "log" | "telemetry" | "engine" | "chatModel">,
): Promise<Telemetry> {
  const { traces } = config.telemetry;
  if (traces === null) return { log: createLogger(config.log.level), tracing: null };
  let tracing: Tracing | null = null;
  const log = createLogger(config.log.level, () => tracing?.logFields() ?? {});
  const { openTracing, ownOrigins } = await import("./open-tracing.ts");
  tracing = await openTracing(traces, { log, carryTo: ownOrigins(config) });
  return { log, tracing };
}
