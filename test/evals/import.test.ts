import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";

import { caseSchema } from "../../evals/case-schema.ts";
import { proposeCase } from "../../evals/import/propose-case.ts";
import { writeProposal } from "../../evals/import/write-proposal.ts";
import type { GivenFeedback } from "../../store/port.ts";
import { domain } from "./build-context.ts";

const given: GivenFeedback = {
  owner: "person_1",
  answerId: "answer_0123456789abcdef",
  at: "2026-11-20T09:30:00.000Z",
  question: "Which plan scores higher?",
  verdict: "down",
  reason: "the wrong group",
  correction: "Premium, at 0.75.",
};
const propose = (changes: Partial<GivenFeedback>) => proposeCase({ ...given, ...changes }, domain.entity);
const signal = new AbortController().signal;

describe("feedback as a proposed case", () => {
  it("keeps question, reason and correction, and neither who gave it nor of which answer", () => {
    expect(propose({})).toEqual({
      state: "proposed",
      given: "2026-11-20",
      reason: "the wrong group",
      correction: "Premium, at 0.75.",
      case: {
        id: expect.stringMatching(/^use-[0-9a-f]{10}$/),
        category: "from-use",
        question: "Which plan scores higher?",
        truth: {},
        expects: [],
      },
    });
    expect(JSON.stringify(propose({}))).not.toMatch(/person_1|answer_0123/);
  });

  it("takes a correction that is SQL as the truth", () => {
    expect(propose({ correction: "SELECT avg(x) AS x FROM final_results;" })).toMatchObject({
      correction: null,
      case: { truth: { t: { sql: "SELECT avg(x) AS x FROM final_results" } } },
    });
  });

  it("puts a pick in the place of the one customer that is named, in whatever case", () => {
    const proposed = propose({
      question: "Why will USER_12345 leave?",
      correction: "SELECT * FROM final_results WHERE customer_id = 'user_12345'",
    });
    expect(proposed).toMatchObject({
      case: {
        question: "Why will $customer leave?",
        pick: { order: "customer_id" },
        truth: { t: { sql: "SELECT * FROM final_results WHERE customer_id = '$customer'" } },
      },
    });
  });

  it("is a case by the suite's own form", () => {
    for (const question of ["How many are there?", "Why will user_12345 leave?"]) {
      const proposed = propose({ question });
      expect(caseSchema.safeParse("case" in proposed ? proposed.case : null).error).toBeUndefined();
    }
  });

  it.each([
    ["an address", { reason: "ask jane@example.com" }, "it may name a person"],
    ["a telephone number", { question: "Who has 555-123-4567?" }, "it may name a person"],
    ["a number that may be an id", { question: "Why will customer 12345 leave?" }, "it may name a person"],
    ["two customers", { question: "Is user_12345 like user_54321?" }, "it is about several"],
    ["no question", { question: null }, "no question is kept"],
  ])("is none with %s", (_, changes, leftOut) => {
    expect(propose(changes)).toEqual({ leftOut });
  });
});

describe("a proposal's file", () => {
  let directory = "";
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "evals-import-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("holds the proposal, and is not written again over a reviewer's work", async () => {
    const proposed = propose({});
    if (!("case" in proposed)) throw new Error("expected a proposal");
    expect(await writeProposal(proposed, directory, signal)).toBe(true);
    const [name = ""] = await readdir(directory);
    expect(parse(await readFile(path.join(directory, name), "utf8"))).toEqual(proposed);
    await writeFile(path.join(directory, name), "reviewed");
    expect(await writeProposal(proposed, directory, signal)).toBe(false);
    expect(await readFile(path.join(directory, name), "utf8")).toBe("reviewed");
  });
});
