import { ToolMessage } from "@langchain/core/messages";
import { createMiddleware, type AgentMiddleware } from "langchain";

import { errorTable, isAppError, type Clock } from "#core";
import type { Evidence, EvidenceDraft } from "#tools";

import type { TurnEvent } from "../events.ts";
import type { LetOthersRun } from "./step-queue.ts";

/** Rows of a table that go out while the turn works; the answer holds all. */
const eventRows = 20;

/** Keeps what the tools of one turn found, under ids in the order of the calls, and tells of each call. */
export type EvidenceLedger = {
  readonly evidence: readonly Evidence[];
  /** Calls that found nothing because they failed. */
  readonly failedCalls: number;
  /** Milliseconds spent in tools. */
  readonly toolMs: number;
  readonly middleware: AgentMiddleware;
};

/**
 * The ledger of one turn. Its middleware gives each call its id before it runs, puts the id into the model's text as
 * `[e1]`, so that it can be cited, and the whole evidence into the message's artifact.
 */
export function createEvidenceLedger(options: {
  readonly clock: Clock;
  readonly onEvent: (event: TurnEvent) => void;
  readonly onEvidence: (evidence: Evidence) => void;
  readonly letOthersRun: LetOthersRun;
}): EvidenceLedger {
  const { clock, onEvent, onEvidence, letOthersRun } = options;
  const evidence: Evidence[] = [];
  let calls = 0;
  let toolMs = 0;
  let failedCalls = 0;
  const middleware = createMiddleware({
    name: "evidenceLedger",
    wrapToolCall: async (request, handler) => {
      calls += 1;
      const id = `e${calls}`;
      const { name, args } = request.toolCall;
      const startMs = clock.monotonicMs();
      onEvent({ type: "tool-start", id, name, input: args });
      await letOthersRun();
      const elapsed = () => Math.round(clock.monotonicMs() - startMs);
      const fail = (summary: string) => {
        failedCalls += 1;
        onEvent({ type: "tool-end", id, name, ok: false, summary, table: null, sql: null, elapsedMs: elapsed() });
      };
      let result;
      try {
        result = await handler(request);
      } catch (error) {
        fail(isAppError(error) ? errorTable[error.code].title : "The call failed");
        throw error;
      }
      const elapsedMs = elapsed();
      toolMs += elapsedMs;
      // Only the product's own tools run here, and their artifact is an EvidenceDraft.
      const draft = ToolMessage.isInstance(result) ? (result.artifact as EvidenceDraft | undefined) : undefined;
      if (!ToolMessage.isInstance(result) || !draft) {
        fail(ToolMessage.isInstance(result) ? result.text : "The call failed");
        return result;
      }
      const found: Evidence = { id, ...draft };
      evidence.push(found);
      onEvidence(found);
      onEvent({
        type: "tool-end",
        id,
        name,
        ok: true,
        summary: summaryOf(found),
        table: {
          columns: found.columns,
          rows: found.rows.slice(0, eventRows),
          rowCount: found.rowCount,
          truncated: found.truncated,
        },
        sql: found.sql,
        elapsedMs,
      });
      await letOthersRun();
      return new ToolMessage({
        tool_call_id: result.tool_call_id,
        name: result.name,
        status: result.status,
        content: `[${id}] ${result.text}`,
        artifact: found,
      });
    },
  });
  return {
    get evidence() {
      return [...evidence].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
    },
    get failedCalls() {
      return failedCalls;
    },
    get toolMs() {
      return toolMs;
    },
    middleware,
  };
}

function summaryOf(found: Evidence): string {
  const rows = found.rowCount === 1 ? "1 row" : `${found.rowCount} rows`;
  return `${found.title}: ${rows}${found.truncated ? ", cut" : ""}`;
}
