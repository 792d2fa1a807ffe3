import {
  GetQueryExecutionCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  type AthenaClient,
  type QueryExecution,
} from "@aws-sdk/client-athena";

import { AppError } from "#core";

import { toQueryFailure, tooManyBytes } from "./failure.ts";
import { hasAnswer, sendWithRetries, type RetryDeps } from "./send-with-retries.ts";

export type ExecutionRequest = {
  /** The text as Athena gets it. */
  readonly sql: string;
  /** 32 to 128 characters: the same token never starts a second query, however often it is sent. */
  readonly token: string;
  readonly catalog: string;
  readonly database: string;
  readonly workgroup: string;
  /** Where results go, as s3://bucket/prefix/; the workgroup's own place where null. */
  readonly outputLocation: string | null;
  /** Age up to which Athena may give an earlier result of the same text; 0 for never. At most 10,080. */
  readonly reuseMinutes: number;
  /** Bytes after which the query is stopped; the workgroup's own limit holds besides. Null for none. */
  readonly maxScannedBytes: number | null;
};

export type FinishedExecution = { readonly executionId: string; readonly execution: QueryExecution };

const firstPollMs = 200;
const longestPollMs = 5_000;
/** Time that stopping may take, after the query's own time is over. */
const stopMs = 5_000;

/**
 * Starts a query and waits until it has ended, however it ended. A query that is still running when this throws has
 * been told to stop, also when it was the answer to its start that got lost.
 */
export async function runExecution(
  client: AthenaClient,
  request: ExecutionRequest,
  signal: AbortSignal,
  deps: RetryDeps,
): Promise<FinishedExecution> {
  signal.throwIfAborted();
  let executionId: string | undefined;
  let ended = false;
  let mayHaveStarted = false;
  const onLostAnswer = () => (mayHaveStarted = true);
  try {
    executionId = await start(client, request, signal, deps, onLostAnswer);
    const execution = await waitForEnd(client, executionId, request.maxScannedBytes, signal, deps);
    ended = true;
    return { executionId, execution };
  } finally {
    if (!ended && (executionId !== undefined || mayHaveStarted)) await stop(client, request, executionId, deps);
  }
}

async function start(
  client: AthenaClient,
  request: ExecutionRequest,
  signal: AbortSignal,
  deps: RetryDeps,
  onLostAnswer: () => void,
): Promise<string> {
  const command = new StartQueryExecutionCommand({
    QueryString: request.sql,
    ClientRequestToken: request.token,
    WorkGroup: request.workgroup,
    QueryExecutionContext: { Catalog: request.catalog, Database: request.database },
    ...(request.outputLocation === null ? {} : { ResultConfiguration: { OutputLocation: request.outputLocation } }),
    ...(request.reuseMinutes === 0
      ? {}
      : {
          ResultReuseConfiguration: {
            ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: request.reuseMinutes },
          },
        }),
  });
  const send = async () => {
    try {
      return await client.send(command, { abortSignal: signal });
    } catch (error) {
      if (!hasAnswer(error)) onLostAnswer();
      throw error;
    }
  };
  const { QueryExecutionId: id } = await sendWithRetries(send, signal, deps);
  if (id === undefined) throw unexpectedAnswer("no id for the query");
  return id;
}

async function waitForEnd(
  client: AthenaClient,
  executionId: string,
  maxScannedBytes: number | null,
  signal: AbortSignal,
  deps: RetryDeps,
): Promise<QueryExecution> {
  const command = new GetQueryExecutionCommand({ QueryExecutionId: executionId });
  for (let pollMs = firstPollMs; ; pollMs = Math.min(longestPollMs, pollMs * 1.5)) {
    await deps.sleep(pollMs * (0.75 + 0.5 * deps.random.uniform()), signal);
    const { QueryExecution: execution } = await sendWithRetries(
      () => client.send(command, { abortSignal: signal }),
      signal,
      deps,
    );
    if (!execution) throw unexpectedAnswer("no state for the query");
    assertSelect(execution);
    switch (execution.Status?.State) {
      case "SUCCEEDED":
      case "FAILED":
      case "CANCELLED":
        return execution;
      // RUNNING may go back to QUEUED: neither says how far it is.
      default:
        if ((execution.Statistics?.DataScannedInBytes ?? 0) > (maxScannedBytes ?? Infinity)) throw tooManyBytes();
    }
  }
}

/** What the guard let pass is a SELECT; if Athena reads it as anything else, one of the two is wrong. */
function assertSelect({ StatementType: kind, SubstatementType: subKind }: QueryExecution): void {
  if ((kind === undefined || kind === "DML") && (subKind === undefined || subKind === "SELECT")) return;
  throw new AppError("SQL_REFUSED", {
    detail: `Athena reads the query as ${[kind, subKind].filter(Boolean).join(" ")}, not as a SELECT.`,
    hint: "Write it as one plain SELECT.",
  });
}

/** Stops a query, by its token where its id is not known: the same token gives the id of the query it started. */
async function stop(
  client: AthenaClient,
  request: ExecutionRequest,
  knownId: string | undefined,
  deps: RetryDeps,
): Promise<void> {
  const signal = AbortSignal.timeout(stopMs);
  try {
    const id = knownId ?? (await start(client, request, signal, deps, () => {}));
    const command = new StopQueryExecutionCommand({ QueryExecutionId: id });
    await sendWithRetries(() => client.send(command, { abortSignal: signal }), signal, deps);
  } catch {
    // Its time is over and the workgroup's own limits end it; the error on its way says more than this one.
  }
}

/** The execution where it succeeded; throws why it did not. */
export function assertSucceeded(execution: QueryExecution): void {
  if (execution.Status?.State !== "SUCCEEDED") throw toQueryFailure(execution);
}

/** An answer of Athena's that its description rules out. */
export function unexpectedAnswer(what: string): AppError {
  return new AppError("SQL_FAILED", {
    detail: `Athena's answer has ${what}.`,
    hint: "Try the same query again later.",
  });
}
