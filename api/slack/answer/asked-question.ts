import type { Principal } from "#agent";

import { escapeMrkdwn, renderOffer, type SlackMessage } from "../render/index.ts";
import type { AnswerPlace } from "./rolling-message.ts";

/** A question that somebody asked in Slack, and the thread in which it is answered. */
export type AskedQuestion = {
  readonly place: AnswerPlace;
  readonly principal: Principal;
  readonly question: string;
};

/** The question as a message of ours, where it was not written there by the person. */
export function renderAsked(question: string, where: string | null): SlackMessage {
  return renderOffer(where === null ? `You asked: ${question}` : `You asked in ${where}: ${question}`, []);
}

/** The same for others to read: who pressed a button asked this. */
export function renderAskedBy(user: string, question: string): SlackMessage {
  const text = `<@${user}> asked: ${escapeMrkdwn(question)}`;
  return { text, blocks: [{ type: "section", text: { type: "mrkdwn", text } }] };
}
