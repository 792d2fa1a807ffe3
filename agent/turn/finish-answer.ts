import type { BaseMessage } from "@langchain/core/messages";

import type { Clock } from "#core";
import type { Domain } from "#knowledge";
import type { Evidence } from "#tools";

import { parseAnswerTail, type AnswerTail } from "../answer-tail.ts";
import { answerSchema, type Answer, type Caveat, type Chart } from "../answer.ts";
import {
  checkCausalWording,
  checkPersonalData,
  checkText,
  markUntraced,
  maskPersonalData,
  verificationOf,
  type EvidenceIndex,
} from "../checks/index.ts";
import type { TurnRequest } from "../events.ts";
import { usageOfTurn } from "../models/usage.ts";
import type { ModelName } from "../models/catalog.ts";

export type Unfinished = {
  readonly id: string;
  readonly request: TurnRequest;
  readonly domain: Domain;
  readonly dataset: Answer["dataset"];
  readonly model: ModelName;
  /** The visible text and its machine-readable tail. */
  readonly text: string;
  readonly tail: string | null;
  readonly evidence: readonly Evidence[];
  readonly index: EvidenceIndex;
  /** Everything the model said in this turn. */
  readonly spoken: readonly BaseMessage[];
  readonly repaired: boolean;
  /** What the explanation check still objects to. */
  readonly objections: readonly string[];
  readonly startedAt: Date;
  readonly startedMs: number;
  readonly toolMs: number;
  readonly clock: Clock;
};

/** Makes the answer of what a turn found and said: the last checks, the marks, the caveats, the account. */
export function finishAnswer(turn: Unfinished): Answer {
  const checkStartedMs = turn.clock.monotonicMs();
  const causal = checkCausalWording(turn.text);
  const findings = checkPersonalData(causal.text, {
    role: turn.request.principal.role,
    idPattern: turn.domain.entity.pattern,
  });
  const clean = maskPersonalData(causal.text, findings);
  const { untraced } = checkText(clean, turn.index);
  const text = markUntraced(clean, untraced);
  const { claims } = checkText(text, turn.index);
  const tail = parseAnswerTail(turn.tail);
  const notes = [
    ...causal.notes,
    ...(findings.length > 0 ? [`${findings.length} pieces of personal data were masked.`] : []),
    ...turn.objections,
    ...untraced.map((claim) => `${claim.text}: ${claim.how}`),
  ];
  const { evidence } = turn;
  const checkMs = turn.clock.monotonicMs() - checkStartedMs;
  const answer: Answer = {
    id: turn.id,
    thread: turn.request.thread,
    question: turn.request.question,
    text,
    outcome: tail.outcome,
    evidence: evidence.map(plainEvidence),
    claims: [...claims],
    chart: validChart(tail.chart, evidence),
    caveats: caveatsOf(tail, causal.needsCaveat, evidence),
    followUps: [...tail.followUps],
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
  };
  return answerSchema.parse(answer);
}

/** Evidence as it goes over the wire: what a tool left undefined in its input is left out. */
function plainEvidence(evidence: Evidence): Answer["evidence"][number] {
  return JSON.parse(JSON.stringify(evidence)) as Answer["evidence"][number];
}

/** The chart, if the evidence, table and columns that it names exist; a chart never holds data of its own. */
function validChart(chart: Chart | null, evidence: readonly Evidence[]): Chart | null {
  const source = evidence.find((one) => one.id === chart?.evidence);
  const table = chart?.table ? source?.more[chart.table] : source;
  if (!chart || !table || table.rows.length === 0) return null;
  const names = new Set(table.columns.map((column) => column.name));
  const wanted = [chart.x, chart.y, chart.low, chart.high].filter((name) => name !== null);
  return wanted.every((name) => names.has(name)) ? chart : null;
}

function caveatsOf(tail: AnswerTail, needsCausal: boolean, evidence: readonly Evidence[]): Caveat[] {
  const caveats: Caveat[] = [...tail.caveats];
  const has = (kind: Caveat["kind"]) => caveats.some((caveat) => caveat.kind === kind);
  if (evidence.some((one) => one.tool === "simulate_change") && !has("simulated")) {
    caveats.push({
      kind: "simulated",
      text: "What the models would predict after a change, all else as it is; not a measured effect.",
    });
  }
  if (needsCausal && tail.outcome === "answered" && evidence.length > 0 && !has("not-causal") && !has("simulated")) {
    caveats.push({ kind: "not-causal", text: "This is how things go together in the data; it does not show a cause." });
  }
  if (evidence.some((one) => one.truncated) && !has("truncated")) {
    caveats.push({
      kind: "truncated",
      text: "A result had more rows than were fetched; the rest is not in this answer.",
    });
  }
  return caveats;
}
