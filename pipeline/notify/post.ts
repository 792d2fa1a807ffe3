import { AppError } from "#core";

/** How long a target may take to answer. */
const timeoutMs = 10_000;

/**
 * Posts JSON and gives the response's text, at most so far as it is read in time. Redirects are not followed. Throws
 * `ALERT_UNDELIVERED` where nobody answers in time or the answer is 408, 429 or 5xx, and `CONFIG_INVALID` for every
 * other answer but 2xx.
 */
export async function postJson(
  name: string,
  request: { readonly url: string; readonly body: string; readonly headers: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<string> {
  const response = await answerTo(name, request, signal);
  const { status, text } = response;
  if (status >= 200 && status < 300) return text;
  if (status === 408 || status === 429 || status >= 500) throw undelivered(name, `it answered ${status}`);
  throw refused(name, `it answered ${status}`);
}

/** A target that may take the message later. */
export function undelivered(name: string, reason: string, cause?: unknown): AppError {
  return new AppError("ALERT_UNDELIVERED", {
    detail: `The alerts' target ${name} did not take a message: ${reason}.`,
    hint: "It is tried again after the next run, or with `npm run pipeline -- alerts send`.",
    cause,
  });
}

/** A target that will not take the message until somebody mends its settings. */
export function refused(name: string, reason: string, cause?: unknown): AppError {
  return new AppError("CONFIG_INVALID", {
    detail: `The alerts' target ${name} refused a message: ${reason}.`,
    hint: "Look at its entry in the file of rules and at its token or key, then `npm run pipeline -- alerts send`.",
    cause,
  });
}

async function answerTo(
  name: string,
  { url, body, headers }: Parameters<typeof postJson>[1],
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", ...headers },
      body,
      // A target that moved is told by whoever owns it: a signed message goes nowhere else.
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    signal.throwIfAborted();
    const isLate = error instanceof Error && error.name === "TimeoutError";
    throw undelivered(name, isLate ? `no answer within ${timeoutMs / 1000} s` : "it cannot be reached", error);
  }
}
