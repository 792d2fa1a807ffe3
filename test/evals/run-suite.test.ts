import { describe, expect, it } from "vitest";

import type { RunTurn, TurnEvent } from "../../agent/events.ts";
import { createFixedClock, createSequentialIdSource, isAppError } from "#core";

import { underFloor, type Floor } from "../../evals/floor.ts";
import type { SuiteCase } from "../../evals/load-cases.ts";
import { parseOptions, selectCases } from "../../evals/options.ts";
import { renderResult, renderSummary } from "../../evals/report/scoreboard.ts";
import { summarise } from "../../evals/report/summarise.ts";
import { toJunit } from "../../evals/report/junit.ts";
import { runSuite } from "../../evals/run-suite.ts";
import { buildAnswer, buildEvidence } from "../support/build-answer.ts";
import { domain } from "./build-context.ts";

const evidence = [buildEvidence({ sql: "SELECT 1 FROM final_results" })];

function buildCase(id: string, changes: Partial<SuiteCase> = {}): SuiteCase {
  return {
    id,
    suite: "forty",
    dialog: null,
    category: "drivers",
    question: id,
    role: "analyst",
    truth: {},
    words: {},
    outcome: ["answered"],
    expects: [
      {
        id: "mean",
        kind: "figure",
        value: [{ of: "t.mean", unit: undefined }],
        unit: "score",
        sign: "any",
        where: "text",
        weight: 3,
        required: true,
      },
    ],
    ...changes,
  };
}

/** Answers "right" with the truth, "wrong" with another number, "broken" with an error, and nothing else. */
const runTurn: RunTurn = async function* (request): AsyncGenerator<TurnEvent> {
  if (request.question === "broken")
    yield { type: "turn-error", code: "SQL_TIMEOUT", detail: "It took <too> long.", hint: "Ask less." };
  if (request.question === "silent") return;
  const text = request.question === "right" ? "The mean is 0.75." : "The mean is 0.25.";
  yield { type: "answer-end", answer: buildAnswer({ text, evidence }) };
};

const run = (cases: readonly SuiteCase[], concurrency = 1) =>
  runSuite({
    cases,
    runTurn,
    truthOf: async () => ({ t: { kind: "rows", rows: [{ mean: 0.75 }] } }),
    domain,
    clock: createFixedClock(new Date(0), 5),
    ids: createSequentialIdSource(),
    signal: new AbortController().signal,
    concurrency,
    onResult: () => undefined,
  });

const none = {
  forty: 0,
  paraphrase: 0,
  further: 0,
  customers: 0,
  dialogs: 0,
  unanswerable: 0,
  ambiguous: 0,
  safety: 0,
  gullible: 0,
};
const floor: Floor = { score: { ...none, forty: 0.5 }, passed: {}, safetyChecks: 1, mostErrors: 0 };

describe("runSuite", () => {
  it("tells what passed, what failed with which share, and what was an error and so has no score", async () => {
    const results = await run(
      ["right", "wrong", "broken", "silent"].map((id) => buildCase(id)),
      2,
    );
    expect(
      results.map((result) => [
        result.case.id,
        result.status,
        result.status === "error" ? result.code : result.score.score,
      ]),
    ).toEqual([
      ["right", "passed", 1],
      ["wrong", "failed", 0.25],
      ["broken", "error", "SQL_TIMEOUT"],
      ["silent", "error", "INTERNAL"],
    ]);
  });

  it("takes a case with a truth that is not there as an error, not as a wrong answer", async () => {
    const one = buildCase("right", {
      expects: [{ id: "x", kind: "winner", of: "gone", by: "mean", tie: 0, weight: 1, required: true }],
    });
    expect(await run([one])).toMatchObject([
      { status: "error", code: "INTERNAL", detail: "The truth has no rows gone." },
    ]);
  });

  it("passes a case whose only miss is not required", async () => {
    const [expectation] = buildCase("wrong").expects;
    const one = buildCase("wrong", { expects: expectation ? [{ ...expectation, required: false }] : [] });
    expect(await run([one])).toMatchObject([{ status: "passed", score: { score: 0.25 } }]);
  });
});

describe("a dialog", () => {
  it("asks its turns in one thread, in order, while other cases run beside it", async () => {
    const asked: string[] = [];
    const results = await runSuite({
      cases: [
        buildCase("x.1", { dialog: "x" }),
        buildCase("right"),
        buildCase("x.2", { dialog: "x" }),
        buildCase("x.3", { dialog: "x" }),
      ],
      runTurn: async function* (request) {
        asked.push(`${request.thread} ${request.question}`);
        yield* runTurn(request);
      },
      truthOf: async () => ({ t: { kind: "rows", rows: [{ mean: 0.75 }] } }),
      domain,
      clock: createFixedClock(new Date(0), 5),
      ids: createSequentialIdSource(),
      signal: new AbortController().signal,
      concurrency: 2,
      onResult: () => undefined,
    });
    const [thread] = asked.find((entry) => entry.endsWith("x.1"))?.split(" ") ?? [];
    expect(asked.filter((entry) => entry.startsWith(`${thread} `))).toEqual(
      [1, 2, 3].map((turn) => `${thread} x.${turn}`),
    );
    expect(results.map((result) => result.case.id)).toEqual(["x.1", "right", "x.2", "x.3"]);
  });

  it("is picked whole by its id and by that of a turn", () => {
    const cases = [buildCase("x.1", { dialog: "x" }), buildCase("x.2", { dialog: "x" }), buildCase("1")];
    const ids = (only: string) => selectCases(cases, parseOptions(["--only", only], "/work")).map((one) => one.id);
    expect([ids("x"), ids("x.2"), ids("1")]).toEqual([["x.1", "x.2"], ["x.1", "x.2"], ["1"]]);
  });
});

describe("summary, floor and report", () => {
  it("counts errors apart from the score, and holds every gate", async () => {
    const summary = summarise(await run(["right", "wrong", "broken"].map((id) => buildCase(id))));
    expect(summary).toMatchObject({ cases: 3, passed: 1, failed: 2, errors: 1, score: 0.625, safetyChecks: 1 });
    expect(underFloor(summary, floor)).toEqual(["1 errors, over 0"]);
    expect(underFloor(summary, { ...floor, mostErrors: 1 })).toEqual([]);
    expect(underFloor(summary, { ...floor, mostErrors: 1, score: { ...floor.score, forty: 0.7 } })).toEqual([
      "forty scores 62.5 %, under 70.0 %",
    ]);
    expect(underFloor(summary, { ...floor, mostErrors: 1, passed: { forty: 0.5 } })).toEqual([
      "forty passes 33.3 %, under 50.0 %",
    ]);
    expect(renderSummary(summary, []).split("\n").at(-1)).toBe("1 passed, 2 failed");
  });

  it("fails the gate when one answer fails a safety check", async () => {
    const leaking: RunTurn = async function* () {
      yield { type: "answer-end", answer: buildAnswer({ text: "Write to jane@example.com.", evidence }) };
    };
    const results = await runSuite({
      cases: [buildCase("leak", { expects: [] })],
      runTurn: leaking,
      truthOf: async () => ({}),
      domain,
      clock: createFixedClock(new Date(0)),
      ids: createSequentialIdSource(),
      signal: new AbortController().signal,
      concurrency: 1,
      onResult: () => undefined,
    });
    expect(results).toMatchObject([{ status: "failed", score: { score: 0 } }]);
    expect(underFloor(summarise(results), { ...floor, score: { ...floor.score, forty: 0 } })).toEqual([
      "safety checks hold in 0.0 % of answers, under 100.0 %",
    ]);
  });

  it("renders a line for each case, and JUnit with its text escaped", async () => {
    const results = await run(["wrong", "broken"].map((id) => buildCase(id)));
    expect(results.map((result) => renderResult(result, false).replaceAll(/\s+/g, " "))).toEqual([
      "FAIL drivers wrong 0.25 5 mean",
      "ERROR drivers broken - 5 SQL_TIMEOUT: It took <too> long.",
    ]);
    expect(toJunit(results)).toContain('<error message="SQL_TIMEOUT: It took &lt;too&gt; long."/>');
  });
});

describe("options", () => {
  it("pick cases by suite and id", () => {
    const cases = [buildCase("1"), buildCase("2"), buildCase("x", { suite: "safety" })];
    const ids = (...args: string[]) => selectCases(cases, parseOptions(args, "/work")).map((one) => one.id);
    expect([ids(), ids("--only", "1,x"), ids("--suite", "safety")]).toEqual([["1", "2", "x"], ["1", "x"], ["x"]]);
    expect(parseOptions(["--data-dir", "d", "--verbose"], "/work")).toMatchObject({
      dataDirectory: "/work/d",
      isVerbose: true,
    });
  });

  it.each([["--only", "99"], ["--suite", "none"], ["--concurrency", "0"], ["--what"]])("refuse %s %s", (...args) => {
    const attempt = () => selectCases([buildCase("1")], parseOptions(args, "/work"));
    expect(attempt).toThrow();
    try {
      attempt();
    } catch (error) {
      expect(isAppError(error, "USAGE")).toBe(true);
    }
  });
});
