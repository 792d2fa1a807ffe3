import { AppError } from "#core";

/** The error of a query that its asker, or the end of the service, stopped. */
export function queryStopped(cause: unknown): AppError {
  return new AppError("TURN_ABORTED", { detail: "The query was stopped.", hint: "Ask again.", cause });
}

/** The error of a query that reached its deadline. */
export function queryLate(timeoutMs: number, cause: unknown): AppError {
  return new AppError("SQL_TIMEOUT", {
    detail: `The query took longer than ${timeoutMs} ms.`,
    hint: "Ask for less: filter earlier, join fewer tables, or group before joining.",
    cause,
  });
}
