import { ProtocolError, ProtocolErrorCode, type CallToolResult } from "@modelcontextprotocol/server";

import { errorTable, toAppError, type AppError } from "#core";

/**
 * A failed call as a result that the other assistant's model can act on. Code, detail and hint go out, of an error
 * that nobody foresaw only that it was one.
 */
export function toErrorResult(thrown: unknown): CallToolResult {
  return { isError: true, content: [{ type: "text", text: wordsOf(toAppError(thrown)) }] };
}

/** The same for what has no result of its own to fail in: resources and prompts. */
export function toProtocolError(thrown: unknown): ProtocolError {
  const error = toAppError(thrown);
  const isCallers = errorTable[error.code].status < 500;
  return new ProtocolError(
    isCallers ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError,
    wordsOf(error),
  );
}

function wordsOf({ code, detail, hint }: AppError): string {
  return `${code}: ${detail} ${hint}`;
}
