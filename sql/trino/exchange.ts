import { resultTooLarge } from "./failure.ts";

export type TrinoCall = {
  readonly method: "POST" | "GET" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type TrinoAnswer = {
  readonly status: number;
  /** The header's text, as the server wrote it. */
  readonly retryAfter: string | null;
  readonly text: string;
  /** Size of the text before it became one, decompressed. */
  readonly bytes: number;
};

/** Bytes of one answer, and of all the rows of a result together, decompressed: nobody reads more than that. */
export const maxResultBytes = 16 * 2 ** 20;
/** What is read of an answer that is not a page; it says what went wrong. */
const maxProblemBytes = 2_000;

/**
 * One request and its whole answer, whatever its status, within `timeoutMs`. Follows no redirect, so that the
 * credentials go nowhere else. Rejects with fetch's error where there is no answer, `SQL_FAILED` where it is too large.
 */
export async function exchange(call: TrinoCall, timeoutMs: number, signal: AbortSignal): Promise<TrinoAnswer> {
  const { method, url, headers, body } = call;
  // Not AbortSignal.timeout: Node 20 forgets one that only AbortSignal.any knows of, and it never fires.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException("no answer in time", "TimeoutError")), timeoutMs);
  try {
    const either = AbortSignal.any([signal, late.signal]);
    const response = await fetch(url, { method, headers, body, redirect: "manual", signal: either });
    const { chunks, isCut, bytes } = await readUpTo(response, response.ok ? maxResultBytes : maxProblemBytes);
    if (isCut && response.ok) throw resultTooLarge();
    return {
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      text: Buffer.concat(chunks).toString("utf8"),
      bytes,
    };
  } finally {
    clearTimeout(timer);
  }
}

/** Counts what comes out of decompression, so that a small answer cannot become a large one unseen. */
async function readUpTo({ body }: Response, limitBytes: number) {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (body === null) return { chunks, isCut: false, bytes };
  // Leaving the loop cancels the rest of the body.
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) return { chunks, isCut: true, bytes };
    chunks.push(chunk);
  }
  return { chunks, isCut: false, bytes };
}
