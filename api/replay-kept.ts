import { replayAnswer, type Answer, type Principal, type ReplayDeps } from "#agent";
import { AppError, toAppError } from "#core";
import type { AuditEntry } from "#store";

import { createCustomerMask } from "./customer-token.ts";
import type { LoadOwnAnswer } from "./operations/own-answer.ts";
import { requireRight } from "./operations/require-right.ts";
import type { Channel, Service } from "./service.ts";

type ReplayKeptDeps = ReplayDeps & {
  readonly loadOwnAnswer: LoadOwnAnswer;
  readonly append: (entry: AuditEntry) => Promise<unknown>;
  readonly channel: Channel;
  readonly limits: { readonly turnTimeoutMs: number };
};

/**
 * Replays a person's own answers, each within the time of a turn. Every tool call that ran again is a record of the audit
 * before anything is told, as are those of a replay that failed, with its code as outcome.
 */
export function replayKept(deps: ReplayKeptDeps): Service["replay"] {
  const masked = createCustomerMask(deps.domain.entity.pattern);
  return async (answerId, principal, signal) => {
    requireRight(principal, "ask");
    const own = await deps.loadOwnAnswer(principal, answerId, signal);
    if (own === null) {
      throw new AppError("ANSWER_NOT_FOUND", {
        detail: "You have no answer with this id.",
        hint: "Take the id from an answer of one of your conversations.",
      });
    }
    if (!own.isWhole) throw new AppError("RIGHT_MISSING", { detail: own.answer.text, hint: "Ask the question again." });
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(deps.limits.turnTimeoutMs)]);
    const replayed = replayAnswer(deps, own.answer, principal, inTime);
    const outcome = await replayed.then(
      ({ verdict }) => `replayed: ${verdict}`,
      (error) => toAppError(error).code,
    );
    for (const evidence of own.answer.evidence) {
      await deps.append(entryOf(evidence, outcome, { ...deps, principal, masked }));
    }
    return replayed;
  };
}

function entryOf(
  { tool, sql, rowCount }: Answer["evidence"][number],
  outcome: string,
  {
    principal,
    channel,
    dataset,
    masked,
  }: ReplayKeptDeps & {
    readonly principal: Principal;
    readonly masked: (text: string) => string;
  },
): AuditEntry {
  return {
    kind: "tool-call",
    actor: principal.id,
    role: principal.role,
    channel,
    outcome,
    call: { tool, sql: sql === null ? null : masked(sql), rowCount, elapsedMs: 0 },
    scannedBytes: 0,
    runId: dataset.runId,
    modelVersions: dataset.modelVersions,
  };
}
