import type { Answer, TurnEvent } from "#agent";
import { hashText } from "#core";

import type { RunAsk } from "../service.ts";
import { genAi, providerNameOf } from "./gen-ai.ts";
import type { OpenSpan, Tracing } from "./tracing.ts";

/**
 * A span for each turn, under which everything lies that is done for it: `invoke_agent reckoner` by the semantic
 * conventions of generative AI, with the tokens of all its model calls, and below it one for the checks of the answer.
 */
export function traceTurns(
  runTurn: RunAsk,
  { tracing, model }: { readonly tracing: Tracing; readonly model: Answer["model"] },
): RunAsk {
  return async function* (request) {
    const span = tracing.start("invoke_agent reckoner", {
      attributes: {
        [genAi.operation]: "invoke_agent",
        [genAi.agent]: "reckoner",
        [genAi.provider]: providerNameOf(model.provider),
        [genAi.requestModel]: model.name,
        // A conversation's id may be a word that its client chose.
        [genAi.conversation]: hashText(request.thread),
      },
    });
    let failure: string | null = "left";
    const events = span.within(() => runTurn(request)[Symbol.asyncIterator]());
    try {
      for (;;) {
        const step = await span.within(() => events.next());
        if (step.done === true) return;
        const event: TurnEvent = step.value;
        if (event.type === "turn-error") failure = event.code;
        if (event.type === "answer-end") {
          failure = null;
          span.set(attributesOf(event.answer));
          span.within(() => traceChecks(event.answer, tracing));
        }
        yield event;
      }
    } finally {
      await leave(events, span);
      span.end(failure);
    }
  };
}

/** Lets the turn end itself where its reader left before it did. */
async function leave(events: AsyncIterator<TurnEvent>, span: OpenSpan): Promise<void> {
  await span.within(async () => events.return?.());
}

function attributesOf({ id, outcome, usage, cached, evidence }: Answer) {
  const isFresh = cached === null;
  return {
    [genAi.responseId]: id,
    "reckoner.outcome": outcome,
    "reckoner.from_memory": !isFresh,
    "reckoner.evidence": evidence.length,
    // An answer from memory tells what it cost when it was made.
    ...(isFresh && {
      [genAi.inputTokens]: usage.inputTokens,
      [genAi.outputTokens]: usage.outputTokens,
      [genAi.cacheReadTokens]: usage.cacheReadTokens,
      [genAi.cacheWriteTokens]: usage.cacheWriteTokens,
    }),
  };
}

/** The last checks of an answer come at its end, and it says itself how long they took. */
function traceChecks({ verification, timing, cached }: Answer, tracing: Tracing): void {
  if (cached !== null) return;
  const endMs = Date.parse(timing.startedAt) + timing.totalMs;
  const { numbers, names, traced, derived, given, untraced, repaired } = verification;
  const attributes = {
    "reckoner.checks.numbers": numbers,
    "reckoner.checks.names": names,
    "reckoner.checks.traced": traced,
    "reckoner.checks.derived": derived,
    "reckoner.checks.given": given,
    "reckoner.checks.untraced": untraced,
    "reckoner.checks.repaired": repaired,
  };
  tracing.start("check answer", { attributes, at: new Date(endMs - timing.checkMs) }).end(null, new Date(endMs));
}
