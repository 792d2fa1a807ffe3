import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { buildAnswer } from "../../support/build-answer.ts";
import { buildOperations, type TestStore } from "../../support/build-operations.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";
import { runWithFake } from "./build-cli.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openMemoryStore();
  for (const [index, question] of ["Why did user_1 leave?", "Churn by plan", "And by region?"].entries()) {
    const answer = buildAnswer({ id: `a${index}`, question });
    await store.threads.append(index === 2 ? "t1" : `t${index}`, "local", { question, answer });
  }
});
afterEach(() => store.close());

const run = (...args: string[]) => runWithFake(args, { service: { operations: buildOperations(store) }, columns: 100 });
/** The lines of JSON that a command wrote. */
const linesOf = (out: string) =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

describe("reckoner threads", () => {
  it("lists conversations as a table, and as lines of JSON", async () => {
    const { exitCode, out, err, closed } = await run("threads");
    expect({ exitCode, err, closed }).toEqual({ exitCode: 0, err: "", closed: 1 });
    expect(out).toBe(`id  last used (UTC)   turns  title
──  ────────────────  ─────  ─────────────────────
t1  2026-11-20 12:00      2  Churn by plan
t0  2026-11-20 12:00      1  Why did user_1 leave?
`);
    expect(linesOf((await run("threads", "list", "--json", "--limit", "1")).out)).toMatchObject([{ id: "t1" }]);
    expect((await run("threads", "list", "--role", "viewer")).out).toBe("There are no conversations.\n");
  });

  it("searches, shows, renames and deletes them", async () => {
    expect(linesOf((await run("threads", "search", "by", "PLAN", "--json")).out)).toMatchObject([{ id: "t1" }]);
    const shown = await run("threads", "show", "t1");
    expect(shown.out).toBe(`Churn by plan

> Churn by plan
a1 · 2026-11-20 12:00 · run run_1
Premium scores higher: 0.75 against 0.25 [e1].

> And by region?
a2 · 2026-11-20 12:00 · run run_1
Premium scores higher: 0.75 against 0.25 [e1].
`);
    expect(shown.err).toContain("npx reckoner ask --thread t1");
    expect(linesOf((await run("threads", "show", "t1", "--json")).out)).toMatchObject([
      { thread: { id: "t1" }, turns: [{ answer: { id: "a1" } }, { answer: { id: "a2" } }] },
    ]);
    expect((await run("threads", "rename", "t1", "My", "plans")).out).toBe("Renamed to My plans.\n");
    expect((await run("threads", "delete", "t1")).out).toBe("Deleted t1.\n");
    expect(await run("threads", "show", "t1")).toMatchObject({
      exitCode: 1,
      out: "",
      err: expect.stringContaining("error THREAD_NOT_FOUND"),
    });
  });
});

describe("reckoner feedback", () => {
  it("keeps an opinion, shows it, and lists everybody's for reviewers", async () => {
    expect((await run("feedback", "show", "a1")).out).toBe("You have said nothing of this answer.\n");
    const given = await run("feedback", "a1", "down", "--reason", "wrong group", "--correction", "By region.");
    expect(given.out).toBe("Kept: thumbs down, wrong group, should be: By region.\n");
    expect(linesOf((await run("feedback", "show", "a1", "--json")).out)).toEqual([
      { feedback: { verdict: "down", reason: "wrong group", correction: "By region." } },
    ]);
    expect(linesOf((await run("feedback", "list", "--json", "--role", "steward")).out)).toMatchObject([
      { owner: "local", answerId: "a1", question: "Churn by plan" },
    ]);
    expect((await run("feedback", "list")).err).toContain("error RIGHT_MISSING");
    expect((await run("feedback", "a9", "up")).err).toContain("error ANSWER_NOT_FOUND");
  });
});

describe("reckoner customer and audit", () => {
  it("tell what is held, erase it with a receipt, and leave a trail that can be verified", async () => {
    const held = await run("customer", "know", "user_1", "--role", "admin");
    expect(held.out).toContain("scores, 1 row\n  id      score\n  ──────  ─────\n  user_1   0.75\n");
    expect(held.out).toContain("1 columns take a steward's rights: age");
    const receipt = await run("customer", "forget", "user_1", "--role", "admin");
    expect(receipt.out).toContain("Removed: 1 threads, 1 turns, 1 answers, 0 feedback, 0 cached answers, 1 reviews.");
    expect((await run("customer", "consent", "user_1", "--role", "admin")).out).toBe("They may be shown again.\n");

    const { out } = await run("audit", "list", "--role", "auditor");
    expect(out.split("\n").slice(2, 5)).toEqual([
      expect.stringMatching(/^ {2}3 {2}2026-11-20 12:00 {2}local:admin {2}consent {5}customer [0-9a-f]{12}…$/),
      "  2  2026-11-20 12:00  local:admin  erasure     1 answers and 1 reviews removed",
      expect.stringMatching(/^ {2}1 {2}.* {2}disclosure {2}customer [0-9a-f]{12}…$/),
    ]);
    expect(linesOf((await run("audit", "export", "--role", "auditor")).out)).toMatchObject([
      { sequence: 1 },
      { sequence: 2 },
      { sequence: 3 },
    ]);
    const verified = await run("audit", "verify", "--role", "auditor");
    expect(verified).toMatchObject({ exitCode: 0, out: expect.stringContaining("intact: 3 records") });
    const [end = ""] = /3:[0-9a-f]{64}/.exec(verified.out) ?? [];
    expect((await run("audit", "verify", "--noted", end, "--role", "auditor")).exitCode).toBe(0);
    const forged = `3:${"0".repeat(64)}`;
    expect(await run("audit", "verify", "--noted", forged, "--role", "auditor")).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining("NOT intact: record 3"),
    });
  });
});

describe("wrong arguments", () => {
  it.each([
    ["threads", "frobnicate"],
    ["threads", "show"],
    ["threads", "show", "../x"],
    ["threads", "rename", "t1"],
    ["threads", "list", "--limit", "0"],
    ["threads", "list", "--role", "king"],
    ["threads", "list", "--colour"],
    ["feedback"],
    ["feedback", "a1"],
    ["feedback", "a1", "sideways"],
    ["feedback", "list", "--reason", "x"],
    ["audit"],
    ["audit", "list", "--noted", "1:x"],
    ["audit", "verify", "--noted", "1:x"],
    ["customer"],
    ["customer", "forget"],
    ["customer", "forget", "user_1", "user_2"],
  ])("are refused before anything is opened: %s %s %s", async (...args) => {
    const { exitCode, out, err, configs } = await runWithFake(args);
    expect({ exitCode, out, configs }).toEqual({ exitCode: 2, out: "", configs: [] });
    expect(err).toMatch(/^error USAGE: .+\nhint {2}.*"npx reckoner \w+ --help"/);
  });
});
