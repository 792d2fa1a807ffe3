import type { Json } from "./check-elements.ts";
import { blocksOf, channelOf, refuse, required, type Method } from "./method.ts";
import { findMessage, isDirect, type KeptMessage, type Workspace } from "./workspace.ts";

/** Longer texts are cut by Slack without a word. */
const mostTextChars = 40_000;
const mostMarkdownChars = 12_000;

/** `chat.postMessage`, `postEphemeral`, `update`, `delete`; `conversations.open`, `replies`. */
export const messageMethods: Readonly<Record<string, Method>> = {
  "chat.postMessage": (args, workspace) => {
    const message = keep(args, workspace, null);
    return { channel: message.channel, ts: message.ts, message: shown(message) };
  },
  "chat.postEphemeral": (args, workspace) => {
    const user = required(args, "user");
    if (!workspace.users.has(user)) refuse("user_not_in_channel");
    const { ts } = keep(args, workspace, user);
    return { message_ts: ts };
  },
  "chat.update": (args, workspace) => {
    const channel = channelOf(args, workspace);
    const message = findMessage(workspace, channel, required(args, "ts")) ?? refuse("message_not_found");
    if (message.shownTo !== null) refuse("message_not_found");
    if (message.stream?.isOpen) refuse("streaming_state_conflict");
    const content = contentOf(args, workspace);
    message.text = content.text;
    message.blocks = content.blocks;
    return { channel, ts: message.ts, text: message.text };
  },
  "chat.delete": (args, workspace) => {
    const channel = channelOf(args, workspace);
    const message = findMessage(workspace, channel, required(args, "ts")) ?? refuse("message_not_found");
    workspace.messages.splice(workspace.messages.indexOf(message), 1);
    return { channel, ts: message.ts };
  },
  "conversations.open": (args, workspace) => {
    const user = required(args, "users");
    if (!workspace.users.has(user)) refuse("user_not_found");
    const channel = `D${user}`;
    workspace.channels.add(channel);
    return { channel: { id: channel, is_im: true } };
  },
  "conversations.replies": (args, workspace) => {
    const channel = channelOf(args, workspace);
    const root = required(args, "ts");
    const messages = workspace.messages.filter(
      (one) => one.channel === channel && one.shownTo === null && (one.ts === root || one.threadTs === root),
    );
    return messages.length > 0 ? { messages: messages.map(shown), has_more: false } : refuse("thread_not_found");
  },
  "conversations.info": (args, workspace) => {
    const channel = channelOf(args, workspace);
    return { channel: { id: channel, is_im: isDirect(channel), name: channel.toLowerCase() } };
  },
};

/** Text and blocks of a message as they are taken; there must be one of the two. */
export function contentOf(args: Json, workspace: Workspace): Pick<KeptMessage, "text" | "blocks"> {
  const blocks = blocksOf(args, workspace);
  const { markdown_text: markdown } = args;
  if (markdown !== undefined) {
    if (blocks.length > 0 || args.text !== undefined) refuse("markdown_text_conflict");
    if (typeof markdown !== "string" || markdown === "") refuse("no_text");
    if (markdown.length > mostMarkdownChars) refuse("msg_too_long");
    return { text: markdown, blocks: [{ type: "markdown", text: markdown }] };
  }
  const text = typeof args.text === "string" ? args.text.slice(0, mostTextChars) : "";
  return text === "" && blocks.length === 0 ? refuse("no_text") : { text, blocks };
}

function keep(args: Json, workspace: Workspace, shownTo: string | null): KeptMessage {
  const channel = channelOf(args, workspace);
  const message: KeptMessage = {
    channel,
    ts: workspace.nextTs(),
    threadTs: typeof args.thread_ts === "string" ? args.thread_ts : null,
    user: workspace.botUserId,
    ...contentOf(args, workspace),
    shownTo,
    stream: null,
    files: [],
  };
  workspace.messages.push(message);
  return message;
}

/** A message as Slack tells it to an app. */
export function shown({ ts, threadTs, user, text, blocks, files }: KeptMessage): Json {
  return {
    type: "message",
    ts,
    ...(threadTs !== null && { thread_ts: threadTs }),
    user,
    text,
    blocks,
    ...(files.length > 0 && { files: files.map(({ id, name, title }) => ({ id, name, title })) }),
  };
}
