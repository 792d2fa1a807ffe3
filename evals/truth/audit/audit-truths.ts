import { toAppError } from "#core";
import type { LiveRun } from "#pipeline";

import type { SuiteCase } from "../../load-cases.ts";
import type { TruthBase } from "../open-truth.ts";
import { openPublishedTables } from "../spec/published-tables.ts";
import type { Truth, TruthSource } from "../truth-source.ts";
import { disagreementOf } from "./second-look.ts";
import { createCustomers, loadWalker, type Walker } from "./walk-trees.ts";

/** What the audit of the truths found. */
export type Audit = {
  /** Different truths of the cases. */
  readonly truths: number;
  readonly agreeing: number;
  /** The case, the table, and how the two computations differ. */
  readonly faults: readonly string[];
};

/**
 * Computes every truth of the cases, each different one once, and computes it a second time by another way. Cases are to
 * be bound to their customers before. A truth that fails to be computed is a fault.
 */
export async function auditTruths(
  cases: readonly SuiteCase[],
  deps: {
    readonly run: LiveRun;
    readonly base: TruthBase;
    readonly truthOf: (sources: Readonly<Record<string, TruthSource>>) => Promise<Truth>;
    readonly signal: AbortSignal;
  },
): Promise<Audit> {
  const { run, base, truthOf, signal } = deps;
  const tables = await openPublishedTables(run, base.domain, signal);
  const customers = createCustomers(tables, base.domain);
  const walkers = new Map<string, Promise<Walker>>();
  const walkerOf = (model: string) => {
    const found = walkers.get(model) ?? loadWalker(run, base.domain, model, signal);
    walkers.set(model, found);
    return found;
  };
  const seen = new Set<string>();
  const faults: string[] = [];
  try {
    for (const one of cases) {
      for (const [name, source] of Object.entries(one.truth)) {
        signal.throwIfAborted();
        const key = JSON.stringify(source);
        if (seen.has(key)) continue;
        seen.add(key);
        const fault = await faultOf(name, source, truthOf, (entry) =>
          disagreementOf(source, entry, { run, base, tables, customers, walkerOf }),
        );
        if (fault !== null) faults.push(`${one.id} ${name}: ${fault}`);
      }
    }
  } finally {
    tables.close();
  }
  return { truths: seen.size, agreeing: seen.size - faults.length, faults };
}

async function faultOf(
  name: string,
  source: TruthSource,
  truthOf: (sources: Readonly<Record<string, TruthSource>>) => Promise<Truth>,
  compare: (entry: Truth[string]) => Promise<string | null>,
): Promise<string | null> {
  try {
    const entry = (await truthOf({ [name]: source }))[name];
    return entry === undefined ? "is not computed" : await compare(entry);
  } catch (thrown) {
    return toAppError(thrown).detail;
  }
}
