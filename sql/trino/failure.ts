import { AppError, isAppError } from "#core";

import type { TrinoAnswer } from "./exchange.ts";
import type { TrinoError } from "./page.ts";

/**
 * Whether a failed query may succeed when it runs again as it is: soon, where something inside broke, or once there is
 * room for it.
 */
export function anotherRun({ errorName, errorType }: TrinoError): "never" | "soon" | "with room" {
  if (noRoom.has(errorName)) return "with room";
  return errorType === "INTERNAL_ERROR" || errorName === "ABANDONED_QUERY" ? "soon" : "never";
}

const noRoom: ReadonlySet<string> = new Set([
  "QUERY_QUEUE_FULL",
  "CLUSTER_OUT_OF_MEMORY",
  "ADMINISTRATIVELY_PREEMPTED",
  "NO_NODES_AVAILABLE",
  "SERVER_STARTING_UP",
  "SERVER_SHUTTING_DOWN",
]);

/**
 * The failure of a query, told apart by Trino's error name and group. Trino's own words may hold values of rows: only
 * those about names and types go on.
 */
export function toQueryFailure(error: TrinoError): AppError {
  const { errorName: name, errorType: group, message } = error;
  const cause = `${name}: ${message}`;
  const failure = (code: Parameters<typeof fail>[0], detail: string, hint: string) => fail(code, detail, hint, cause);
  if (name === "PERMISSION_DENIED" || name === "QUERY_REJECTED") {
    return failure("ENGINE_FORBIDDEN", "Trino does not let this user read the results.", rightsHint);
  }
  if (name === "EXCEEDED_TIME_LIMIT") {
    return failure(
      "SQL_TIMEOUT",
      "The query took longer than Trino lets it.",
      "Ask for less: filter or group earlier.",
    );
  }
  if (noRoom.has(name) || /^CATALOG_(NOT_AVAILABLE|UNAVAILABLE)$/.test(name)) {
    return failure("ENGINE_UNAVAILABLE", "Trino has no room for the query.", laterHint);
  }
  if (/^(CATALOG|SCHEMA|TABLE)_NOT_FOUND$|^MISSING_(CATALOG|SCHEMA)_NAME$/.test(name)) {
    return failure(
      "RESULTS_MISSING",
      "Trino's catalog does not have the results' tables.",
      "Check the catalog's name, and that its schemas and tables are those of docs/trino.md.",
    );
  }
  if (/^(INVALID_SESSION_PROPERTY|INCOMPATIBLE_CLIENT)$/.test(name)) {
    return failure("CONFIG_INVALID", "Trino does not take the query's settings.", "Use Trino 400 or newer.");
  }
  if (group === "EXTERNAL") {
    return failure(
      "RESULTS_DAMAGED",
      "Trino cannot read the tables' files.",
      "Check that Trino may read the storage; if it may, run the pipeline's publishing again.",
    );
  }
  return failure("SQL_FAILED", ...queryWords(error));
}

/** What is wrong with the query itself, and what to do about it. */
function queryWords({ errorName: name, errorType: group, message }: TrinoError): readonly [string, string] {
  if (name === "EXCEEDED_SCAN_LIMIT") return tooManyBytesWords;
  if (/^EXCEEDED_\w*(MEMORY|SPILL)/.test(name)) {
    return ["The query needs more memory than it may take.", "Group or filter before joining and sorting."];
  }
  if (/^EXCEEDED_|^QUERY_HAS_TOO_MANY_STAGES$|^GENERIC_INSUFFICIENT_RESOURCES$/.test(name)) {
    return ["The query needs more work than it may take.", "Ask for less: filter earlier, and join fewer tables."];
  }
  if (name === "USER_CANCELED" || name === "ADMINISTRATIVELY_KILLED") {
    return ["The query was cancelled in Trino.", "Ask again."];
  }
  if (name === "DIVISION_BY_ZERO") return ["A division by zero stopped the query.", "Divide by nullif(x, 0)."];
  if (/^(INVALID_CAST_ARGUMENT|INVALID_FUNCTION_ARGUMENT|NUMERIC_VALUE_OUT_OF_RANGE)$/.test(name)) {
    return ["A value could not be converted or is out of range.", "Use try_cast, or filter such values out first."];
  }
  if (
    /^(SYNTAX_ERROR|TYPE_MISMATCH|(COLUMN|FUNCTION|OPERATOR|TYPE)_NOT_FOUND|AMBIGUOUS_NAME|MISSING_\w+)$/.test(name)
  ) {
    return [`${name}: ${firstLine(message)}`, "Mend the query at this place, or write it in another way."];
  }
  if (group === "INTERNAL_ERROR" || name === "ABANDONED_QUERY") {
    return ["Trino failed inside, twice.", "Try the same query again later, or write it in another way."];
  }
  return ["Trino could not run the query.", "Write it in another way, in smaller steps."];
}

/** The failure of a call that got an answer, but neither a page nor the advice to try again. */
export function toCallFailure({ status, text }: TrinoAnswer, withoutSecrets: (text: string) => string): AppError {
  const cause = `HTTP ${status}: ${withoutSecrets(firstLine(text))}`;
  if (status === 401) {
    return fail(
      "ENGINE_FORBIDDEN",
      "Trino does not know this user.",
      "Check the user, and the password or token.",
      cause,
    );
  }
  if (status === 403) return fail("ENGINE_FORBIDDEN", "Trino does not let this user ask.", rightsHint, cause);
  if (status >= 300 && status < 400) {
    return fail("CONFIG_INVALID", "Trino's address leads on to another one.", "Set the address it leads to.", cause);
  }
  if (status >= 500) return unavailable(cause);
  return fail("CONFIG_INVALID", `Trino did not take the request (HTTP ${status}).`, addressHint, cause);
}

/** The failure of a call without an answer. */
export function toNetworkFailure(error: unknown): AppError {
  if (isAppError(error)) return error;
  const name = networkCode(error);
  if (!isCertificate(name)) return unavailable(name);
  return fail(
    "CONFIG_INVALID",
    "Trino's certificate is not trusted.",
    "Give its authority's certificate in NODE_EXTRA_CA_CERTS, and use the host name that it is made out to.",
    name,
  );
}

/** Whether the same call would fail again, however often it is made. */
export function isForGood(error: unknown): boolean {
  return isAppError(error) || isCertificate(networkCode(error));
}

/** Trino is not there, or fails. */
export function unavailable(cause: unknown): AppError {
  return fail(
    "ENGINE_UNAVAILABLE",
    "Trino could not be reached or failed inside.",
    `${addressHint} ${laterHint}`,
    cause,
  );
}

/** An answer that the protocol rules out. */
export function unreadable(what: string): AppError {
  return fail("ENGINE_UNAVAILABLE", `Trino's answer cannot be read: ${what}.`, addressHint);
}

/** A query that read more than it may. */
export function tooManyBytes(): AppError {
  return fail("SQL_FAILED", ...tooManyBytesWords);
}

/** A result that nobody would read. */
export function resultTooLarge(): AppError {
  return fail("SQL_FAILED", "The result is too large.", "Name fewer columns, or shorten long texts and lists.");
}

const tooManyBytesWords = [
  "The query would read more bytes than a query may.",
  "Name fewer columns, and filter by a partition's column first.",
] as const;
const rightsHint = "Check the user's rights in Trino: docs/trino.md lists them.";
const addressHint = "Check that the address is Trino's.";
const laterHint = "Try the same query again later.";

function fail(code: AppError["code"], detail: string, hint: string, cause?: unknown): AppError {
  return new AppError(code, { detail, hint, cause });
}

/** What broke under fetch: its code (ECONNRESET, CERT_HAS_EXPIRED …), or its words where it has none. */
function networkCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.name;
  return "code" in cause ? String(cause.code) : cause.message;
}

function isCertificate(code: string): boolean {
  return /CERT|UNABLE_TO_|SELF_SIGNED/.test(code);
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").slice(0, 300);
}
