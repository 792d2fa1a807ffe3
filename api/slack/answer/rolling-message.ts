import type { types } from "@slack/bolt";

import type { OpenMessage } from "#store";

import type { CallSlack, SlackReply } from "../call-slack.ts";
import type { SlackMessage } from "../render/blocks.ts";

/** A thread of Slack that is answered in, and whom. */
export type AnswerPlace = {
  readonly channel: string;
  readonly threadTs: string;
  readonly user: string;
  readonly teamId: string;
};

export type Block = SlackMessage["blocks"][number];
export type Chunk = types.AnyChunk;

/**
 * What became of a message. shown: all of it stands there, and the blocks below. unblocked: the text does, Slack did not
 * take the blocks. unshown: some of the text may be missing, or stand there twice.
 */
export type MessageOutcome = "shown" | "unblocked" | "unshown";

/** A streamed message that goes on in a new one where Slack ends it. Nothing of it throws. */
export type RollingMessage = {
  readonly write: (chunks: readonly Chunk[]) => Promise<void>;
  /** Ends it with these blocks below the text. */
  readonly stop: (blocks: readonly Block[]) => Promise<MessageOutcome>;
  /** Deletes what was written; what is written next begins anew. */
  readonly remove: () => Promise<void>;
  /** Times of what was written, in order. */
  readonly messages: () => readonly string[];
};

/** A message is rolled before it is as long as one may be: 12,000 characters. */
const mostMessageChars = 11_000;
/** The stream is over: Slack ends each about five minutes after it began, and where its reader pressed stop. */
const endedErrors = new Set(["message_not_in_streaming_state", "message_not_found"]);
/** The message takes no more; it must still be ended. */
const fullErrors = new Set(["msg_too_long", "msg_blocks_too_long"]);

/**
 * Writes by `chat.startStream`, `appendStream` and `stopStream`. `onMessage` hears of the message that is open, so that
 * another process can end it should this one die; null where none is.
 */
export function createRollingMessage(
  { channel, threadTs, user, teamId }: AnswerPlace,
  deps: { readonly call: CallSlack; readonly onMessage: (message: OpenMessage | null) => Promise<void> },
): RollingMessage {
  const { call, onMessage } = deps;
  let messages: string[] = [];
  let open: string | null = null;
  let openChars = 0;
  let isDoubtful = false;

  const start = async (chunks: readonly Chunk[]): Promise<SlackReply> => {
    const reply = await call("chat.startStream", {
      channel,
      thread_ts: threadTs,
      recipient_user_id: user,
      recipient_team_id: teamId,
      task_display_mode: "plan",
      chunks,
    });
    const ts = reply.ok ? reply.value["ts"] : null;
    if (typeof ts !== "string") return reply;
    messages.push(ts);
    open = ts;
    openChars = 0;
    await onMessage({ channel, ts });
    return reply;
  };
  const stopOpen = async (blocks: readonly Block[]): Promise<SlackReply> => {
    if (open === null) return { ok: true, value: {} };
    const reply = await call("chat.stopStream", { channel, ts: open, ...(blocks.length > 0 && { blocks }) });
    if (reply.ok || endedErrors.has(reply.error)) open = null;
    return reply;
  };
  const append = async (chunks: readonly Chunk[]): Promise<SlackReply> => {
    if (open !== null && openChars + charsOf(chunks) > mostMessageChars) await stopOpen([]);
    if (open === null) return start(chunks);
    const reply = await call("chat.appendStream", { channel, ts: open, chunks });
    if (reply.ok) return reply;
    if (endedErrors.has(reply.error)) open = null;
    else if (fullErrors.has(reply.error)) await stopOpen([]);
    else return reply;
    return start(chunks);
  };

  return {
    messages: () => messages,
    write: async (chunks) => {
      const reply = await append(chunks);
      if (reply.ok) openChars += charsOf(chunks);
      // A card that was not taken is no loss.
      else if (charsOf(chunks) > 0) isDoubtful = true;
    },
    stop: async (blocks) => {
      const isOpen = open !== null;
      const reply = await stopOpen(blocks);
      // A message whose blocks were refused goes on streaming.
      const bare = open === null ? reply : await stopOpen([]);
      open = null;
      await onMessage(null);
      if (isDoubtful || messages.length === 0 || (!bare.ok && !endedErrors.has(bare.error))) return "unshown";
      return blocks.length === 0 || (isOpen && reply.ok) ? "shown" : "unblocked";
    },
    remove: async () => {
      await stopOpen([]);
      for (const ts of messages) await call("chat.delete", { channel, ts });
      messages = [];
      open = null;
      isDoubtful = false;
      await onMessage(null);
    },
  };
}

/** Characters of text in the chunks. */
export function charsOf(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, chunk) => sum + (chunk.type === "markdown_text" ? chunk.text.length : 0), 0);
}
