import type { QueryExecution } from "@aws-sdk/client-athena";

import { AppError, isAppError } from "#core";

import { isFault, isThrottled } from "./send-with-retries.ts";

/** Athena's `ErrorCategory`: whose fault it was. */
const systemFault = 1;

/** Whether a failed query may succeed when it runs again as it is. */
export function isWorthAnotherRun({ Status: status }: QueryExecution): boolean {
  return (
    status?.State === "FAILED" &&
    (status.AthenaError?.Retryable === true || status.AthenaError?.ErrorCategory === systemFault)
  );
}

/**
 * The failure of a query that ended as FAILED or CANCELLED. Athena's own words may hold values of rows: only those
 * about names and types go on.
 */
export function toQueryFailure(execution: QueryExecution): AppError {
  const reason = execution.Status?.StateChangeReason ?? execution.Status?.AthenaError?.ErrorMessage ?? "";
  const [detail, hint] = failureWords(reason, execution);
  const code = isAboutAccess(reason) ? "ENGINE_FORBIDDEN" : "SQL_FAILED";
  return new AppError(code, { detail, hint, cause: reason });
}

/** The failure of a query that would read more than it may. */
export function tooManyBytes(cause?: unknown): AppError {
  return new AppError("SQL_FAILED", {
    detail: "The query would read more bytes than a query may.",
    hint: "Name fewer columns, and filter by a partition's column first.",
    cause,
  });
}

/** What a call to Athena threw, told apart by what can be done about it. */
export function toCallFailure(error: unknown): AppError {
  if (isAppError(error)) return error;
  const name = error instanceof Error ? error.name : "";
  const message = error instanceof Error ? error.message : "";
  // The SDK's errors carry the whole exchange, signature included: only their words are kept.
  const cause = `${name}: ${message}`;
  if (name === "CredentialsProviderError") {
    return forbidden(
      "There are no AWS credentials.",
      "Sign in, or give the service a role that may use Athena.",
      cause,
    );
  }
  if (name.startsWith("ExpiredToken")) {
    return forbidden("The AWS credentials have run out.", "Sign in again, or let the service renew its role.", cause);
  }
  if (/AccessDenied|UnrecognizedClient|InvalidSignature|InvalidClientTokenId/.test(name) || isAboutAccess(message)) {
    return forbidden(
      "AWS does not let this service use Athena.",
      "Check the role's rights on the workgroup, the catalog and the result bucket.",
      cause,
    );
  }
  if (name === "InvalidRequestException" && /work ?group/i.test(message)) {
    return new AppError("CONFIG_INVALID", {
      detail: "The Athena workgroup cannot be used.",
      hint: "Check its name and region, and that it is enabled and has a result location.",
      cause,
    });
  }
  if (isThrottled(error) || isFault(error)) {
    return new AppError("ENGINE_UNAVAILABLE", {
      detail: "Athena could not be reached or failed inside.",
      hint: "Check region and network, and try the same query again later.",
      cause,
    });
  }
  if (name === "InvalidRequestException" && /^(Queries of this type|line \d|.*SYNTAX_ERROR)/i.test(message)) {
    return new AppError("SQL_FAILED", { detail: firstLine(message), hint: mendHint, cause });
  }
  return new AppError("SQL_FAILED", {
    detail: "Athena did not take the query.",
    hint: "Write it in another way, in smaller steps.",
    cause,
  });
}

const mendHint = "Mend the query at this place, or write it in another way.";

function failureWords(reason: string, execution: QueryExecution): readonly [detail: string, hint: string] {
  if (/bytes scanned limit/i.test(reason)) {
    const { detail, hint } = tooManyBytes();
    return [detail, hint];
  }
  if (execution.Status?.State === "CANCELLED") return ["The query was cancelled in Athena.", "Ask again."];
  if (isAboutAccess(reason)) {
    return [
      "AWS does not let this service read the results.",
      "Check the role's rights on the tables' bucket and in Lake Formation.",
    ];
  }
  if (/DIVISION_BY_ZERO|division by zero/i.test(reason)) {
    return ["A division by zero stopped the query.", "Divide by nullif(x, 0)."];
  }
  if (/^(INVALID_CAST_ARGUMENT|INVALID_FUNCTION_ARGUMENT|NUMERIC_VALUE_OUT_OF_RANGE)/.test(reason)) {
    return ["A value could not be converted or is out of range.", "Use try_cast, or filter such values out first."];
  }
  if (/^EXCEEDED_\w*MEMORY|exhausted resources/i.test(reason)) {
    return ["The query needs more memory than it may take.", "Group or filter before joining and sorting."];
  }
  if (
    /^(SYNTAX_ERROR|TYPE_MISMATCH|(COLUMN|TABLE|FUNCTION|SCHEMA|CATALOG)_NOT_FOUND|AMBIGUOUS_NAME|MISSING_\w+)/.test(
      reason,
    )
  ) {
    return [firstLine(reason), mendHint];
  }
  if (/^(HIVE|ICEBERG|GLUE)_/.test(reason)) {
    return [
      "Athena cannot read the tables' files.",
      "Run the pipeline's publishing again; the files and the catalog do not agree.",
    ];
  }
  if (isWorthAnotherRun(execution)) return ["Athena failed inside, twice.", "Try the same query again later."];
  return ["Athena could not run the query.", "Write it in another way, in smaller steps."];
}

function isAboutAccess(message: string): boolean {
  return /access ?denied|not authorized|insufficient permissions|PERMISSION_DENIED/i.test(message);
}

function forbidden(detail: string, hint: string, cause: unknown): AppError {
  return new AppError("ENGINE_FORBIDDEN", { detail, hint, cause });
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").slice(0, 300);
}
