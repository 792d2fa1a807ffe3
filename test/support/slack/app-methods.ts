import { isJson, objects, textFault, textObjectFault, type Json } from "./check-elements.ts";
import { blocksOf, channelOf, refuse, required, type Method } from "./method.ts";
import { directChannelOf, type Workspace, type WorkspaceUser } from "./workspace.ts";

const sessionStatuses: readonly unknown[] = ["processing", "active", "suspended", "closed"];
const mostPrompts = 4;
const mostLoadingMessages = 10;

/** People, views, and what an agent shows of itself. */
export const appMethods: Readonly<Record<string, Method>> = {
  "auth.test": (_, { teamId, botUserId, botId }) => ({
    team: "Fake",
    team_id: teamId,
    user: "reckoner",
    user_id: botUserId,
    bot_id: botId,
    url: "http://127.0.0.1/",
  }),
  "users.info": (args, workspace) => {
    const user = workspace.users.get(required(args, "user"));
    return user ? { user: userObject(user, workspace) } : refuse("user_not_found");
  },
  "users.lookupByEmail": (args, workspace) => {
    const email = required(args, "email");
    const user = [...workspace.users.values()].find((one) => one.email === email);
    return user ? { user: userObject(user, workspace) } : refuse("users_not_found");
  },
  "views.open": (args, workspace) => {
    const trigger = required(args, "trigger_id");
    if (workspace.usedTriggers.has(trigger)) refuse("exchanged_trigger_id");
    const view = viewOf(args, workspace, "modal");
    workspace.usedTriggers.add(trigger);
    workspace.openedViews.push(view);
    return { view: { ...view, id: workspace.nextId("V") } };
  },
  "views.publish": (args, workspace) => {
    const user = required(args, "user_id");
    if (!workspace.users.has(user)) refuse("user_not_found");
    const view = viewOf(args, workspace, "home");
    workspace.homes.set(user, view);
    return { view: { ...view, id: workspace.nextId("V") } };
  },
  "agents.sessions.setStatus": (args, workspace) => {
    if (!sessionStatuses.includes(args.status)) refuse("invalid_status");
    const channel = channelOf(args, workspace, "channel_id");
    const thread = required(args, "thread_ts");
    if (args.title !== undefined && textFault(args.title, 200) !== null) refuse("invalid_title");
    workspace.sessions.set(`${channel} ${thread}`, String(args.status));
    return { status: args.status };
  },
  "assistant.threads.setStatus": (args, workspace) => {
    channelOf(args, workspace, "channel_id");
    required(args, "thread_ts");
    if (typeof args.status !== "string") refuse("invalid_arguments", "status");
    const { loading_messages: messages } = args;
    if (messages !== undefined && !(Array.isArray(messages) && messages.length <= mostLoadingMessages)) {
      refuse("invalid_arguments", "loading_messages");
    }
    return {};
  },
  "assistant.threads.setSuggestedPrompts": (args, workspace) => {
    channelOf(args, workspace, "channel_id");
    const prompts = objects(args.prompts);
    if (prompts === null || prompts.length < 1 || prompts.length > mostPrompts) refuse("invalid_arguments", "prompts");
    for (const prompt of prompts) {
      if (textFault(prompt.title, 200) !== null || textFault(prompt.message, 3_000) !== null) refuse("invalid_prompts");
    }
    return {};
  },
  "assistant.threads.setTitle": (args, workspace) => {
    channelOf(args, workspace, "channel_id");
    required(args, "thread_ts");
    required(args, "title");
    return {};
  },
};

function userObject({ id, name, email, isBot }: WorkspaceUser, { teamId }: Workspace): Json {
  return {
    id,
    team_id: teamId,
    name,
    real_name: name,
    is_bot: isBot,
    deleted: false,
    profile: { real_name: name, ...(email !== null && { email }) },
  };
}

function viewOf(args: Json, workspace: Workspace, surface: "home" | "modal"): Json {
  const { view } = args;
  if (!isJson(view)) return refuse("invalid_arguments", "view");
  if (view.type !== surface) refuse("invalid_arguments", `type ${String(view.type)}`);
  blocksOf(view, workspace, surface);
  if (view.private_metadata !== undefined && textFault(view.private_metadata, 3_000, 0) !== null) {
    refuse("invalid_arguments", "private_metadata");
  }
  if (view.callback_id !== undefined && textFault(view.callback_id, 255) !== null)
    refuse("invalid_arguments", "callback_id");
  const titles =
    surface === "modal" ? [view.title, ...[view.submit, view.close].filter((one) => one !== undefined)] : [];
  const fault = titles.map((title) => textObjectFault(title, 24, ["plain_text"])).find((one) => one !== null);
  if (fault !== undefined) refuse("invalid_arguments", `title ${fault}`);
  const needsSubmit = (objects(view.blocks) ?? []).some(({ type }) => type === "input");
  if (needsSubmit && view.submit === undefined) refuse("invalid_arguments", "submit is missing");
  return view;
}

/** Adds a person to the workspace, with a channel for direct messages. */
export function addUser(workspace: Workspace, user: Omit<WorkspaceUser, "isBot">): void {
  workspace.users.set(user.id, { ...user, isBot: false });
  workspace.channels.add(directChannelOf(user.id));
}
