import type { Answer, Principal } from "#agent";
import { toAppError } from "#core";

import { audienceOf } from "../render/index.ts";
import type { SlackDeps } from "../slack-deps.ts";
import type { AskedQuestion } from "./asked-question.ts";
import { deliverAnswer, showFleetingly } from "./deliver.ts";
import type { Stage } from "./stage.ts";

/** Puts a finished answer where it belongs, and notes which messages are its own. */
export async function giveAnswer(
  answer: Answer,
  { place, principal }: AskedQuestion,
  stage: Stage,
  deps: SlackDeps,
  signal: AbortSignal,
): Promise<void> {
  const { service, log } = deps;
  const { signs, messages } = service.slack;
  if (stage.isPublic() && audienceOf(answer, signs) === "asker") await stage.goPrivate();
  const webUrl = await linkTo(answer, principal, deps, signal);
  const at = stage.place();
  if (at === null) {
    const isTaken = await showFleetingly(answer, place, webUrl, deps);
    if (!isTaken) log.error({ event: "slack-answer-not-posted", answerId: answer.id });
    return;
  }
  const posted = await deliverAnswer(answer, stage, webUrl, deps, signal);
  const { channel, threadTs } = at;
  for (const ts of posted) {
    await messages.keep({ channel, ts, threadTs, owner: principal.id, thread: answer.thread, answerId: answer.id });
  }
}

/**
 * Where the answer is read on the web. Who asks in Slack is somebody else there, so it is shared: the link gives the
 * questions, to be asked with the reader's own rights. Null where that fails: the answer is no worse without it.
 */
export async function linkTo(
  answer: Answer,
  principal: Principal,
  { service, webUrl, log }: Pick<SlackDeps, "service" | "webUrl" | "log">,
  signal: AbortSignal,
): Promise<string | null> {
  if (webUrl === null) return null;
  try {
    await service.operations.shares.share(principal, answer.id, signal);
    return `${webUrl}/shared/${encodeURIComponent(answer.id)}`;
  } catch (thrown) {
    log.warn({ event: "slack-link-failed", code: toAppError(thrown).code });
    return null;
  }
}
