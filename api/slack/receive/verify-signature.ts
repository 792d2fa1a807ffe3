import { createHmac } from "node:crypto";

import { isSameSecret } from "../../sign-in/is-same-secret.ts";

/** Requests that were signed longer ago, or will be, are refused. */
const skewSeconds = 300;
const msPerSecond = 1_000;

/**
 * Whether Slack sent the request now: HMAC-SHA-256 of `v0:<time>:<body>` with the signing secret, of a time within five
 * minutes (docs.slack.dev/authentication/verifying-requests-from-slack).
 */
export function isSignedBySlack(
  request: { readonly headers: Headers; readonly body: string },
  signingSecret: string,
  now: Date,
): boolean {
  const time = request.headers.get("x-slack-request-timestamp") ?? "";
  const signature = request.headers.get("x-slack-signature") ?? "";
  if (!/^\d{1,12}$/.test(time)) return false;
  if (Math.abs(now.getTime() / msPerSecond - Number(time)) > skewSeconds) return false;
  const expected = createHmac("sha256", signingSecret).update(`v0:${time}:${request.body}`).digest("hex");
  return isSameSecret(signature, `v0=${expected}`);
}
