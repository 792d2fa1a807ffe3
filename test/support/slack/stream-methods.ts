import { objects, type Json } from "./check-elements.ts";
import { blocksOf, channelOf, refuse, required, type Method } from "./method.ts";
import { findMessage, isDirect, type KeptMessage, type Workspace } from "./workspace.ts";

const mostChunkChars = 12_000;
const displayModes: readonly unknown[] = [undefined, "timeline", "plan"];
const taskStatuses: readonly unknown[] = ["pending", "in_progress", "complete", "error"];

/** `chat.startStream`, `appendStream`, `stopStream`. */
export const streamMethods: Readonly<Record<string, Method>> = {
  "chat.startStream": (args, workspace) => {
    const channel = channelOf(args, workspace);
    if (!isDirect(channel)) {
      if (typeof args.recipient_user_id !== "string") refuse("missing_recipient_user_id");
      if (typeof args.recipient_team_id !== "string") refuse("missing_recipient_team_id");
    }
    if (isDirect(channel)) required(args, "thread_ts");
    if (!displayModes.includes(args.task_display_mode)) {
      refuse("invalid_arguments", "task_display_mode");
    }
    const message: KeptMessage = {
      channel,
      ts: workspace.nextTs(),
      threadTs: typeof args.thread_ts === "string" ? args.thread_ts : null,
      user: workspace.botUserId,
      text: "",
      blocks: [],
      shownTo: null,
      stream: { isOpen: true, tasks: new Map(), planTitle: null },
      files: [],
    };
    append(message, args, workspace);
    workspace.messages.push(message);
    return { channel, ts: message.ts };
  },
  "chat.appendStream": (args, workspace) => {
    const message = openStream(args, workspace);
    if (args.markdown_text === undefined && args.chunks === undefined) refuse("no_text");
    append(message, args, workspace);
    return { channel: message.channel, ts: message.ts };
  },
  "chat.stopStream": (args, workspace) => {
    const message = openStream(args, workspace);
    const blocks = blocksOf(args, workspace);
    append(message, args, workspace);
    message.blocks = [...message.blocks, ...blocks];
    if (message.stream) message.stream.isOpen = false;
    return { channel: message.channel, ts: message.ts };
  },
};

function openStream(args: Json, workspace: Workspace): KeptMessage {
  const message = findMessage(workspace, channelOf(args, workspace), required(args, "ts"));
  if (!message) return refuse("message_not_found");
  return message.stream?.isOpen ? message : refuse("message_not_in_streaming_state");
}

/** Takes all of a call or nothing of it. */
function append(message: KeptMessage, args: Json, workspace: Workspace): void {
  const { stream } = message;
  const chunks = chunksOf(args);
  const blocks = chunks.flatMap((chunk) => (chunk.type === "blocks" ? blocksOf(chunk, workspace) : []));
  for (const chunk of chunks) {
    switch (chunk.type) {
      case "markdown_text":
        message.text += String(chunk.text);
        break;
      case "task_update":
        stream?.tasks.set(String(chunk.id), { ...stream.tasks.get(String(chunk.id)), ...chunk });
        break;
      case "plan_update":
        if (stream) stream.planTitle = String(chunk.title);
        break;
      default:
    }
  }
  message.blocks = [...message.blocks, ...blocks];
}

function chunksOf(args: Json): readonly Json[] {
  const { markdown_text: text } = args;
  const chunks = args.chunks === undefined ? [] : (objects(args.chunks) ?? refuse("invalid_chunks"));
  const all = text === undefined ? chunks : [{ type: "markdown_text", text }, ...chunks];
  for (const chunk of all) {
    switch (chunk.type) {
      case "markdown_text":
        if (typeof chunk.text !== "string" || chunk.text === "") refuse("no_text");
        if (chunk.text.length > mostChunkChars) refuse("msg_too_long");
        break;
      case "task_update":
        if (typeof chunk.id !== "string" || typeof chunk.title !== "string") refuse("invalid_chunks");
        if (!taskStatuses.includes(chunk.status)) refuse("invalid_chunks", `status ${String(chunk.status)}`);
        break;
      case "plan_update":
        if (typeof chunk.title !== "string") refuse("invalid_chunks");
        break;
      case "blocks":
        break;
      default:
        refuse("invalid_chunks", `unsupported chunk ${String(chunk.type)}`);
    }
  }
  return all;
}
