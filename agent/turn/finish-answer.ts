import type { BaseMessage } from "@langchain/core/messages";

import type { Clock } from "#core";
import type { Evidence } from "#tools";

import { parseAnswerTail } from "../answer-tail.ts";
import { answerSchema, type Answer } from "../answer.ts";
import {
  checkExplanation,
  checkText,
  markObjections,
  markUntraced,
  verificationOf,
  type EvidenceIndex,
} from "../checks/index.ts";
import type { TurnRequest } from "../events.ts";
import type { ModelName } from "../models/catalog.ts";
import { usageOfTurn } from "../models/usage.ts";
import { caveatsOf } from "./caveats.ts";
import type { PassageEditor } from "./edit-passages.ts";
import { endingNotes, endingOf } from "./ending.ts";
import { validChart } from "./valid-chart.ts";

/** A turn whose model has spoken its last word. */
export type UnfinishedTurn = {
  readonly id: string;
  readonly request: TurnRequest;
  readonly dataset: Answer["dataset"];
  readonly model: ModelName;
  /** The visible text, edited, and its machine-readable tail. */
  readonly text: string;
  readonly tail: string | null;
  readonly evidence: readonly Evidence[];
  readonly index: EvidenceIndex;
  /** Everything the model said in this turn. */
  readonly spoken: readonly BaseMessage[];
  readonly repaired: boolean;
  readonly edits: PassageEditor;
  /** What else is to be told of how the text came about, in plain words. */
  readonly notes: readonly string[];
  readonly startedAt: Date;
  readonly startedMs: number;
  readonly toolMs: number;
  readonly clock: Clock;
};

/** Makes the answer of what a turn found and said: the last checks, the marks, the caveats, the account. */
export function finishAnswer(turn: UnfinishedTurn): Answer {
  const checkStartedMs = turn.clock.monotonicMs();
  const { evidence, index, edits } = turn;
  const { untraced } = checkText(turn.text, index);
  const marked = markUntraced(turn.text, untraced);
  const objections = checkExplanation(marked, evidence);
  const text = markObjections(marked, objections);
  const { claims } = checkText(text, index);
  const tail = parseAnswerTail(turn.tail);
  const ending = endingOf(turn.spoken);
  const tellsRelation = edits.needsCaveat && tail.outcome === "answered";
  const isSound = (written: string) => checkText(written, index).untraced.length === 0;
  const caveats = caveatsOf({
    written: tail.caveats.map((caveat) => ({ ...caveat, text: edits.rewrite(caveat.text) })),
    isSound,
    tellsRelation,
    isCut: ending === "cut",
    evidence,
  });
  const chart = validChart(tail.chart, evidence, isSound);
  const followUps = tail.followUps.map(edits.rewrite);
  const notes = [
    ...turn.notes,
    ...(ending === "whole" ? [] : [endingNotes[ending]]),
    ...edits.notes,
    ...objections.map((problem) => problem.detail),
    ...untraced.map((claim) => `${claim.text}: ${claim.how}`),
  ];
  const checkMs = turn.clock.monotonicMs() - checkStartedMs;
  const answer: Answer = {
    id: turn.id,
    thread: turn.request.thread,
    question: turn.request.question,
    text,
    outcome: ending === "withheld" ? "refused" : tail.outcome,
    evidence: evidence.map(plainEvidence),
    claims: [...claims],
    chart,
    caveats,
    followUps,
    verification: verificationOf(claims, turn.repaired, notes),
    model: { provider: turn.model.provider, name: turn.model.name },
    dataset: turn.dataset,
    usage: {
      ...usageOfTurn(turn.spoken, turn.model),
      scannedBytes: evidence.reduce((sum, one) => sum + one.scannedBytes, 0),
    },
    timing: {
      startedAt: turn.startedAt.toISOString(),
      totalMs: Math.round(turn.clock.monotonicMs() - turn.startedMs),
      toolMs: Math.round(turn.toolMs),
      checkMs: Number(checkMs.toFixed(2)),
    },
    cached: null,
  };
  return answerSchema.parse(answer);
}

/** Evidence as it goes over the wire: what a tool left undefined in its input is left out. */
function plainEvidence(evidence: Evidence): Answer["evidence"][number] {
  return JSON.parse(JSON.stringify(evidence)) as Answer["evidence"][number];
}
