import { describe, expect, it } from "vitest";

import { answerSchema, replayAnswer, replaySchema, type Answer } from "#agent";
import { AppError, createFixedClock } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import type { EvidenceDraft } from "#tools";

import { checkText, createEvidenceIndex } from "../../agent/checks/index.ts";
import { buildAnswer } from "../support/build-answer.ts";
import { fakeTool, foundScores } from "./turn-fixture.ts";

const domain = await loadDomain(domainDirectory("engagement"));
const dataset = { ...buildAnswer().dataset, runId: "run_2" };
const principal = { id: "ann", role: "analyst" } as const;
const told =
  "**Premium** accounts average 0.635 [e1], free ones 0.512 [e1], a difference of 0.123. They are 31,588 and 68,412.";

/** What a call found, as it is kept with an answer. */
function evidenceOf(changes: Partial<EvidenceDraft> = {}): Answer["evidence"][number] {
  return answerSchema.shape.evidence.element.parse({ id: "e1", ...foundScores, ...changes });
}

/** An answer over `foundScores` with the claims that the checks make of its text. */
function kept(text = told, evidence: Answer["evidence"] = [evidenceOf()]): Answer {
  const answered = { question: "Who scores higher?", evidence };
  const index = createEvidenceIndex({ ...answered, earlierQuestions: [], domain, dataset: buildAnswer().dataset });
  return buildAnswer({ ...answered, text, claims: [...checkText(text, index).claims] });
}

/** Replays it where the calls find `finds` now. */
async function replay(answer: Answer, finds: EvidenceDraft | Error, signal = new AbortController().signal) {
  const clock = createFixedClock(new Date("2026-11-21T12:00:00Z"), 1);
  const deps = { domain, dataset, toolsFor: () => [fakeTool(finds)], clock };
  const replayed = await replayAnswer(deps, answer, principal, signal);
  expect(replaySchema.parse(replayed)).toEqual(replayed);
  return replayed;
}

const claimsOf = ({ claims }: Awaited<ReturnType<typeof replay>>) =>
  claims.map(({ text, status, now }) => [text, status, now]);
const allSame = [
  ["0.635", "same", null],
  ["0.512", "same", null],
  ["0.123", "same", null],
  ["31,588", "same", null],
  ["68,412", "same", null],
];

describe("a replayed answer", () => {
  it("holds where its calls find the same, in whatever order, with sums added up in another", async () => {
    const [premium = [], free = []] = foundScores.rows;
    const rows = [free, premium.map((cell) => (cell === 0.634_812 ? 0.634_812 * (1 + 1e-12) : cell))];
    const replayed = await replay(kept(), { ...foundScores, rows });
    expect(replayed).toMatchObject({
      answerId: "answer_1",
      question: "Who scores higher?",
      answeredOn: { runId: "run_1" },
      replayedOn: { runId: "run_2" },
      verdict: "same",
      evidence: [{ id: "e1", tool: "query_athena", status: "same", rowsThen: 2, rowsNow: 2 }],
      counts: { same: 5, changed: 0, gone: 0 },
    });
    expect(claimsOf(replayed)).toEqual(allSame);
  });

  it("tells what has changed, and what stands there now; what rounds to the same holds", async () => {
    const rows = [
      ["premium", 31_588, 0.635_4],
      ["free", 68_500, 0.523_9],
    ];
    const replayed = await replay(kept(), { ...foundScores, rows });
    expect(replayed).toMatchObject({ verdict: "changed", counts: { same: 2, changed: 3, gone: 0 } });
    expect(claimsOf(replayed)).toEqual([
      ["0.635", "same", null],
      ["0.512", "changed", "0.524"],
      ["0.123", "changed", null],
      ["31,588", "same", null],
      ["68,412", "changed", "68,500"],
    ]);
    expect(replayed.evidence[0]).toMatchObject({ status: "changed", detail: expect.stringContaining("main table") });
  });

  it("writes a share in percent as the text did", async () => {
    const table = { columns: [{ name: "churn_rate", type: "double" }], rows: [[0.2341]], rowCount: 1 };
    const answer = kept("The rate is 23.4% [e1].", [evidenceOf(table)]);
    const replayed = await replay(answer, { ...foundScores, ...table, rows: [[0.2519]] });
    expect(claimsOf(replayed)).toEqual([["23.4%", "changed", "25.2%"]]);
  });

  it("tells what is gone: rows, columns, and calls that are refused now", async () => {
    const [premium = []] = foundScores.rows;
    const oneRow = await replay(kept(), { ...foundScores, rows: [premium], rowCount: 1 });
    expect(claimsOf(oneRow)).toEqual([
      ["0.635", "same", null],
      ["0.512", "gone", null],
      ["0.123", "changed", null],
      ["31,588", "same", null],
      ["68,412", "gone", null],
    ]);
    const refusal = new AppError("PRIVACY_REFUSED", { detail: "Too few.", hint: "Ask for more." });
    const refused = await replay(kept(), refusal);
    expect(refused).toMatchObject({
      verdict: "gone",
      evidence: [{ status: "gone", rowsNow: null, detail: expect.stringContaining("Too few.") }],
      counts: { same: 0, changed: 0, gone: 5 },
    });
    const unknown = kept(told, [evidenceOf({ tool: "no_such_tool" })]);
    expect((await replay(unknown, foundScores)).evidence[0]).toMatchObject({ status: "gone" });
  });

  it("passes over what rests on no evidence", async () => {
    const replayed = await replay(kept("Nothing was looked up.", []), foundScores);
    expect(replayed).toMatchObject({ verdict: "same", evidence: [], claims: [] });
  });

  it("ends in a fault that may pass, and where it is stopped", async () => {
    const budget = new AppError("QUERY_BUDGET", { detail: "Used up.", hint: "Tomorrow." });
    await expect(replay(kept(), budget)).rejects.toMatchObject({ code: "QUERY_BUDGET" });
    await expect(replay(kept(), new TypeError("bug"))).rejects.toMatchObject({ code: "INTERNAL" });
    await expect(replay(kept(), foundScores, AbortSignal.abort())).rejects.toMatchObject({ code: "TURN_ABORTED" });
  });
});
