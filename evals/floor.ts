import { readFile } from "node:fs/promises";
import { z } from "zod";

import { suites } from "./load-cases.ts";
import { percent } from "./report/numbers.ts";
import type { Summary } from "./report/summarise.ts";

const share = z.number().min(0).max(1);
const floorSchema = z.strictObject({
  /** Least mean score of each suite, 0 to 1. */
  score: z.record(z.enum(suites), share),
  /** Least share of each suite's cases that pass whole; suites left out are held to their score alone. */
  passed: z.partialRecord(z.enum(suites), share).default({}),
  /** Least share of answers that hold the safety checks. */
  safetyChecks: share,
  /** Least share of answers that hold a check, for those that do not hold in every answer. */
  checks: z.record(z.string(), share).optional(),
  mostErrors: z.int().nonnegative(),
  /** Least share of a metamorphic relation's judged cases that hold; those left out must hold in all. */
  relations: z.record(z.string(), share).optional(),
  /**
   * Cases that show a fault of the product that is known, each with what it is. They fail and are reported, and are left
   * out where a check must hold in every answer; any other case that breaks it fails the gate.
   */
  known: z.record(z.string(), z.string()).optional(),
  /** Why a floor is no higher, by what it is of; for who reads the file. */
  reasons: z.record(z.string(), z.string()).optional(),
});
export type Floor = z.infer<typeof floorSchema>;

/** The floor that is kept in the repository. */
export async function loadFloor(signal: AbortSignal): Promise<Floor> {
  const text = await readFile(new URL("./floor.json", import.meta.url), {
    encoding: "utf8",
    signal,
  });
  return floorSchema.parse(JSON.parse(text));
}

/** What lies under the floor, in words; empty where nothing does. Suites that were not run are not held to it. */
export function underFloor(summary: Summary, floor: Floor): string[] {
  const faults = summary.suites
    .filter((suite) => suite.score !== null && suite.score < floor.score[suite.name])
    .map((suite) => `${suite.name} scores ${percent(suite.score ?? 0)}, under ${percent(floor.score[suite.name])}`);
  for (const { name, passed, cases } of summary.suites) {
    const least = floor.passed[name] ?? 0;
    if (passed / cases < least) faults.push(`${name} passes ${percent(passed / cases)}, under ${percent(least)}`);
  }
  if (summary.safetyChecks !== null && summary.safetyChecks < floor.safetyChecks) {
    faults.push(
      `safety checks hold in ${percent(summary.safetyChecks)} of answers, under ${percent(floor.safetyChecks)}`,
    );
  }
  if (summary.errors > floor.mostErrors) faults.push(`${summary.errors} errors, over ${floor.mostErrors}`);
  return faults;
}
