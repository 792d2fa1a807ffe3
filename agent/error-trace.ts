import { isAppError } from "#core";

const framesKept = 4;

/** Name, code and place of an error for the log; its message may hold rows or literals of a query and is left out. */
export function traceOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    error: error.name,
    ...(isAppError(error) && { code: error.code }),
    at: frames.slice(0, framesKept).map((line) => line.trim()),
  };
}
