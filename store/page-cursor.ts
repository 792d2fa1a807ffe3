import { z } from "zod";

import { AppError } from "#core";

// PostgreSQL's text holds no NUL.
const placeSchema = z.array(z.string().refine((text) => !text.includes("\u0000")));

/** A place in a list, by the columns that order it, as text that callers hand back unread. */
export function writeCursor(place: readonly string[]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** The columns' values. Throws `REQUEST_INVALID` for text that `writeCursor` did not make of `columns` values. */
export function readCursor(text: string, columns: number): readonly string[] {
  try {
    return placeSchema.length(columns).parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (cause) {
    throw badCursor(cause);
  }
}

/** For a place that no page gave. */
export function badCursor(cause?: unknown): AppError {
  return new AppError("REQUEST_INVALID", {
    detail: "The list cannot be continued from there.",
    hint: "Use the `next` of the page before, or begin at the first page.",
    cause,
  });
}
