import { AppError } from "#core";

/** What DuckDB threw, as `SQL_FAILED`. Its own words may hold values of rows: only those about names and types go on. */
export function toEngineFailure(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const [detail, hint] = failureWords(cause instanceof Error ? cause.message : "");
  return new AppError("SQL_FAILED", { detail, hint, cause });
}

/** Whether DuckDB gave up because of its memory limit. */
export function isOutOfMemory(cause: unknown): boolean {
  return cause instanceof Error && /^Out of Memory/i.test(cause.message);
}

/** The failure of a query that outgrew its memory. */
export function outOfMemory(cause?: unknown): AppError {
  return new AppError("SQL_FAILED", {
    detail: "The query needs more memory than it may take.",
    hint: "Group or filter before joining and sorting.",
    cause,
  });
}

function failureWords(message: string): readonly [detail: string, hint: string] {
  const [firstLine = ""] = message.split("\n");
  if (message.includes("Division by zero")) return ["A division by zero stopped the query.", "Divide by nullif(x, 0)."];
  if (/^(Conversion|Invalid Input|Out of Range)/i.test(message)) {
    return ["A value could not be converted or is out of range.", "Use try_cast, or filter such values out first."];
  }
  if (/^(Binder|Parser|Catalog) Error/i.test(message))
    return [firstLine.slice(0, 300), "Mend the query at this place, or write it in another way."];
  return ["The engine could not run the query.", "Write it in another way, in smaller steps."];
}
