import type { CallSlack, SlackReply } from "../call-slack.ts";
import { safeMarkdown, type SlackMessage } from "../render/index.ts";
import { splitText } from "../render/split-text.ts";
import { uploadFile, type UploadedFile } from "./upload-file.ts";

type Where = { readonly channel: string; readonly threadTs?: string };

/** Slack takes 12,000 characters of markdown in one message. */
const mostMarkdownChars = 8_000;
/** Slack did not like the form of the message, and would take another. */
const formErrors = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "invalid_attachments",
  "msg_too_long",
  "msg_blocks_too_long",
]);

/** Posts a message; the time that Slack gave it, or null where it was not taken. */
export async function postMessage(
  call: CallSlack,
  { channel, threadTs }: Where,
  { text, blocks }: SlackMessage,
): Promise<string | null> {
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  return timeOf(await call("chat.postMessage", { channel, ...thread, text, blocks, ...quiet }));
}

/** Links are shown as they are, not as previews. */
const quiet = { unfurl_links: false, unfurl_media: false };

/**
 * Posts messages in order, in the first of the ways that Slack takes: as they should look, for a workspace that refuses
 * some blocks, and at last as text alone. What was posted and in which way; null where nothing could be.
 */
export async function postInSomeForm(
  call: CallSlack,
  where: Where,
  ways: readonly (readonly SlackMessage[])[],
  plainText: string,
): Promise<{ readonly messages: readonly string[]; readonly way: number } | null> {
  const posted: string[] = [];
  for (const [way, messages] of ways.entries()) {
    const outcome = await postAll(call, where, messages, posted);
    if (outcome === "posted") return { messages: posted, way };
    // What stands already is not said again in another form.
    for (const ts of posted.splice(0)) await call("chat.delete", { channel: where.channel, ts });
    if (outcome === "failed") return null;
  }
  const texts = splitText(safeMarkdown(plainText), mostMarkdownChars).filter((part) => part.trim() !== "");
  for (const markdown_text of texts) {
    const thread = where.threadTs === undefined ? {} : { thread_ts: where.threadTs };
    const ts = timeOf(await call("chat.postMessage", { channel: where.channel, ...thread, markdown_text, ...quiet }));
    if (ts !== null) posted.push(ts);
  }
  return posted.length < texts.length ? null : { messages: posted, way: ways.length };
}

async function postAll(
  call: CallSlack,
  { channel, threadTs }: Where,
  messages: readonly SlackMessage[],
  posted: string[],
): Promise<"posted" | "refused" | "failed"> {
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  for (const { text, blocks } of messages) {
    const reply = await call("chat.postMessage", { channel, ...thread, text, blocks, ...quiet });
    const ts = timeOf(reply);
    if (ts === null) return !reply.ok && formErrors.has(reply.error) ? "refused" : "failed";
    posted.push(ts);
  }
  return "posted";
}

/** Shows a message to one person only; whether Slack took it. */
export async function postEphemeral(
  call: CallSlack,
  { channel, threadTs, user }: Where & { readonly user: string },
  { text, blocks }: SlackMessage,
): Promise<boolean> {
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  const reply = await call("chat.postEphemeral", { channel, ...thread, user, text, blocks });
  return reply.ok;
}

/** Puts files into a thread, each by itself; how many Slack did not take. */
export async function postFiles(call: CallSlack, where: Where, files: readonly UploadedFile[]): Promise<number> {
  let failed = 0;
  for (const file of files) {
    if (!(await uploadFile(call, where, file))) failed += 1;
  }
  return failed;
}

function timeOf(reply: SlackReply): string | null {
  const ts = reply.ok ? reply.value["ts"] : null;
  return typeof ts === "string" ? ts : null;
}
