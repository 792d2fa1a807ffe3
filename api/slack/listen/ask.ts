import { toAppError } from "#core";

import { renderAsked } from "../answer/asked-question.ts";
import type { AnswerQuestion } from "../answer/answer-question.ts";
import { openDirectly } from "../answer/open-directly.ts";
import { postEphemeral, postMessage } from "../answer/post.ts";
import type { AnswerPlace } from "../answer/rolling-message.ts";
import { parseQuestion } from "../../parse-question.ts";
import { isDirectChannel } from "../channel.ts";
import { renderError, renderOffer, type SlackMessage } from "../render/index.ts";
import type { HeldEvent } from "../receive/gate.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { offerExamples } from "./examples.ts";
import { refuseStranger } from "./strangers.ts";

/** How people's questions come to be answered, whatever they were asked with. Neither throws. */
export type Ask = {
  /** Answers in the thread where it was asked. */
  readonly here: (asked: { readonly place: AnswerPlace; readonly question: string }, held: HeldEvent) => Promise<void>;
  /** Answers in the person's direct messages. */
  readonly directly: (
    asked: { readonly user: string; readonly question: string; readonly key: string },
    where: TellAsker,
    signal: AbortSignal,
  ) => Promise<void>;
};

/** How who asks is told, where they asked, what becomes of it. */
export type TellAsker = {
  /** Why there is no answer, or what could be asked. */
  readonly tell: (message: SlackMessage) => Promise<unknown>;
  /** That the answer is elsewhere; left out where they are sent there anyway. */
  readonly tellWhere?: (message: SlackMessage) => Promise<unknown>;
};

/** Knows who asks, and lets only those be answered who may; an empty question is answered with some that could be asked. */
export function createAsk(deps: SlackDeps, answerQuestion: AnswerQuestion): Ask {
  const { call, gate, findMember, questionChars } = deps;
  return {
    here: async ({ place, question }, held) => {
      const tell = async (message: SlackMessage) => {
        if (isDirectChannel(place.channel)) await postMessage(call, place, message);
        else await postEphemeral(call, place, message);
      };
      try {
        const member = await findMember(place.user, held.signal);
        if (member.principal === null) {
          await tell(await refuseStranger(deps, member, { user: place.user, question }));
        } else if (question === "") {
          await tell(await offerExamples(deps, member.principal, held.signal));
        } else {
          const { principal } = member;
          await answerQuestion({ place, principal, question: parseQuestion(question, questionChars) }, held);
        }
      } catch (thrown) {
        await tell(renderError(toAppError(thrown)));
      }
    },
    directly: async ({ user, question, key }, { tell, tellWhere }, signal) => {
      try {
        const member = await findMember(user, signal);
        if (member.principal === null) return void (await tell(await refuseStranger(deps, member, { user, question })));
        const { principal } = member;
        if (question === "") return void (await tell(await offerExamples(deps, principal, signal)));
        const parsed = parseQuestion(question, questionChars);
        const to = { user, teamId: deps.teamId(), owner: principal.id, thread: null };
        const place = await openDirectly(deps, to, renderAsked(parsed, null));
        if (place === null) return void (await tell(cannotWrite));
        await tellWhere?.(lookThere);
        const { channel, threadTs } = place;
        await gate.hold(`answer:${key}`, { channel, threadTs, user }, (held) =>
          answerQuestion({ place, principal, question: parsed }, held),
        );
      } catch (thrown) {
        await tell(renderError(toAppError(thrown)));
      }
    },
  };
}

const cannotWrite = renderOffer("I could not write to you directly. Allow messages from this app, then ask again.", []);
const lookThere = renderOffer("I answer you in our direct messages, where nobody else reads along.", []);
