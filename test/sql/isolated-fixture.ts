import { afterAll, afterEach, beforeAll, expect } from "vitest";

import { createSequentialIdSource, createSystemClock, isAppError } from "#core";
import { createIsolatedRunQuery, type DuckDbEngine, type IsolatedRunQueryOptions } from "#sql";

import { openTinyEngine, type TinyEngine } from "../support/open-tiny-engine.ts";

type Started = { readonly lane: "quick" | "slow"; readonly pid: number };

/**
 * For test files over engines with processes of their own: the tiny results, and engines over them that are closed
 * after each test.
 */
export function prepareIsolatedEngines() {
  let tiny: TinyEngine | undefined;
  const opened: DuckDbEngine[] = [];
  const results = () => {
    if (tiny === undefined) throw new RangeError("asked before the tests began");
    return tiny;
  };
  beforeAll(async () => {
    tiny = await openTinyEngine();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((engine) => engine.close()));
  });
  afterAll(() => tiny?.remove());

  const open = async (options: Partial<IsolatedRunQueryOptions> = {}) => {
    const started: Started[] = [];
    const { databasePath, domain } = results();
    const engine = await createIsolatedRunQuery({
      databasePath,
      domain,
      memoryMb: 512,
      timeoutMs: 20_000,
      maxRows: 100,
      clock: createSystemClock(),
      ids: createSequentialIdSource(),
      onProcess: (lane, pid = 0) => {
        started.push({ lane, pid });
        options.onProcess?.(lane, pid);
      },
      ...options,
    });
    opened.push(engine);
    const ask = (sql: string, person?: string, signal?: AbortSignal) =>
      engine.runQuery({ sql, role: "analyst", person, signal });
    const code = (sql: string, person?: string, signal?: AbortSignal) =>
      ask(sql, person, signal).then(
        () => "answered",
        (error: unknown) => (isAppError(error) ? error.code : String(error)),
      );
    return { ...engine, ask, code, started };
  };
  return { results, open };
}

export const short = "SELECT count(*) FROM final_results";

/** Tables of 10,000 numbers each, multiplied: minutes of work, all of it within the guard's limits. */
export const numbers = (names: string) =>
  Array.from(names, (name) => `UNNEST(sequence(1, 10000)) AS ${name}(x)`).join(" CROSS JOIN ");
export const endless = `SELECT sum(a.x * b.x * c.x * d.x * e.x) FROM ${numbers("abcde")}`;

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export async function until(condition: () => boolean): Promise<void> {
  const lateMs = performance.now() + 10_000;
  while (!condition() && performance.now() < lateMs) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
}
