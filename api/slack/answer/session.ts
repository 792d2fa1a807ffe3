import type { CallSlack } from "../call-slack.ts";
import type { AnswerPlace } from "./rolling-message.ts";

/** What turns while nothing is written yet; Slack shows one after the other. */
const loadingMessages = ["Reading the question…", "Looking things up…", "Checking the numbers…"];
const mostTitleChars = 200;

/**
 * Shows in the thread that an answer is being made, with Slack's own button to stop it. Workspaces without agents have
 * neither; then nothing is shown.
 */
export async function beginSession(call: CallSlack, place: AnswerPlace, question: string): Promise<void> {
  const { channel: channel_id, threadTs: thread_ts, user } = place;
  await Promise.all([
    call("agents.sessions.setStatus", {
      channel_id,
      thread_ts,
      status: "processing",
      title: question.replaceAll(/\s+/g, " ").slice(0, mostTitleChars),
      initiator_user_id: user,
    }),
    call("assistant.threads.setStatus", {
      channel_id,
      thread_ts,
      status: "is working on it…",
      loading_messages: loadingMessages,
    }),
  ]);
}

/** Shows that the answer is made: Slack does not do so by itself. */
export async function endSession(call: CallSlack, place: Omit<AnswerPlace, "user" | "teamId">): Promise<void> {
  await call("agents.sessions.setStatus", {
    channel_id: place.channel,
    thread_ts: place.threadTs,
    status: "active",
  });
}
