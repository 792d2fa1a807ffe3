import { z } from "zod";

import type { Message } from "./notice.ts";
import { postJson, refused, undelivered } from "./post.ts";
import type { SendMessage } from "./send-message.ts";

const replySchema = z.object({ ok: z.boolean(), error: z.string().optional() });

/** Slack's errors after which the same call may succeed. */
const passingErrors = new Set(["ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable"]);

/** Characters of a section: Slack takes 3,000, and escaping makes up to five of one. */
const sectionChars = 600;

/** Posts messages into a Slack channel as the bot. */
export function createSendToSlack(
  name: string,
  { channel, apiUrl }: { readonly channel: string; readonly apiUrl: string },
  token: string,
): SendMessage {
  const url = new URL("chat.postMessage", apiUrl.endsWith("/") ? apiUrl : `${apiUrl}/`).href;
  return async (message, signal) => {
    const body = JSON.stringify({ channel, unfurl_links: false, ...slackMessage(message) });
    const text = await postJson(name, { url, body, headers: { authorization: `Bearer ${token}` } }, signal);
    const reply = replySchema.safeParse(parseJson(text));
    if (!reply.success) throw undelivered(name, "its answer was not understood");
    if (reply.data.ok) return;
    const error = reply.data.error ?? "unknown_error";
    throw passingErrors.has(error) ? undelivered(name, error) : refused(name, error);
  };
}

/** Text for lists and screen readers, and blocks: what happened, a button to ask why, and where it comes from. */
function slackMessage({ alert, runId, snapshotDate, link }: Message) {
  const { text } = alert;
  const parts = Array.from({ length: Math.ceil(text.length / sectionChars) }, (_, index) =>
    escaped(text.slice(index * sectionChars, (index + 1) * sectionChars)),
  );
  const source = [runId, snapshotDate].filter((part) => part !== null).join(", ");
  return {
    text: escaped(text),
    blocks: [
      ...parts.map((part) => ({ type: "section", text: { type: "mrkdwn", text: part } })),
      ...(link === null
        ? []
        : [
            {
              type: "actions",
              elements: [{ type: "button", text: { type: "plain_text", text: "Ask the analyst" }, url: link }],
            },
          ]),
      ...(source === ""
        ? []
        : [{ type: "context", elements: [{ type: "mrkdwn", text: `Reckoner, ${escaped(source)}` }] }]),
    ],
  };
}

/** Slack's three control characters: text of the data can then neither mention nor link. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
