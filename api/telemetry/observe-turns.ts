import type { Answer } from "#agent";
import type { Clock } from "#core";

import type { Channel, RunAsk } from "../service.ts";
import type { Instruments } from "./instruments.ts";

const msPerSecond = 1_000;

/** Counts every turn, its tools, tokens and dollars. `channel` is where one came in that does not say. */
export function observeTurns(
  runTurn: RunAsk,
  {
    instruments,
    channel,
    clock,
  }: { readonly instruments: Instruments; readonly channel: Channel; readonly clock: Clock },
): RunAsk {
  return async function* (request) {
    const startedMs = clock.monotonicMs();
    let outcome = "left";
    instruments.turnsRunning.add({}, 1);
    try {
      for await (const event of runTurn(request)) {
        if (event.type === "tool-end") {
          instruments.tools.observe({ tool: event.name, ok: String(event.ok) }, event.elapsedMs / msPerSecond);
        }
        if (event.type === "turn-error") outcome = event.code;
        if (event.type === "answer-end") {
          ({ outcome } = event.answer);
          countAnswer(event.answer, instruments);
        }
        yield event;
      }
    } finally {
      instruments.turnsRunning.add({}, -1);
      instruments.turns.observe(
        { outcome, channel: request.channel ?? channel },
        (clock.monotonicMs() - startedMs) / msPerSecond,
      );
    }
  };
}

function countAnswer({ usage, model, cached, verification }: Answer, instruments: Instruments): void {
  instruments.memory.add({ result: cached === null ? "miss" : "hit" });
  instruments.untraced.add({}, verification.untraced);
  // An answer from memory tells what it cost when it was made.
  if (cached !== null) return;
  const { provider } = model;
  instruments.tokens.add({ provider, kind: "input" }, usage.inputTokens);
  instruments.tokens.add({ provider, kind: "output" }, usage.outputTokens);
  instruments.tokens.add({ provider, kind: "cache_read" }, usage.cacheReadTokens);
  instruments.tokens.add({ provider, kind: "cache_write" }, usage.cacheWriteTokens);
  if (usage.costUsd !== null) instruments.dollars.add({ provider }, usage.costUsd);
}
