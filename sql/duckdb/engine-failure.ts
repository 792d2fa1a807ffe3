import { AppError } from "#core";

/** What DuckDB threw, as `SQL_FAILED`. Its own words may hold values of rows: only those about names and types go on. */
export function toEngineFailure(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const [detail, hint] = failureWords(cause instanceof Error ? cause.message : "");
  return new AppError("SQL_FAILED", { detail, hint, cause });
}

/** Whether the failure, or what it came from, is DuckDB's memory limit. */
export function isOutgrown(failure: unknown): boolean {
  const cause = failure instanceof AppError ? failure.cause : failure;
  return cause instanceof Error && isAboutMemory(cause.message);
}

function failureWords(message: string): readonly [detail: string, hint: string] {
  const [firstLine = ""] = message.split("\n");
  if (message.includes("Division by zero")) return ["A division by zero stopped the query.", "Divide by nullif(x, 0)."];
  if (isAboutMemory(message)) return outgrownWords;
  if (/^(Conversion|Invalid Input|Out of Range)/i.test(message)) {
    return ["A value could not be converted or is out of range.", "Use try_cast, or filter such values out first."];
  }
  if (/^(Binder|Parser|Catalog) Error/i.test(message))
    return [firstLine.slice(0, 300), "Mend the query at this place, or write it in another way."];
  return ["The engine could not run the query.", "Write it in another way, in smaller steps."];
}

/** Detail and hint for a query that needs more memory than it may take. */
export const outgrownWords = [
  "The query needs more memory than it may take.",
  "Group or filter before joining and sorting.",
] as const;

function isAboutMemory(message: string): boolean {
  return /^Out of Memory/i.test(message);
}
