import type { Counter, Gauge, Histogram, Registry } from "./registry.ts";

/** What is counted of the service. Each label's values are in its help. */
export type Instruments = {
  readonly requests: Histogram;
  readonly turns: Histogram;
  readonly turnsRunning: Gauge;
  readonly tools: Histogram;
  readonly queries: Histogram;
  readonly queriesRunning: Gauge;
  readonly scannedBytes: Counter;
  readonly tokens: Counter;
  readonly dollars: Counter;
  readonly memory: Counter;
  readonly untraced: Counter;
};

/** Upper bounds in seconds: from what is read from memory to what a language model takes. */
const quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const slow = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120];

/** Declares the service's metrics, and those of its process, in the registry. */
export function createInstruments(registry: Registry): Instruments {
  registry.measure("process_resident_memory_bytes", "Memory of the process.", () => process.memoryUsage.rss());
  registry.measure("process_uptime_seconds", "Since the process started.", () => process.uptime());
  const cpu = () => process.cpuUsage();
  registry.measure("process_cpu_seconds", "Of processor time.", () => (cpu().user + cpu().system) / 1e6);
  return {
    requests: registry.histogram(
      "reckoner_http_request_seconds",
      "Time until a response's head was ready, by method, route (its pattern) and status.",
      quick,
    ),
    turns: registry.histogram(
      "reckoner_turn_seconds",
      "Turns by outcome, or the code of their error, and channel.",
      slow,
    ),
    turnsRunning: registry.gauge("reckoner_turns_running", "Answers that are being made."),
    tools: registry.histogram(
      "reckoner_tool_seconds",
      "Tool calls of turns, by tool and whether they succeeded.",
      quick,
    ),
    queries: registry.histogram(
      "reckoner_query_seconds",
      "Queries by engine, and ok or the code of their error.",
      quick,
    ),
    queriesRunning: registry.gauge("reckoner_queries_running", "Queries that run or wait for their engine."),
    scannedBytes: registry.counter("reckoner_scanned_bytes_total", "Read by queries, as their engine says."),
    tokens: registry.counter("reckoner_tokens_total", "Of the language model, by provider and kind."),
    dollars: registry.counter("reckoner_model_dollars_total", "At list prices, where the model's price is known."),
    memory: registry.counter(
      "reckoner_answers_from_memory_total",
      "Answers by whether they came from memory: hit or miss.",
    ),
    untraced: registry.counter("reckoner_untraced_numbers_total", "Numbers in answers that no tool result holds."),
  };
}
