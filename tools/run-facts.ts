import { inputColumns, type Column, type Domain } from "#knowledge";
import type { FeatureSpec } from "#ml";
import type { QueryResult, SqlValue } from "#sql";

import { drawAlikeCustomers, type AlikeCustomers } from "./alike-customers.ts";
import type { ToolDeps } from "./deps.ts";
import { lookUpLeverTruth, type LeverTruth } from "./lever-truth.ts";
import { leversOf, quantilesSql, readQuantiles, type LeverQuantiles } from "./reachable-changes.ts";

/** The range of a lever that the models have seen enough of. */
export type SeenRange = { readonly low: number; readonly high: number };

/**
 * What every answer about the same run needs again. A run never changes, so each is looked up once and kept; a look-up
 * that failed is not. None takes a signal: who waits for one may be another person than who asked first.
 */
export type RunFacts = {
  /** The median of each numeric input column, the most frequent value of each other one; protected ones left out. */
  readonly typicalValues: () => Promise<ReadonlyMap<string, SqlValue>>;
  /** The levers' quartiles among the customers that have these values. */
  readonly leverQuantiles: (comparable: Readonly<Record<string, SqlValue>>) => Promise<LeverQuantiles>;
  /** The lever's 1st and 99th percentile; null where it is no number. */
  readonly seenRange: (lever: Column) => Promise<SeenRange | null>;
  /** How far the models' answers for levers are from the truth, where it is known. */
  readonly leverTruth: () => Promise<readonly LeverTruth[]>;
  /** Real customers, as a model with these features sees them, that a changed one is compared with. */
  readonly alikeCustomers: (features: readonly FeatureSpec[]) => Promise<AlikeCustomers>;
};

/** The facts of the run behind `deps.runQuery`, with the rights of `deps.role`. */
export function createRunFacts(deps: ToolDeps): RunFacts {
  const { domain } = deps;
  const run = (sql: string) => deps.runQuery({ sql, role: deps.role });
  const kept = new Map<string, Promise<unknown>>();
  /** `T` hangs on the key alone: each key is used with one look-up. */
  const once = <T>(key: string, lookUp: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known) return known as Promise<T>;
    const pending = lookUp();
    kept.set(key, pending);
    pending.catch(() => kept.delete(key));
    return pending;
  };
  return {
    typicalValues: () => once("typical", () => lookUpTypicalValues(domain, run)),
    leverQuantiles: (comparable) =>
      once(`quantiles ${JSON.stringify(comparable)}`, async () =>
        readQuantiles(domain, await run(quantilesSql(domain, comparable))),
      ),
    alikeCustomers: (features) =>
      once(`alike ${features.map(({ name }) => name).join()}`, () => drawAlikeCustomers(deps, features)),
    leverTruth: () => once("truth", () => lookUpLeverTruth(domain, run)),
    seenRange: (lever) => once(`range ${lever.name}`, () => lookUpSeenRange(domain, lever, run)),
  };
}

/** Quartiles of everybody who has set a settable lever, by the lever's name. */
export async function quantilesAfterSetting(
  domain: Domain,
  facts: RunFacts,
): Promise<ReadonlyMap<string, LeverQuantiles>> {
  const settable = leversOf(domain).flatMap(({ name, lever }) =>
    lever?.direction === "set" ? [{ name, to: lever.to }] : [],
  );
  return new Map(
    await Promise.all(
      settable.map(async ({ name, to }) => [name, await facts.leverQuantiles({ [name]: to })] as const),
    ),
  );
}

async function lookUpTypicalValues(
  domain: Domain,
  run: (sql: string) => Promise<QueryResult>,
): Promise<ReadonlyMap<string, SqlValue>> {
  const { table } = domain.results;
  const visible = inputColumns(domain).filter((column) => column.privacy !== "confidential");
  const numeric = visible.filter(isNumber);
  const medians = await run(
    `SELECT ${numeric.map(({ name }) => `approx_percentile(${name}, 0.5) AS ${name}`).join(", ")} FROM ${table}`,
  );
  const modes = await Promise.all(
    visible
      .filter((column) => !isNumber(column))
      .map(async ({ name }): Promise<[string, SqlValue]> => {
        const mode = await run(
          `SELECT ${name}, count(*) AS customers FROM ${table} WHERE ${name} IS NOT NULL GROUP BY ${name} ORDER BY customers DESC LIMIT 1`,
        );
        return [name, mode.rows[0]?.[0] ?? null];
      }),
  );
  return new Map([
    ...medians.columns.map((column, index): [string, SqlValue] => [column.name, medians.rows[0]?.[index] ?? null]),
    ...modes,
  ]);
}

async function lookUpSeenRange(
  domain: Domain,
  lever: Column,
  run: (sql: string) => Promise<QueryResult>,
): Promise<SeenRange | null> {
  if (!isNumber(lever)) return null;
  const result = await run(
    `SELECT approx_percentile(${lever.name}, 0.01) AS low, approx_percentile(${lever.name}, 0.99) AS high FROM ${domain.results.table}`,
  );
  const [low, high] = result.rows[0] ?? [];
  return { low: Number(low), high: Number(high) };
}

function isNumber(column: Column): boolean {
  return column.type === "int" || column.type === "double";
}
