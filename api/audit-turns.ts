import type { TurnEvent } from "#agent";
import { hashText, toAppError, type Clock, type Logger } from "#core";
import type { AuditedToolCall, AuditEntry } from "#store";

import { createCustomerMask } from "./customer-token.ts";
import type { AskRequest, Channel, Dataset, RunAsk } from "./service.ts";

const wholeSha256 = 64;

export type AuditDeps = {
  readonly append: (entry: AuditEntry) => Promise<unknown>;
  readonly channel: Channel;
  readonly dataset: Dataset;
  /** Whether a question is written down as its SHA-256 or as it was asked. */
  readonly questions: "hash" | "text";
  /** Form of a customer's id, from `^` to `$`. */
  readonly idPattern: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/**
 * Writes every turn into the audit before its last event is sent: no answer is given that the audit does not hold, and
 * where it cannot be written the turn ends in that error. A turn that its reader left is written too. Customers' ids,
 * also those in SQL, are written as `id:` and a hash, so that an erasure leaves nothing to erase in the audit.
 */
export function auditTurns(runTurn: RunAsk, deps: AuditDeps): RunAsk {
  const masked = createCustomerMask(deps.idPattern);
  return async function* (request) {
    const startedMs = deps.clock.monotonicMs();
    const calls = createCallLedger(masked);
    let isWritten = false;
    const write = (last: TurnEvent | null) => {
      isWritten = true;
      const totalMs = Math.round(deps.clock.monotonicMs() - startedMs);
      return deps.append({ ...entryOf(request, last, deps, masked), tools: calls.list(), totalMs });
    };
    try {
      for await (const event of runTurn(request)) {
        calls.hear(event);
        if (event.type !== "answer-end" && event.type !== "turn-error") {
          yield event;
          continue;
        }
        const failure = await write(event).then(() => null, toAppError);
        if (failure === null) yield event;
        else yield { type: "turn-error", code: failure.code, detail: failure.detail, hint: failure.hint };
        return;
      }
    } finally {
      if (!isWritten) {
        await write(null).catch((error: unknown) => {
          deps.log.error({ event: "turn-not-audited", thread: request.thread, code: toAppError(error).code });
        });
      }
    }
  };
}

/**
 * Writes down that somebody asked who has no role here, and so no turn: with the role `none` and the outcome of a turn
 * without the right.
 */
export function createRefusalNote(deps: Omit<AuditDeps, "clock" | "log">) {
  const masked = createCustomerMask(deps.idPattern);
  return async ({ actor, question }: { readonly actor: string; readonly question: string }): Promise<void> => {
    await deps.append({
      kind: "turn",
      actor,
      role: "none",
      channel: deps.channel,
      thread: "",
      answerId: null,
      question: writtenQuestion(question, deps.questions, masked),
      outcome: "RIGHT_MISSING",
      tools: [],
      model: null,
      runId: deps.dataset.runId,
      modelVersions: deps.dataset.modelVersions,
      usage: null,
      totalMs: 0,
    });
  };
}

function writtenQuestion(
  question: string,
  written: AuditDeps["questions"],
  masked: (text: string) => string,
): TurnEntry["question"] {
  return written === "text" ? { text: masked(question) } : { sha256: hashText(question, wholeSha256) };
}

type TurnEntry = Extract<AuditEntry, { kind: "turn" }>;

/** What is known of the turn by its last event; null where the reader left before it. */
function entryOf(
  request: AskRequest,
  last: TurnEvent | null,
  deps: AuditDeps,
  masked: (text: string) => string,
): Omit<TurnEntry, "tools" | "totalMs"> {
  const { question, thread, principal } = request;
  const answer = last?.type === "answer-end" ? last.answer : null;
  return {
    kind: "turn",
    actor: principal.id,
    role: principal.role,
    channel: request.channel ?? deps.channel,
    thread,
    answerId: answer?.id ?? null,
    question: writtenQuestion(question, deps.questions, masked),
    outcome: answer?.outcome ?? (last?.type === "turn-error" ? last.code : "TURN_ABORTED"),
    model: answer?.model ?? null,
    runId: deps.dataset.runId,
    modelVersions: deps.dataset.modelVersions,
    usage: answer?.usage ?? null,
  };
}

/**
 * Tool calls of a turn in the order they began, those that failed with the query that was tried. An answer from memory
 * is written with the calls that it rests on, which took no time: who was told what must be seen of it too.
 */
function createCallLedger(masked: (text: string) => string) {
  const calls = new Map<string, AuditedToolCall>();
  return {
    list: (): readonly AuditedToolCall[] => [...calls.values()],
    hear: (event: TurnEvent): void => {
      if (event.type === "tool-start") {
        const { sql } = event.input;
        const asked = typeof sql === "string" ? masked(sql) : null;
        calls.set(event.id, { tool: event.name, sql: asked, rowCount: null, elapsedMs: 0 });
      }
      if (event.type === "tool-end") {
        const { id, name, table, elapsedMs } = event;
        const sql = event.sql === null ? (calls.get(id)?.sql ?? null) : masked(event.sql);
        calls.set(id, { tool: name, sql, rowCount: table?.rowCount ?? null, elapsedMs });
      }
      if (event.type === "answer-end" && event.answer.cached !== null) {
        for (const { id, tool, sql, rowCount } of event.answer.evidence) {
          calls.set(id, { tool, sql: sql === null ? null : masked(sql), rowCount, elapsedMs: 0 });
        }
      }
    },
  };
}
