import type { App } from "@slack/bolt";

import { readQuestion } from "../answer/read-question.ts";
import type { HeldEvent } from "../receive/gate.ts";
import type { SlackDeps } from "../slack-deps.ts";
import type { Ask } from "./ask.ts";

/** What listeners find as their context. */
export type HeldContext = { readonly held: HeldEvent };

/** Questions by mention in a channel and by direct message, and the button that stops an answer. */
export function listenToMessages(app: App<HeldContext>, deps: SlackDeps, ask: Ask): void {
  const { gate, botUserId, teamId } = deps;
  const answer = async (
    message: { readonly channel: string; readonly ts: string; readonly thread_ts?: string; readonly text?: string },
    user: string,
    held: HeldEvent,
  ) => {
    const { channel, ts, thread_ts: threadTs = ts, text = "" } = message;
    const place = { channel, threadTs, user, teamId: teamId() };
    await ask.here({ place, question: readQuestion(text, botUserId()) }, held);
  };
  app.event("app_mention", async ({ event, context }) => {
    if (event.user !== undefined) await answer(event, event.user, context.held);
  });
  app.event("message", async ({ event, context }) => {
    // Elsewhere the app is spoken to by its name only.
    if (event.channel_type !== "im" || !("user" in event) || typeof event.user !== "string") return;
    await answer(event, event.user, context.held);
  });
  app.event("agent_session_stopped", async ({ event }) => {
    await gate.stop({ channel: event.channel, threadTs: event.thread_ts });
  });
}
