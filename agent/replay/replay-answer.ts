import { ToolMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";

import { AppError, errorTable, isAppError, type Clock } from "#core";
import type { Domain } from "#knowledge";
import type { Evidence, EvidenceDraft, EvidenceTable } from "#tools";

import type { Answer } from "../answer.ts";
import { createEvidenceIndex } from "../checks/index.ts";
import type { Principal } from "../events.ts";
import { toTurnError } from "../models/turn-error.ts";
import { matchRows } from "./match-rows.ts";
import { replayClaims, worstOf, type ReplayedTable } from "./replay-claims.ts";
import type { Replay, ReplayedClaim, ReplayedEvidence } from "./replay.ts";

export type ReplayDeps = {
  readonly domain: Domain;
  /** The run that answers rest on now. */
  readonly dataset: Answer["dataset"];
  readonly toolsFor: (principal: Principal) => readonly StructuredToolInterface[];
  readonly clock: Clock;
};

/**
 * Runs the recorded tool calls of a kept answer again, with the same input and the person's present rights, and tells
 * of each table and each number whether it is as it was, has changed, or is gone. A call that is refused now is gone;
 * a fault that may pass (`SQL_TIMEOUT`, `QUERY_BUDGET`, `ENGINE_UNAVAILABLE`, …) is thrown, as is `TURN_ABORTED`.
 */
export async function replayAnswer(
  deps: ReplayDeps,
  answer: Answer,
  principal: Principal,
  signal: AbortSignal,
): Promise<Replay> {
  const startedMs = deps.clock.monotonicMs();
  const startedAt = deps.clock.now();
  const { domain, dataset } = deps;
  const tools = new Map(deps.toolsFor(principal).map((tool) => [tool.name, tool]));
  const evidence: ReplayedEvidence[] = [];
  const tables: ReplayedTable[] = [];
  const index = createEvidenceIndex({ evidence: [], question: answer.question, earlierQuestions: [], domain, dataset });
  for (const then of answer.evidence) {
    const found = await callAgain(tools.get(then.tool), then, signal);
    const beside = "draft" in found ? tablesBeside(then, found.draft) : [];
    if ("draft" in found) index.add({ id: then.id, ...found.draft });
    tables.push(...beside);
    evidence.push(replayedEvidence(then, found, beside));
  }
  const claims = replayClaims(answer, evidence, tables, index);
  return {
    answerId: answer.id,
    question: answer.question,
    startedAt: startedAt.toISOString(),
    totalMs: Math.round(deps.clock.monotonicMs() - startedMs),
    answeredOn: answer.dataset,
    replayedOn: dataset,
    verdict: worstOf((claims.length > 0 ? claims : evidence).map(({ status }) => status)),
    evidence,
    claims,
    counts: countsOf(claims),
  };
}

type Called = { readonly draft: EvidenceDraft } | { readonly refused: string };

async function callAgain(
  tool: StructuredToolInterface | undefined,
  then: Evidence,
  signal: AbortSignal,
): Promise<Called> {
  if (!tool) return { refused: `The tool ${then.tool} is no longer there.` };
  try {
    signal.throwIfAborted();
    const call = { type: "tool_call" as const, id: then.id, name: then.tool, args: then.input };
    const message: unknown = await tool.invoke(call, { signal });
    // Only the product's own tools run here, and their artifact is an EvidenceDraft.
    const draft = ToolMessage.isInstance(message) ? (message.artifact as EvidenceDraft | undefined) : undefined;
    if (!draft) throw new AppError("INTERNAL", { detail: "The tool gave no evidence.", hint: "Ask again." });
    return { draft };
  } catch (thrown) {
    const error = toTurnError(thrown, signal);
    if (!isRefusal(error)) throw error;
    return { refused: `${errorTable[error.code].title}: ${error.detail}` };
  }
}

/** Whether the same call would be refused again: it is no fault of the moment. */
function isRefusal(error: AppError): boolean {
  const { audience, retryable } = errorTable[error.code];
  return audience === "model" && !retryable && !isAppError(error, "QUERY_BUDGET");
}

/** Tables that were there then, each beside itself; one that is no longer there beside an empty one. */
function tablesBeside(then: Evidence, now: EvidenceDraft): ReplayedTable[] {
  const missing: EvidenceTable = { columns: [], rows: [], rowCount: 0, truncated: false };
  return [
    { evidence: then.id, name: null, before: then, now: matchRows(then, now) },
    ...Object.entries(then.more).map(([name, table]) => ({
      evidence: then.id,
      name,
      before: table,
      now: matchRows(table, now.more[name] ?? missing),
    })),
  ];
}

function replayedEvidence(then: Evidence, found: Called, tables: readonly ReplayedTable[]): ReplayedEvidence {
  const told = { id: then.id, tool: then.tool, title: then.title, rowsThen: then.rowCount };
  if ("refused" in found) return { ...told, status: "gone", rowsNow: null, detail: found.refused };
  const rowsNow = found.draft.rowCount;
  const changed = tables.filter(({ now }) => !now.isSame);
  if (changed.length === 0) return { ...told, status: "same", rowsNow, detail: "Every row is as it was." };
  const names = changed.map(({ name }) => name ?? "the main table");
  return { ...told, status: "changed", rowsNow, detail: `Rows or values differ in ${names.join(", ")}.` };
}

function countsOf(claims: readonly ReplayedClaim[]): Replay["counts"] {
  const count = (status: ReplayedClaim["status"]) => claims.filter((claim) => claim.status === status).length;
  return { same: count("same"), changed: count("changed"), gone: count("gone") };
}
