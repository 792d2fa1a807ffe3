import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Answer, Principal } from "#agent";

import { collectAnswer } from "../../api/collect-answer.ts";
import { openLiveService, type LiveService } from "../support/open-live-service.ts";

let live: LiveService;
beforeAll(async () => {
  live = await openLiveService();
}, 120_000);
afterAll(() => live.remove());

const { signal } = new AbortController();
const ann: Principal = { id: "ann", role: "analyst" };
const vic: Principal = { id: "vic", role: "viewer" };
const sam: Principal = { id: "sam", role: "steward" };
const root: Principal = { id: "root", role: "admin" };

let threads = 0;
const ask = (question: string, principal: Principal, thread = `t${threads++}`): Promise<Answer> =>
  collectAnswer(live.service.runTurn({ thread, question, principal }));

/** Ids of customers anywhere in a value. */
const idsIn = (value: unknown) => new Set(JSON.stringify(value).match(/user_\d+/g) ?? []);

describe("two persons with different rights", () => {
  const question = "Who are the 5 customers most likely to churn?";

  it("are told different things, in either order, whatever was answered to the other before", async () => {
    const first = await ask(question, ann);
    expect(idsIn(first.evidence).size).toBeGreaterThanOrEqual(5);
    for (const repeat of [1, 2]) {
      const seen = await ask(question, vic);
      expect([repeat, [...idsIn(seen)], seen.cached?.answerId === first.id]).toEqual([repeat, [], false]);
    }
    const other = "List the 5 customers with the highest predicted value.";
    expect(idsIn(await ask(other, vic)).size).toBe(0);
    expect(idsIn((await ask(other, ann)).evidence).size).toBeGreaterThanOrEqual(5);
  });

  it("see confidential columns row by row only where they may", async () => {
    const [id = ""] = idsIn((await ask(question, ann)).evidence);
    const asked = `What is the age of ${id}?`;
    const columns = async (person: Principal) => {
      const { evidence } = await ask(asked, person);
      return evidence.some((one) => one.columns.some(({ name }) => name === "age") && one.rowCount > 0);
    };
    expect([await columns(sam), await columns(ann), await columns(vic)]).toEqual([true, false, false]);
  });
});

describe("what is another person's", () => {
  it("is as if there were none: conversations, answers, feedback, and the turn that is held", async () => {
    const { operations } = live.service;
    const answer = await ask("How many customers are there?", ann, "shared-name");
    const page = { limit: 10 };
    for (const other of [vic, sam, root]) {
      await expect(operations.threads.show(other, "shared-name", page, signal)).rejects.toMatchObject({
        code: "THREAD_NOT_FOUND",
      });
      await expect(operations.answers.show(other, answer.id, signal)).rejects.toMatchObject({
        code: "ANSWER_NOT_FOUND",
      });
      await expect(live.service.replay(answer.id, other, signal)).rejects.toMatchObject({ code: "ANSWER_NOT_FOUND" });
      const up = { verdict: "up", reason: null, correction: null } as const;
      await expect(operations.feedback.give(other, answer.id, up, signal)).rejects.toMatchObject({
        code: "ANSWER_NOT_FOUND",
      });
    }
    // Both at once under one name: two conversations, so neither waits for the other.
    const both = await Promise.all([
      ask("How many customers are there?", ann, "same"),
      ask("How many customers are there?", sam, "same"),
    ]);
    expect(both.map(({ outcome }) => outcome)).toEqual(["answered", "answered"]);
    const shown = await operations.threads.show(sam, "same", page, signal);
    expect(shown.turns.items.map((turn) => turn.answer.id)).toEqual([both[1]?.id]);
  });
});

describe("an erased customer", () => {
  it("is in no answer, conversation, cache or record from then on, and is left out of lists", async () => {
    const { operations } = live.service;
    const list = "Who are the 7 customers most likely to churn?";
    const [id = ""] = idsIn((await ask(list, ann)).evidence);
    await ask(`Why did ${id} churn?`, ann, "about-one");
    expect((await operations.customers.know(root, id, signal)).kept).toMatchObject({ answers: expect.any(Number) });

    await operations.customers.forget(root, id, "erasure", signal);
    await expect(operations.threads.show(ann, "about-one", { limit: 9 }, signal)).rejects.toMatchObject({
      code: "THREAD_NOT_FOUND",
    });
    const audit = await operations.audit.list(root, { limit: 100 }, signal);
    expect([...idsIn(audit)]).toEqual([]);
    expect(await operations.audit.verify(root, null, signal)).toMatchObject({ intact: true });
    const files = (await readdir(live.directory)).filter((name) => name.startsWith("reckoner.db"));
    const bytes = await Promise.all(files.map((name) => readFile(path.join(live.directory, name), "latin1")));
    expect(bytes.some((text) => text.includes(id))).toBe(false);

    const again = await ask(list, ann);
    expect(idsIn(again.evidence).size).toBeGreaterThanOrEqual(4);
    expect(idsIn(again)).not.toContain(id);
    const asked = await ask(`Why did ${id} churn?`, ann);
    expect(asked.evidence.filter(({ rowCount }) => rowCount > 0)).toEqual([]);
    expect(asked.text).not.toMatch(/\d %|0\.\d/);
    // What the tables still hold is told to who may know it, until the next run.
    const held = await operations.customers.know(root, id, signal);
    expect(held).toMatchObject({ hidden: { reason: "erasure" }, kept: { cachedAnswers: 0 } });
    expect(held.tables.some(({ rowCount }) => rowCount > 0)).toBe(true);
  });
});
