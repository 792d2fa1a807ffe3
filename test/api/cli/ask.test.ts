import { describe, expect, it } from "vitest";

import type { Replay } from "#agent";
import { AppError } from "#core";

import { buildAnswer } from "../../support/build-answer.ts";
import { createFakeRunTurn, turnError } from "../../support/fake-run-turn.ts";
import { runWithFake } from "./build-cli.ts";

const question = "Which plan scores higher?";

describe("reckoner ask, one question", () => {
  it("prints the answer on standard output and the steps on standard error", async () => {
    const { exitCode, out, err, closed } = await runWithFake(["ask", question]);
    expect({ exitCode, closed }).toEqual({ exitCode: 0, closed: 1 });
    expect(out).toBe(`Premium scores higher: 0.75 against 0.25 [e1].

Evidence
e1  Mean score by plan
    query_athena, 2 rows, 12 ms
    SELECT plan, mean_score FROM scores LIMIT 100
    plan     mean_score
    ───────  ──────────
    free           0.25
    premium        0.75

✓ Checks: 2 numbers and 0 names in the text, 2 traced to the evidence, none
  untraced.

Keep in mind
• A difference between groups is not a cause.

You could ask next
1. And by region?
2. How large are the groups?

offline:analyst · run run_1 of 2026-11-20 · score v1 · 120 ms · $0
`);
    expect(err).toBe(`· query_athena SELECT plan, mean_score FROM scores
✓ query_athena: 2 rows (12 ms)
To go on: npx reckoner ask --thread thread_1 "…"
`);
  });

  it("prints the Answer as one line of JSON and nothing else with --json", async () => {
    const { exitCode, out, err } = await runWithFake(["ask", "--json", question]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(out.trimEnd().split("\n")).toHaveLength(1);
    expect(JSON.parse(out)).toEqual(buildAnswer({ thread: "thread_1", question }));
  });

  it("takes an answer that was not understood for an answer", async () => {
    const { runTurn } = createFakeRunTurn((request) => [
      { type: "answer-end", answer: buildAnswer({ outcome: "not-understood", question: request.question }) },
    ]);
    expect((await runWithFake(["ask", question], { runTurn })).exitCode).toBe(0);
  });

  it("takes words that the shell has split, and standard input, for the question", async () => {
    const { runTurn, requests } = createFakeRunTurn();
    await runWithFake(["ask", "Which", "plan?"], { runTurn });
    await runWithFake(["ask", "-"], { runTurn, input: "From a pipe?\n", isInteractive: true });
    await runWithFake(["ask"], { runTurn, input: "From a pipe too?\n" });
    expect(requests.map((request) => request.question)).toEqual(["Which plan?", "From a pipe?", "From a pipe too?"]);
  });

  it("hands thread, role and model on", async () => {
    const { runTurn, requests } = createFakeRunTurn();
    const args = ["ask", "--thread", "mine", "--role", "viewer", "--model", "ollama:tiny", question];
    const { configs } = await runWithFake(args, { runTurn, env: { MODEL: "offline", RECKONER_ROLE: "steward" } });
    expect(requests.map(({ thread, principal }) => ({ thread, principal }))).toEqual([
      { thread: "mine", principal: { id: "local:viewer", role: "viewer" } },
    ]);
    expect(configs.map((config) => config.chatModel)).toEqual([
      { provider: "ollama", modelId: "tiny", baseUrl: "http://127.0.0.1:11434" },
    ]);
    await runWithFake(["ask", question], { runTurn, env: { RECKONER_ROLE: "steward" } });
    expect(requests.at(-1)?.principal.role).toBe("steward");
  });

  it("prints a turn's error on standard error only and fails", async () => {
    const { runTurn } = createFakeRunTurn(() => [turnError("ENTITY_NOT_FOUND")]);
    for (const args of [
      ["ask", question],
      ["ask", "--json", question],
    ]) {
      expect(await runWithFake(args, { runTurn })).toMatchObject({
        exitCode: 1,
        out: "",
        err: "error ENTITY_NOT_FOUND: what happened (ENTITY_NOT_FOUND)\nhint  what to do\n",
        closed: 1,
      });
    }
  });

  it.each([
    ["an empty question", ["ask", " "], 1, "QUESTION_EMPTY"],
    ["a question of 100 kB", ["ask", "x".repeat(100_000)], 1, "QUESTION_TOO_LONG"],
    ["an unknown option", ["ask", "--jsn", question], 2, "USAGE: Unknown option '--jsn'"],
    ["an option without its value", ["ask", "--thread"], 2, "USAGE: Option '--thread <value>' argument missing"],
    ["a role that is none", ["ask", "--role", "king", question], 2, 'USAGE: There is no role "king"'],
    ["a thread that could be a path", ["ask", "--thread", "../x", question], 2, "USAGE"],
    ["a model that is none", ["ask", "--model", "gpt", question], 2, "CONFIG_INVALID: MODEL must be"],
    ["a command that is none", ["aks", question], 2, 'USAGE: There is no command "aks"'],
    ["a question beside a batch", ["ask", "--batch", "x.jsonl", question], 2, "USAGE"],
  ] as const)("refuses %s before anything is opened", async (_name, args, exitCode, message) => {
    const result = await runWithFake(args);
    expect({ exitCode: result.exitCode, out: result.out, opened: result.configs }).toEqual({
      exitCode,
      out: "",
      opened: [],
    });
    expect(result.err).toContain(`error ${message}`);
    expect(result.err).toContain("\nhint  ");
  });

  it("replays an earlier answer, as a table or as JSON", async () => {
    const { dataset } = buildAnswer();
    const replayed = {
      answerId: "answer_1",
      question,
      startedAt: "2026-11-21T12:00:00.000Z",
      totalMs: 5,
      answeredOn: dataset,
      replayedOn: { ...dataset, runId: "run_2" },
      verdict: "changed",
      evidence: [
        { id: "e1", tool: "query_athena", title: "t", status: "changed", rowsThen: 2, rowsNow: 2, detail: "one cell" },
      ],
      claims: [
        { text: "0.75", kind: "number", start: 0, evidence: ["e1"], status: "changed", now: "0.80", detail: "row 2" },
        { text: "0.25", kind: "number", start: 9, evidence: ["e1"], status: "same", now: null, detail: "" },
      ],
      counts: { same: 1, changed: 1, gone: 0 },
    } satisfies Replay;
    const service = { replay: async () => replayed };
    const shown = await runWithFake(["ask", "--replay", "answer_1"], { service });
    expect(shown.out).toBe(`> Which plan scores higher?

✗ Some of it is different now. 1 the same, 1 changed, 0 gone.

evidence  status   rows then  rows now  what differs
────────  ───────  ─────────  ────────  ────────────
e1        changed          2         2  one cell

in the text  status    now  what differs
───────────  ───────  ────  ────────────
       0.75  changed  0.80  row 2

answer_1, 2026-11-21 12:00 UTC, on run_2 of 2026-11-20, answered on run_1 of
2026-11-20
`);
    const json = await runWithFake(["ask", "--json", "--replay", "answer_1"], { service });
    expect(JSON.parse(json.out)).toEqual(replayed);
    expect(await runWithFake(["ask", "--replay", "answer_1", question])).toMatchObject({ exitCode: 2 });
    expect(await runWithFake(["ask", "--replay", "../x"])).toMatchObject({ exitCode: 2 });
  });

  it("names every setting that is wrong", async () => {
    const { exitCode, err } = await runWithFake(["ask", question], { env: { RECKONER_PORT: "x", RECKONER_ROLE: "y" } });
    expect(exitCode).toBe(2);
    expect(err).toMatch(/RECKONER_PORT .*RECKONER_ROLE/);
  });

  it("says what to do when there are no results", async () => {
    const createService = () =>
      Promise.reject(new AppError("RESULTS_MISSING", { detail: "No run is live.", hint: "Run npm start." }));
    const result = await runWithFake(["ask", question], { createService });
    expect(result).toMatchObject({
      exitCode: 1,
      out: "",
      err: "error RESULTS_MISSING: No run is live.\nhint  Run npm start.\n",
    });
  });

  it("says that it was stopped, whatever the stop made of what was under way", async () => {
    const createService = () => Promise.reject(new DOMException("This operation was aborted", "AbortError"));
    const result = await runWithFake(["ask", question], { createService, signal: AbortSignal.abort() });
    expect(result).toMatchObject({
      exitCode: 1,
      out: "",
      err: expect.stringMatching(/^error TURN_ABORTED: The command was/),
    });
  });

  it("keeps control characters of an error's words from the terminal", async () => {
    const { runTurn } = createFakeRunTurn(() => [
      { type: "turn-error", code: "SQL_FAILED", detail: "\u001b[2Jgone\u0007", hint: "x\u202ey" },
    ]);
    const { err } = await runWithFake(["ask", question], { runTurn });
    expect(err).toBe("error SQL_FAILED: gone\nhint  xy\n");
  });
});

describe("help", () => {
  it.each([[[]], [["--help"]], [["help"]]])("lists the commands for %j", async (args) => {
    const { exitCode, out } = await runWithFake(args);
    expect(exitCode).toBe(0);
    expect(out).toContain("Usage: reckoner COMMAND");
    expect(out).toContain("  ask         ask a question");
  });

  it("shows options, examples and exit codes of ask, whatever else is said", async () => {
    const { exitCode, out, err } = await runWithFake(["ask", "--nonsense", "--help"]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    for (const part of [
      "--json",
      "--batch FILE",
      "--thread ID",
      "--model MODEL",
      "--role ROLE",
      "Examples",
      "Exit codes",
    ]) {
      expect(out).toContain(part);
    }
  });
});
