import type { Answer } from "#agent";

import { renderAnswer, type RenderedAnswer, type Rendering, type SlackMessage } from "../render/index.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { postEphemeral, postFiles, postInSomeForm } from "./post.ts";
import type { AnswerPlace } from "./rolling-message.ts";
import type { Stage } from "./stage.ts";

type DeliverDeps = Pick<SlackDeps, "call" | "service" | "drawPicture" | "log">;

/**
 * Ends what was streamed with what belongs below the text, and puts the files beside it. Text that may not all have
 * arrived is posted anew; blocks that Slack refuses are posted in a simpler form. The times of the answer's messages.
 */
export async function deliverAnswer(
  answer: Answer,
  stage: Stage,
  webUrl: string | null,
  deps: DeliverDeps,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { signs } = deps.service.slack;
  const below = renderAnswer(answer, { signs, webUrl, isTextShown: true });
  const place = stage.place();
  if (place === null) return [];
  const [first, ...rest] = below.rich.messages;
  const stream = stage.stream();
  const outcome = await stream.end(first?.blocks ?? []);
  const posting = { answer, place, deps, signal };
  if (outcome === "shown") {
    const posted = await postBelow(posting, below, [rest]);
    return [...stream.messages(), ...posted];
  }
  if (outcome === "unblocked") {
    const posted = await postBelow(posting, below, [below.rich.messages, below.simple.messages]);
    return [...stream.messages(), ...posted];
  }
  await stream.remove();
  return postWhole(posting, webUrl);
}

type Posting = {
  readonly answer: Answer;
  readonly place: AnswerPlace;
  readonly deps: DeliverDeps;
  readonly signal: AbortSignal;
};

/** Posts an answer of which nothing stands in the thread. */
async function postWhole(posting: Posting, webUrl: string | null): Promise<readonly string[]> {
  const { answer, deps } = posting;
  const whole = renderAnswer(answer, { signs: deps.service.slack.signs, webUrl });
  return postBelow(posting, whole, [whole.rich.messages, whole.simple.messages], answer.text);
}

/** Posts messages in one of these ways, at last as text alone, and the files of that way. */
async function postBelow(
  posting: Posting,
  rendered: RenderedAnswer,
  ways: readonly (readonly SlackMessage[])[],
  text = "",
): Promise<readonly string[]> {
  const { place, deps } = posting;
  const posted = await postInSomeForm(deps.call, place, ways, text);
  if (posted === null) {
    deps.log.error({ event: "slack-answer-not-posted", answerId: posting.answer.id });
    return [];
  }
  await addFiles(posting, posted.way === 0 ? rendered.rich : rendered.simple);
  return posted.messages;
}

async function addFiles({ answer, place, deps, signal }: Posting, rendering: Rendering): Promise<void> {
  const picture = rendering.needsPicture ? await deps.drawPicture(answer, signal).catch(() => null) : null;
  const title = answer.chart?.title ?? "Chart";
  const failed = await postFiles(deps.call, place, [
    ...(picture === null ? [] : [{ name: "chart.png", title, content: picture.png, altText: picture.altText }]),
    ...rendering.files,
  ]);
  if (failed > 0) deps.log.warn({ event: "slack-file-not-posted", answerId: answer.id, files: failed });
}

/** Shows an answer to its asker only, in the channel, where there are no direct messages; whether Slack took it. */
export async function showFleetingly(
  answer: Answer,
  place: AnswerPlace,
  webUrl: string | null,
  { call, service }: DeliverDeps,
): Promise<boolean> {
  const { rich, simple } = renderAnswer(answer, { signs: service.slack.signs, webUrl });
  for (const { messages } of [rich, simple]) {
    let isTaken = true;
    for (const message of messages) isTaken &&= await postEphemeral(call, place, message);
    if (isTaken) return true;
  }
  return false;
}
