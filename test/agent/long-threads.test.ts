import { describe, expect, it } from "vitest";

import type { Answer, ThreadTurn } from "#agent";

import { createEvidenceIndex, checkText } from "../../agent/checks/index.ts";
import { readConversation } from "../../agent/offline/conversation.ts";
import { historyMessages } from "../../agent/turn/history.ts";
import { domainDirectory, loadDomain } from "#knowledge";
import { buildAnswer, buildEvidence } from "../support/build-answer.ts";

const domain = await loadDomain(domainDirectory("engagement"));
const { dataset } = buildAnswer();

/** A turn whose answer was checked as one of the analyst's: "premium" has `score`, and is told with it. */
function buildTurn(position: number, changes: Partial<Answer> = {}, text?: string): ThreadTurn {
  const score = Number((0.6 + position / 1_000).toFixed(3));
  const evidence = [buildEvidence({ rows: [["free", 0.25], ["premium", score]] })]; // prettier-ignore
  const question = `Which plan scores higher in round ${position}?`;
  const told = text ?? `**Premium** scores highest in round ${position} [e1].\n\n- Premium accounts: ${score} [e1]`;
  const index = createEvidenceIndex({ evidence, question, earlierQuestions: [], domain, dataset });
  const { claims } = checkText(told, index);
  const answer = buildAnswer({ id: `a${position}`, question, evidence, text: told, claims: [...claims], ...changes });
  return { question, answer };
}

const threadOf = (turns: readonly ThreadTurn[]) => ({ id: "t", owner: "ann", turns });
const manyTurns = (count: number) => Array.from({ length: count }, (_, index) => buildTurn(index + 1));
const historyOf = (count: number) => historyMessages(threadOf(manyTurns(count)), dataset.runId);
const charsOf = (messages: ReturnType<typeof historyOf>) =>
  messages.reduce((sum, message) => sum + message.text.length, 0);

describe("the history of a conversation", () => {
  it("is every turn whole as long as it is short", () => {
    expect(historyMessages(null, dataset.runId)).toEqual([]);
    const messages = historyOf(13);
    expect(messages).toHaveLength(26);
    expect(messages[0]?.text).toBe("Which plan scores higher in round 1?");
  });

  it("sums older turns up: question, first sentence, and figures with what they are of and where they are from", () => {
    const [summary, reply, ...whole] = historyOf(14);
    expect(whole).toHaveLength(16);
    expect([summary?.getType(), reply?.getType()]).toEqual(["human", "ai"]);
    expect(summary?.text).toContain(
      '3. "Which plan scores higher in round 3?": Premium scores highest in round 3. ' +
        "Also premium, mean_score: 0.603 (answer 3, e1).",
    );
    expect(summary?.text).not.toContain("round 7");
    expect(whole[0]?.text).toBe("Which plan scores higher in round 7?");
  });

  it("stays the same at its beginning for several turns, so that a provider's prompt cache holds", () => {
    const texts = (count: number) => historyOf(count).map((message) => message.text);
    const earlier = texts(20);
    for (const later of [21, 22, 23, 24, 25]) expect(texts(later).slice(0, earlier.length)).toEqual(earlier);
    expect(texts(26)[0]).not.toEqual(earlier[0]);
  });

  it("is bounded, and says what it leaves out; younger turns keep more", () => {
    expect(charsOf(historyOf(60))).toBeLessThan(6_000 + 500 + 13 * 250);
    const [summary] = historyOf(400);
    expect(summary?.text.length).toBeLessThan(6_500);
    expect(summary?.text).toMatch(/\(Answers 1 to \d{3} are left out\.\)/);
    const [some] = historyOf(62);
    expect(some?.text).toContain("premium, mean_score: 0.654 (answer 54, e1)");
    expect(some?.text).not.toContain("0.601");
    expect(some?.text).toContain("round 1?");
  });

  it("is no question to the offline analyst where it is the program's summary", () => {
    const { earlier, question } = readConversation(historyOf(14));
    expect(question).toBe("Which plan scores higher in round 14?");
    expect(earlier[0]?.question).toBe("Which plan scores higher in round 7?");
  });

  it("says which answers are of another run, also of a short conversation", () => {
    const old = { ...dataset, runId: "run_0", snapshotDate: "2026-11-13" };
    const turns = [buildTurn(1, { dataset: old }), buildTurn(2, { dataset: old }), buildTurn(3)];
    const [summary, , ...whole] = historyMessages(threadOf(turns), dataset.runId);
    expect(summary?.text).toContain("Answers 1, 2 are of an earlier run (run_0, snapshot of 2026-11-13).");
    expect(whole).toHaveLength(6);
  });
});

describe("a number of an earlier answer", () => {
  const present = [buildEvidence({ columns: [{ name: "customers", type: "bigint" }], rows: [[4_812]], rowCount: 1 })];
  const statusOf = (text: string, number: string, earlierAnswers: readonly Answer[]) => {
    const question = "And now?";
    const asked = { evidence: present, question, earlierQuestions: [], earlierAnswers, domain, dataset };
    const claim = checkText(text, createEvidenceIndex(asked)).claims.find((found) => found.text === number);
    return claim && { status: claim.status, evidence: claim.evidence, how: claim.how };
  };
  const earlier = [buildTurn(1).answer, buildTurn(34).answer];

  it("is traced to that answer where the text repeats it", () => {
    expect(statusOf("As before, premium accounts average 0.634.", "0.634", earlier)).toEqual({
      status: "traced",
      evidence: [],
      how: expect.stringMatching(/^answer 2: e1, mean_score, row 2/),
    });
    expect(statusOf("As before, premium accounts average 0.634.", "0.634", [])?.status).toBe("untraced");
  });

  it.each([
    ["stands in its evidence but was not told", "As before, free accounts average 0.25.", "0.25"],
    ["is rounded anew", "As before, premium accounts average 0.63.", "0.63"],
    ["is said of another row", "As before, free accounts average 0.634.", "0.634"],
    ["is said of something else", "Retention is 0.634.", "0.634"],
  ])("is untraced where it %s", (_what, text, number) => {
    expect(statusOf(text, number, earlier)?.status).toBe("untraced");
  });

  it("is untraced where it was so there, or only said again from one before", () => {
    const unfounded = buildTurn(2, {}, "Premium accounts average 0.777.").answer;
    expect(statusOf("Premium accounts average 0.777.", "0.777", [unfounded])?.status).toBe("untraced");
    const claims = buildTurn(34).answer.claims.map((claim) => ({ ...claim, evidence: [] }));
    const said = buildTurn(34, { claims }).answer;
    expect(statusOf("Premium accounts average 0.634.", "0.634", [said])?.status).toBe("untraced");
  });

  it("of another run is traced only where the sentence says that it is", () => {
    const old = buildTurn(34, { dataset: { ...dataset, runId: "run_0", snapshotDate: "2026-11-13" } }).answer;
    const told = (text: string) => statusOf(text, "0.634", [old])?.status;
    expect(told("Premium accounts average 0.634.")).toBe("untraced");
    expect(told("On the earlier run premium accounts averaged 0.634.")).toBe("traced");
    expect(told("In the snapshot of 2026-11-13 premium accounts averaged 0.634.")).toBe("traced");
    expect(statusOf("In the snapshot of 2026-11-13 premium accounts averaged 0.634.", "2026-11-13", [old])).toEqual({
      status: "given",
      evidence: [],
      how: "the run of answer 1",
    });
  });

  it("of one digit needs words that point back", () => {
    const ranked = buildTurn(1, {}, "Premium accounts: 2 rows [e1].").answer;
    const few = { ...ranked, claims: ranked.claims.filter(({ text }) => text === "2") };
    expect(few.claims).toHaveLength(1);
    expect(statusOf("There are 2 premium rows.", "2", [few])?.status).toBe("untraced");
    expect(statusOf("Answer 1 found 2 premium rows.", "2", [few])?.status).toBe("traced");
  });
});
