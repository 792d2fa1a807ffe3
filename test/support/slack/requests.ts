import { createHmac } from "node:crypto";

import type { Json } from "./check-elements.ts";
import { directChannelOf } from "./workspace.ts";

/** A request as Slack sends it to an app, for `app.request(path, request)`. */
export type SlackRequest = { readonly method: "POST"; readonly headers: Record<string, string>; readonly body: string };

type Signing = {
  readonly secret: string;
  /** When it is signed, in seconds since 1970. */
  readonly atSeconds: number;
  /** Which repetition of an event it is, and why there is one. */
  readonly retry?: { readonly count: number; readonly reason: string };
};

/** Signs a body with the app's secret: v0, HMAC with SHA-256 over version, time and body. */
export function signedRequest(body: string, contentType: string, { secret, atSeconds, retry }: Signing): SlackRequest {
  const signature = createHmac("sha256", secret).update(`v0:${atSeconds}:${body}`).digest("hex");
  return {
    method: "POST",
    headers: {
      "content-type": contentType,
      "x-slack-request-timestamp": String(atSeconds),
      "x-slack-signature": `v0=${signature}`,
      ...(retry && { "x-slack-retry-num": String(retry.count), "x-slack-retry-reason": retry.reason }),
    },
    body,
  };
}

/** An event, or a challenge, as it comes over HTTP. */
export function eventRequest(payload: Json, signing: Signing): SlackRequest {
  return signedRequest(JSON.stringify(payload), "application/json", signing);
}

/** An interaction as it comes over HTTP: JSON in a form. */
export function interactionRequest(payload: Json, signing: Signing): SlackRequest {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return signedRequest(body, "application/x-www-form-urlencoded", signing);
}

/** A slash command as it comes over HTTP. */
export function commandRequest(command: Readonly<Record<string, string>>, signing: Signing): SlackRequest {
  const body = new URLSearchParams(command).toString();
  return signedRequest(body, "application/x-www-form-urlencoded", signing);
}

/** The envelope that every event comes in. */
export function eventPayload(id: string, event: Json): Json {
  return {
    token: "verification",
    team_id: "T1",
    api_app_id: "A1",
    type: "event_callback",
    event_id: id,
    event_time: 1_790_000_000,
    authorizations: [{ team_id: "T1", user_id: "UBOT", is_bot: true }],
    event,
  };
}

/** Somebody names the app in a channel. */
export function mention(text: string, options: { user?: string; channel?: string; ts: string; thread?: string }): Json {
  const { user = "U1", channel = "C1", ts, thread } = options;
  return {
    type: "app_mention",
    user,
    team: "T1",
    text: `<@UBOT> ${text}`,
    ts,
    event_ts: ts,
    channel,
    ...(thread !== undefined && { thread_ts: thread }),
  };
}

/** Somebody writes to the app directly. */
export function directMessage(text: string, options: { user?: string; ts: string; thread?: string }): Json {
  const { user = "U1", ts, thread } = options;
  return {
    type: "message",
    channel_type: "im",
    user,
    team: "T1",
    text,
    ts,
    event_ts: ts,
    channel: directChannelOf(user),
    ...(thread !== undefined && { thread_ts: thread }),
  };
}

/** Somebody opens the app: its Home tab, or its messages. */
export function homeOpened(tab: "home" | "messages", user = "U1"): Json {
  return { type: "app_home_opened", user, channel: directChannelOf(user), tab, event_ts: "1790000000.000001" };
}

/** Somebody presses the native stop button. */
export function sessionStopped(options: { channel: string; thread: string; user?: string; streams?: string[] }): Json {
  const { channel, thread, user = "U1", streams = [] } = options;
  return {
    type: "agent_session_stopped",
    channel,
    user,
    thread_ts: thread,
    streaming_message_ts: streams,
    event_ts: "1790000000.000002",
  };
}

type Place = {
  readonly user?: string;
  readonly channel?: string;
  readonly responseUrl?: string;
  readonly trigger?: string;
};

function placeOf({ user = "U1", channel = "C1", responseUrl, trigger = "trigger-1" }: Place): Json {
  return {
    user: { id: user, username: user.toLowerCase(), team_id: "T1" },
    team: { id: "T1", domain: "fake" },
    api_app_id: "A1",
    token: "verification",
    trigger_id: trigger,
    channel: { id: channel, name: channel.toLowerCase() },
    ...(responseUrl !== undefined && { response_url: responseUrl }),
  };
}

/** Somebody presses a button of a message. */
export function blockActions(action: Json, message: { ts: string; thread?: string }, place: Place = {}): Json {
  const { ts, thread } = message;
  return {
    type: "block_actions",
    ...placeOf(place),
    container: { type: "message", message_ts: ts, channel_id: place.channel ?? "C1", is_ephemeral: false },
    message: { type: "message", user: "UBOT", ts, text: "", ...(thread !== undefined && { thread_ts: thread }) },
    actions: [{ type: "button", block_id: "block", action_ts: "1790000000.000003", ...action }],
  };
}

/** Somebody presses a button of the Home tab. */
export function homeAction(action: Json, place: Place = {}): Json {
  const { channel: _, ...rest } = placeOf(place);
  return {
    type: "block_actions",
    ...rest,
    container: { type: "view", view_id: "V1" },
    view: { id: "V1", type: "home", blocks: [] },
    actions: [{ type: "button", block_id: "block", action_ts: "1790000000.000003", ...action }],
  };
}

/** Somebody sends a modal; `values` are those of its inputs, by block and action. */
export function viewSubmission(
  view: { readonly callbackId: string; readonly privateMetadata?: string; readonly values?: Json },
  place: Place = {},
): Json {
  const { callbackId, privateMetadata = "", values = {} } = view;
  const { channel: _, ...rest } = placeOf(place);
  return {
    type: "view_submission",
    ...rest,
    view: { id: "V1", type: "modal", callback_id: callbackId, private_metadata: privateMetadata, state: { values } },
  };
}

/** Somebody takes a shortcut on a message. */
export function messageShortcut(callbackId: string, message: Json, place: Place = {}): Json {
  return { type: "message_action", callback_id: callbackId, message, message_ts: message.ts, ...placeOf(place) };
}

/** Somebody writes a slash command. */
export function slashCommand(
  text: string,
  { user = "U1", channel = "C1", responseUrl = "", trigger = "trigger-1" }: Place = {},
): Record<string, string> {
  return {
    token: "verification",
    team_id: "T1",
    api_app_id: "A1",
    command: "/ask",
    text,
    user_id: user,
    user_name: user.toLowerCase(),
    channel_id: channel,
    channel_name: channel.toLowerCase(),
    response_url: responseUrl,
    trigger_id: trigger,
    is_enterprise_install: "false",
  };
}
