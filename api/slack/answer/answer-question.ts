import type { TurnEvent } from "#agent";
import { toAppError } from "#core";

import { renderError } from "../render/index.ts";
import type { HeldEvent } from "../receive/gate.ts";
import type { SlackDeps } from "../slack-deps.ts";
import type { AskedQuestion } from "./asked-question.ts";
import { conversationIn, wasAboutCustomers } from "./conversation.ts";
import { endLeftMessage } from "./end-left-message.ts";
import { giveAnswer } from "./give-answer.ts";
import { postMessage } from "./post.ts";
import { beginSession, endSession } from "./session.ts";
import { createStage, type Stage } from "./stage.ts";
import { showsCustomers } from "./step-audience.ts";
import { stepTitle } from "./step-title.ts";
import { tellError } from "./tell-error.ts";

/**
 * Answers a question in its thread, under the claim of its event: shows that it works, streams steps and text, and ends
 * with tables, chart and what may be pressed. Rows of single customers go to who asked only. Never throws; where another
 * process has taken the event over, nothing more is said.
 */
export type AnswerQuestion = (asked: AskedQuestion, held: HeldEvent) => Promise<void>;

export function createAnswerQuestion(deps: SlackDeps): AnswerQuestion {
  return async (asked, held) => {
    const { place } = asked;
    try {
      const session = beginSession(deps.call, place, asked.question);
      await answerInThread(asked, held, deps);
      await session;
    } catch (thrown) {
      const error = toAppError(thrown);
      deps.log.error({ event: "slack-answer-failed", code: error.code });
      if (held.signal.reason !== "lost") await postMessage(deps.call, place, renderError(error));
    }
    if (held.signal.reason !== "lost") await endSession(deps.call, place);
  };
}

async function answerInThread(asked: AskedQuestion, held: HeldEvent, deps: SlackDeps): Promise<void> {
  const { place, principal, question } = asked;
  const { claim, signal } = held;
  if (claim.isTakenOver) await endLeftMessage(deps.call, claim, null);
  const thread = await conversationIn(deps.service.slack.messages, place, principal.id);
  const stage = createStage(asked, thread, claim, deps);
  const inputs = new Map<string, Readonly<Record<string, unknown>>>();
  const events = deps.service.runTurn({
    thread,
    question,
    principal,
    channel: "slack",
    // A further answer to the same event is the one that was given.
    idempotencyKey: claim.key,
    signal,
  });
  for await (const event of events) {
    if (signal.reason === "lost") return;
    switch (event.type) {
      case "turn-start":
        // Only now nobody else answers in the conversation.
        if (stage.isPublic() && (await wasAboutCustomers(deps, thread, principal, signal))) await stage.goPrivate();
        break;
      case "answer-end":
        await giveAnswer(event.answer, asked, stage, deps, signal);
        break;
      case "turn-error":
        await tellError(event, asked, stage, held, deps);
        break;
      default:
        await showStep(event, stage, inputs, deps);
    }
  }
}

async function showStep(
  event: Exclude<TurnEvent, { type: "turn-start" | "answer-end" | "turn-error" }>,
  stage: Stage,
  inputs: Map<string, Readonly<Record<string, unknown>>>,
  { service }: SlackDeps,
): Promise<void> {
  switch (event.type) {
    case "tool-start":
      inputs.set(event.id, event.input);
      stage.task({ id: event.id, title: stepTitle(event.name, event.input, !stage.isPublic()), status: "in_progress" });
      break;
    case "tool-end": {
      const input = inputs.get(event.id) ?? {};
      if (stage.isPublic() && showsCustomers(event, input, service.slack.signs)) await stage.goPrivate();
      const title = stepTitle(event.name, input, !stage.isPublic());
      stage.task({ id: event.id, title, status: event.ok ? "complete" : "error" });
      break;
    }
    case "text-delta":
      stage.text(event.text);
      break;
    case "text-restart":
      stage.restart();
      break;
    default:
      event satisfies never;
  }
}
