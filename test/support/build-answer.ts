import type { Answer } from "../../agent/answer.ts";

type Evidence = Answer["evidence"][number];

/** Evidence of one query with two rows, changed by `changes`. */
export function buildEvidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    id: "e1",
    tool: "query_athena",
    title: "Mean score by plan",
    input: { sql: "SELECT plan, mean_score FROM scores" },
    sql: "SELECT plan, mean_score FROM scores LIMIT 100",
    queryId: "q_1",
    columns: [
      { name: "plan", type: "varchar" },
      { name: "mean_score", type: "double" },
    ],
    rows: [
      ["free", 0.25],
      ["premium", 0.75],
    ],
    rowCount: 2,
    truncated: false,
    scannedBytes: 2048,
    elapsedMs: 12,
    more: {},
    notices: [],
    verified: null,
    ...changes,
  };
}

/** A whole answer with one piece of evidence, changed by `changes`. */
export function buildAnswer(changes: Partial<Answer> = {}): Answer {
  return {
    id: "answer_1",
    thread: "thread_1",
    question: "Which plan scores higher?",
    text: "**Premium** scores higher: 0.75 against 0.25 [e1].",
    outcome: "answered",
    evidence: [buildEvidence()],
    claims: [
      {
        text: "0.75",
        kind: "number",
        start: 28,
        status: "traced",
        evidence: ["e1"],
        how: "e1, mean_score, row 2",
      },
      {
        text: "0.25",
        kind: "number",
        start: 41,
        status: "traced",
        evidence: ["e1"],
        how: "e1, mean_score, row 1",
      },
    ],
    chart: null,
    caveats: [{ kind: "not-causal", text: "A difference between groups is not a cause." }],
    followUps: ["And by region?", "How large are the groups?"],
    verification: {
      numbers: 2,
      names: 0,
      traced: 2,
      derived: 0,
      given: 0,
      untraced: 0,
      repaired: false,
      notes: [],
    },
    model: { provider: "offline", name: "analyst" },
    dataset: { runId: "run_1", snapshotDate: "2026-11-20", modelVersions: { score: "v1" } },
    usage: {
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      scannedBytes: 2048,
      costUsd: 0,
    },
    timing: { startedAt: "2026-11-20T12:00:00.000Z", totalMs: 120, toolMs: 12, checkMs: 1 },
    cached: null,
    ...changes,
  };
}
