import type { Answer, Principal } from "#agent";
import { hashText, toAppError, type SlackDigestConfig } from "#core";

import { collectAnswer } from "../../collect-answer.ts";
import { linkTo } from "../answer/give-answer.ts";
import { postMessage } from "../answer/post.ts";
import { renderDigest } from "../render/index.ts";
import type { HeldEvent } from "../receive/gate.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { latestDue } from "./latest-due.ts";

/** Who reads a channel is not known: the questions are asked by somebody who sees groups only. */
const reader: Principal = { id: "slack-digest", role: "viewer" };
/** Of the usual questions, where none are set. */
const usualQuestions = 3;
/** What is due is made up for when the service starts so long after it at most. */
const latestMs = 12 * 3_600_000;
const title = "This week in the data";

/**
 * Posts the digest that is due, where nobody has: each period's once, whatever process looks and however often. One
 * whose process died is made by the next, unless it had begun to be posted: then it may stand there, and is left.
 */
export function createSendDigest(config: SlackDigestConfig, deps: SlackDeps): () => Promise<void> {
  const { gate, clock, log } = deps;
  return async () => {
    const now = clock.now();
    const due = latestDue(config.at, now);
    if (now.getTime() - due.getTime() > latestMs) return;
    const key = `digest:${config.channel}:${due.toISOString()}`;
    try {
      await gate.hold(key, null, (held) => postDigest(config, deps, held));
    } catch (thrown) {
      log.error({ event: "slack-digest-failed", code: toAppError(thrown).code });
    }
  };
}

async function postDigest(
  config: SlackDigestConfig,
  deps: SlackDeps,
  { claim, signal }: HeldEvent,
): Promise<void | "unfinished"> {
  const { call, service, log } = deps;
  const { channel } = config;
  if (claim.openMessage !== null) return;
  const answered: { readonly question: string; readonly answer: Answer | null; readonly webUrl: string | null }[] = [];
  for (const question of questionsOf(config, deps)) {
    const answer = await answerFor(question, claim.key, deps, signal);
    if (signal.aborted) return "unfinished";
    const webUrl = answer === null ? null : await linkTo(answer, reader, deps, signal);
    answered.push({ question, answer, webUrl });
  }
  const first = answered.find(({ answer }) => answer !== null)?.answer;
  if (!first) {
    log.error({ event: "slack-digest-empty" });
    return;
  }
  await claim.noteMessage({ channel, ts: "" });
  const content = { title, snapshotDate: first.dataset.snapshotDate, items: answered };
  for (const message of renderDigest(content, service.slack.signs)) {
    if ((await postMessage(call, { channel }, message)) === null) log.error({ event: "slack-digest-not-posted" });
  }
}

function questionsOf({ questions }: SlackDigestConfig, { service }: SlackDeps): readonly string[] {
  if (questions.length > 0) return questions;
  const usual = service.operations.handbook.questions(reader).slice(0, usualQuestions);
  return usual.map(({ fill }) => fill({}).question);
}

/** Null where it could not be answered; the rest of the digest is told without it. */
async function answerFor(
  question: string,
  key: string,
  { service, log }: SlackDeps,
  signal: AbortSignal,
): Promise<Answer | null> {
  const id = hashText(JSON.stringify([key, question]));
  const events = service.runTurn({
    thread: `digest_${id}`,
    question,
    principal: reader,
    channel: "slack",
    idempotencyKey: `digest:${id}`,
    signal,
  });
  try {
    return await collectAnswer(events);
  } catch (thrown) {
    log.warn({ event: "slack-digest-question-failed", code: toAppError(thrown).code });
    return null;
  }
}
