import type { Answer, TurnEvent } from "#agent";
import { hashText, toAppError } from "#core";
import type { AnswerStore, IdempotencyStore } from "#store";

import type { AskRequest, RunAsk } from "./service.ts";

const wholeSha256 = 64;

/**
 * Answers a request that is sent again under its idempotency key with the answer that it got, in whatever process, as
 * long as the key is remembered; one that got none is answered now. Which answer is being made is noted before any work
 * is done, and an answer is kept together with its turn, so a process that is killed in between leaves no second turn
 * behind. To be called while the conversation is held: of two at once the second waits for the lease. Where key and
 * request do not belong together, the turn ends in `IDEMPOTENCY_MISMATCH`.
 */
export function answerOnce(
  runTurn: RunAsk,
  deps: { readonly keys: IdempotencyStore; readonly answers: Pick<AnswerStore<Answer>, "load"> },
): RunAsk {
  return async function* (request) {
    const { idempotencyKey: key, principal, signal } = request;
    if (key === undefined) {
      yield* runTurn(request);
      return;
    }
    try {
      const given = await findGiven(request, key, deps);
      if (given !== null) {
        yield* eventsOf(given);
        return;
      }
      for await (const event of runTurn(request)) {
        if (event.type === "turn-start") await deps.keys.note(key, principal.id, event.answerId, signal);
        yield event;
      }
    } catch (thrown) {
      const { code, detail, hint } = toAppError(thrown);
      yield { type: "turn-error", code, detail, hint };
    }
  };
}

/** The conversation for a request under a key that names none: the same one each time it is sent. */
export function threadOfKey(key: string, owner: string): string {
  return `thread_${hashText(JSON.stringify([owner, key]))}`;
}

async function findGiven(
  { thread, question, principal, signal }: AskRequest,
  key: string,
  { keys, answers }: Parameters<typeof answerOnce>[1],
): Promise<Answer | null> {
  const request = hashText(JSON.stringify([thread, question, principal.role]), wholeSha256);
  const answerId = await keys.begin(key, principal.id, request, signal);
  return answerId === null ? null : answers.load(answerId, principal.id, signal);
}

function eventsOf(answer: Answer): readonly TurnEvent[] {
  return [
    { type: "turn-start", answerId: answer.id, thread: answer.thread },
    { type: "text-delta", text: answer.text },
    { type: "answer-end", answer },
  ];
}
