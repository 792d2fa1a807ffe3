import { createHmac } from "node:crypto";

import { AppError, type Clock } from "#core";

import type { Message } from "./notice.ts";
import { postJson } from "./post.ts";
import type { SendMessage } from "./send-message.ts";

const shortestSecretChars = 24;

/**
 * Posts messages as JSON, signed by the scheme of Standard Webhooks (version 1, symmetric): a receiver computes the
 * HMAC-SHA256 of `id.timestamp.body` and compares; the id lets it drop what it has seen.
 */
export function createSendToWebhook(
  name: string,
  { url, secret, clock }: { readonly url: string; readonly secret: string; readonly clock: Clock },
): SendMessage {
  const key = keyOf(name, secret);
  return async (message, signal) => {
    const body = JSON.stringify(payloadOf(message));
    // Of this try: receivers refuse what was signed long ago.
    const timestamp = String(Math.floor(clock.now().getTime() / 1000));
    const headers = {
      "webhook-id": message.id,
      "webhook-timestamp": timestamp,
      "webhook-signature": signWebhook(key, { id: message.id, timestamp, body }),
    };
    await postJson(name, { url, body, headers }, signal);
  };
}

/** The `webhook-signature` header of a body; `timestamp` in seconds since 1970. */
export function signWebhook(
  key: Buffer,
  { id, timestamp, body }: { readonly id: string; readonly timestamp: string; readonly body: string },
): string {
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

/** Secrets of that scheme's form (`whsec_` and base64) hold bytes; any other secret is taken as it is. */
function keyOf(name: string, secret: string): Buffer {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret);
  if (key.length >= shortestSecretChars) return key;
  throw new AppError("CONFIG_INVALID", {
    detail: `The key of the alerts' target ${name} is too short to sign with.`,
    hint: `Take at least ${shortestSecretChars} bytes, as \`openssl rand -hex 32\` gives.`,
  });
}

function payloadOf({ alert, runId, snapshotDate, link, madeAt }: Message) {
  return {
    type: `reckoner.alert.${alert.kind}`,
    timestamp: madeAt,
    data: { ...alert, runId, snapshotDate, link },
  };
}
