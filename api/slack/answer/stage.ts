import type { SlackClaim } from "#store";

import { isDirectChannel } from "../channel.ts";
import { renderSentToAsker } from "../render/index.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { renderAsked, type AskedQuestion } from "./asked-question.ts";
import { createMessageStream, type MessageStream, type StreamTask } from "./message-stream.ts";
import { openDirectly } from "./open-directly.ts";
import { postMessage } from "./post.ts";
import { createRollingMessage, type AnswerPlace } from "./rolling-message.ts";

/** Where an answer is written while it is made: in the thread where it was asked, or to the person alone. */
export type Stage = {
  /** Whether others read along. */
  readonly isPublic: () => boolean;
  /** The thread that it is written in; null where the person can be shown it only as it is finished, and fleetingly. */
  readonly place: () => AnswerPlace | null;
  readonly task: (task: StreamTask) => void;
  readonly text: (delta: string) => void;
  readonly restart: () => void;
  /** Takes everything away from the others' eyes, tells them so, and goes on in the person's direct messages. */
  readonly goPrivate: () => Promise<void>;
  readonly stream: () => MessageStream;
};

/** The stage of one question. What is written is noted with the claim, for who has to end it should this process die. */
export function createStage(
  asked: AskedQuestion,
  thread: string,
  claim: SlackClaim,
  deps: Pick<SlackDeps, "call" | "service" | "wait">,
): Stage {
  const { call, wait } = deps;
  const tasks = new Map<string, StreamTask>();
  let text = "";
  let place: AnswerPlace | null = asked.place;
  let isPublic = !isDirectChannel(asked.place.channel);
  const open = (at: AnswerPlace) =>
    createMessageStream(createRollingMessage(at, { call, onMessage: claim.noteMessage }), wait);
  let stream = open(asked.place);

  return {
    isPublic: () => isPublic,
    place: () => place,
    stream: () => stream,
    task: (task) => {
      tasks.set(task.id, task);
      if (place !== null) stream.task(task);
    },
    text: (delta) => {
      text += delta;
      if (place !== null) stream.text(delta);
    },
    restart: () => {
      text = "";
      if (place !== null) stream.restart();
    },
    goPrivate: async () => {
      if (!isPublic) return;
      isPublic = false;
      const { place: from, principal, question } = asked;
      await stream.remove();
      await postMessage(call, from, renderSentToAsker());
      const to = { user: from.user, teamId: from.teamId, owner: principal.id, thread };
      place = await openDirectly(deps, to, renderAsked(question, "a channel"));
      if (place === null) return;
      stream = open(place);
      for (const task of tasks.values()) stream.task(task);
      if (text !== "") stream.text(text);
    },
  };
}
