import { setTimeout as wait } from "node:timers/promises";

import type { AthenaClient } from "@aws-sdk/client-athena";

import { hashText } from "#core";

import type { ResultColumn, SqlValue } from "../port.ts";
import type { AthenaRunQueryOptions } from "./create-run-query.ts";
import { isWorthAnotherRun } from "./failure.ts";
import { readResults } from "./read-results.ts";
import { assertSucceeded, runExecution, type FinishedExecution } from "./run-execution.ts";
import type { Sleep } from "../remote/sleep.ts";

export type AthenaQuestion = {
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  /** Rows wanted at most. */
  readonly count: number;
  readonly signal: AbortSignal;
  readonly onThrottled: () => void;
};

export type AthenaFinding = FinishedExecution & { readonly rows: readonly (readonly SqlValue[])[] };

/** Runs the query to its end and reads its rows; once more where Athena itself was at fault. */
export async function askAthena(
  client: AthenaClient,
  options: AthenaRunQueryOptions,
  { sql, columns, count, signal, onThrottled }: AthenaQuestion,
): Promise<AthenaFinding> {
  const { sleep = waitFor, random, domain } = options;
  const deps = { sleep, random, onThrottled };
  const text = `${sql}\n-- run ${options.runId.replaceAll(/[^\w.:-]/g, "")}`;
  const run = () =>
    runExecution(
      client,
      {
        sql: text,
        token: hashText(`${options.ids("query")} ${text}`, 64),
        catalog: options.catalog ?? "AwsDataCatalog",
        database: options.database ?? domain.databases.analytics,
        workgroup: options.workgroup,
        outputLocation: options.outputLocation ?? null,
        reuseMinutes: options.reuseMinutes ?? 60,
        maxScannedBytes: options.maxScannedBytes ?? null,
      },
      signal,
      deps,
    );
  const first = await run();
  const finished = isWorthAnotherRun(first.execution) ? await run() : first;
  assertSucceeded(finished.execution);
  const rows = await readResults(client, finished.executionId, columns, count, signal, deps);
  return { ...finished, rows };
}

const waitFor: Sleep = (delayMs, signal) => wait(delayMs, undefined, { signal });
