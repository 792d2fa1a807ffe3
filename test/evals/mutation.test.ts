import { describe, expect, it } from "vitest";

import { createFixedClock, createSequentialIdSource } from "#core";

import type { Answer } from "../../agent/answer.ts";
import type { RunTurn } from "../../agent/events.ts";
import { caseSchema } from "../../evals/case-schema.ts";
import type { SuiteCase } from "../../evals/load-cases.ts";
import { inside, pastChecks, type Fault } from "../../evals/mutation/fault.ts";
import {
  andToOr,
  dropDistinct,
  meanToMaximum,
  moveBoundary,
  widenWindow,
  dropLimit,
  dropNegation,
  dropWhere,
  oneRowLess,
  turnOrder,
  turnThresholds,
} from "../../evals/mutation/faults/change-sql.ts";
import {
  changeCurrency,
  changeDigit,
  changeTimeUnit,
  dropFirstRow,
  dropFirstSentence,
  pointsToPercent,
  swapLabels,
  turnCitations,
  turnIntervals,
  dropIntervals,
  flipSigns,
  swapTwoNumbers,
  tellAsCause,
  timesHundred,
  turnComparisons,
} from "../../evals/mutation/faults/change-text.ts";
import { faults } from "../../evals/mutation/faults/index.ts";
import { renderVerdict } from "../../evals/mutation/render.ts";
import { runFault } from "../../evals/mutation/run-fault.ts";
import { createUnguardedQuery } from "../../evals/mutation/unguarded-query.ts";
import { chooseUnits, spreadUnits } from "../../evals/mutation/sample-cases.ts";
import { runSuite } from "../../evals/run-suite.ts";
import { buildAnswer, buildEvidence } from "../support/build-answer.ts";
import { domain } from "./build-context.ts";

function buildCase(id: string, changes: Partial<SuiteCase> = {}): SuiteCase {
  const given = { id, category: "c", question: `What is ${id}?`, expects: [] };
  return { ...caseSchema.parse(given), suite: "forty", dialog: null, ...changes };
}

describe("a planted fault", () => {
  const found = buildEvidence({
    sql: "SELECT account_type AS plan, avg(actual_engagement_score) FROM final_results GROUP BY 1",
  });
  const evidence = [found];
  const product: RunTurn = async function* ({ question }) {
    yield { type: "answer-end", answer: buildAnswer({ question, evidence, text: "Premium scores 0.75 [e1]." }) };
  };
  const expects = caseSchema.parse({
    id: "x",
    category: "c",
    question: "?",
    truth: { t: { tell: { mean: "mean actual_engagement_score" } } },
    expects: [{ id: "mean", kind: "figure", value: "t.mean", unit: "score" }],
  }).expects;
  const units = [[buildCase("figure", { expects })], [buildCase("words")]];
  const run = (unit: readonly SuiteCase[], runTurn: RunTurn) =>
    runSuite({
      cases: unit,
      runTurn,
      truthOf: async () => ({ t: { kind: "rows", rows: [{ mean: 0.75 }] } }),
      domain,
      clock: createFixedClock(new Date(0)),
      ids: createSequentialIdSource(),
      signal: new AbortController().signal,
      concurrency: 1,
      onResult: () => undefined,
    });
  const plant = async (fault: Fault, broken: RunTurn = product) => {
    const clean = await Promise.all(units.map(async (unit) => ({ unit, results: await run(unit, product) })));
    return runFault(fault, { clean, create: async () => () => broken, run, enough: 3 });
  };

  it("is caught by the case whose expectation fails", async () => {
    const result = await plant(pastChecks("wrong", "", (answer) => ({ ...answer, text: "Premium scores 0.25 [e1]." })));
    expect(result).toMatchObject({
      status: "caught",
      asked: 2,
      changed: 2,
      caughtBy: [{ case: "figure", by: ["mean"] }],
    });
  });

  it("is caught by a check of every answer, and where the product fails", async () => {
    const leak = await plant(pastChecks("leak", "", (answer) => ({ ...answer, text: `${answer.text} a@b.example` })));
    expect(leak.caughtBy.map(({ by }) => by)).toEqual([["check personal-data"], ["check personal-data"]]);
    const failing = await plant(inside("fails", "", {}), async function* () {
      yield { type: "turn-error", code: "SQL_FAILED", detail: "no", hint: "" };
    });
    expect(failing.caughtBy.map(({ by }) => by)).toEqual([["SQL_FAILED"], ["SQL_FAILED"]]);
  });

  it("survives where answers change and nothing turns red, and the verdict names it", async () => {
    const result = await plant(
      pastChecks("quiet", "nobody sees", (answer) => ({ ...answer, text: `So: ${answer.text}` })),
    );
    expect(result).toMatchObject({ status: "survived", changed: 2, missed: { case: "figure" } });
    expect(renderVerdict([result])).toBe(
      "0 of 1 faults caught\n  survived: quiet (nobody sees); figure: What is figure?",
    );
  });

  it("is not exercised where every answer is the same but for the last digits of a sum", async () => {
    const steady = await plant(
      pastChecks("none", "", (answer) => ({
        ...answer,
        evidence: [
          {
            ...buildEvidence(),
            rows: [
              ["free", 0.25 + 1e-15],
              ["premium", 0.75],
            ],
          },
        ],
      })),
    );
    expect(steady).toMatchObject({ status: "not-exercised", asked: 2, changed: 0, caughtBy: [] });
  });

  it("is neither caught nor survived where the program itself breaks: that shows nothing", async () => {
    const broken = await plant(inside("breaks", "", {}), async function* () {
      yield { type: "turn-error", code: "INTERNAL", detail: "undefined is not a function", hint: "" };
    });
    expect(broken).toMatchObject({ status: "crashed", caughtBy: [], crash: { case: "figure" } });
    expect(renderVerdict([broken])).toContain("crashed: breaks (); figure: undefined is not a function");
    const throwing = await plant(
      pastChecks("throws", "", () => {
        throw new TypeError("a fault of the fault");
      }),
    );
    expect(throwing.status).toBe("crashed");
  });

  it("is asked first where it may show", async () => {
    const result = await plant({
      ...pastChecks("words first", "", (answer) => ({ ...answer, text: "" })),
      touches: (answer: Answer) => answer.question.includes("words"),
    });
    expect(result.caughtBy[0]?.case).toBe("words");
  });
});

describe("the faults", () => {
  it("have names of their own", () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
  });
});

describe("changed SQL and text of further faults", () => {
  it.each<[(text: string) => string, string, string]>([
    [
      moveBoundary,
      "SELECT a FROM t WHERE b >= 1 AND c < 2 AND d <> 3",
      "SELECT a FROM t WHERE b > 1 AND c <= 2 AND d <> 3 ",
    ],
    [meanToMaximum, "SELECT avg(a), AVG(b) FROM t", "SELECT max(a), max(b) FROM t"],
    [dropDistinct, "SELECT count(DISTINCT a) FROM t", "SELECT count(a) FROM t"],
    [
      widenWindow,
      "SELECT a FROM t WHERE d > date_add('day', -7, e)",
      "SELECT a FROM t WHERE d > date_add('day', -14, e)",
    ],
    [changeTimeUnit, "It takes **4.5** hours, or 23.4 minutes.", "It takes **4.5** minutes, or 23.4 hours."],
    [changeCurrency, "From $1,200 to $3.", "From €1,200 to €3."],
    [pointsToPercent, "A rise of +1.5 percentage points.", "A rise of +1.5 %."],
    [turnIntervals, "(95 % interval −0.10 to +0.12)", "(95 % interval +0.12 to −0.10)"],
    [turnCitations, "One [e1], two [e2], three [e3].", "One [e2], two [e1], three [e3]."],
    [dropFirstSentence, "It is 0.5 now. The rest.", "The rest."],
    [
      swapLabels,
      "| A | B |\n| --- | ---: |\n| free | 1 |\n| pro | 2 |",
      "| A | B |\n| --- | ---: |\n| pro | 1 |\n| free | 2 |",
    ],
    [dropFirstRow, "| A | B |\n| --- | ---: |\n| free | 1 |\n| pro | 2 |", "| A | B |\n| --- | ---: |\n| pro | 2 |"],
  ])("%o of %s", (change, text, expected) => {
    expect(change(text)).toBe(expected);
  });
});

describe("an unguarded query", () => {
  it("gives rows with the types that their values have, and fails as the engine does", async () => {
    const clock = createFixedClock(new Date(0));
    const query = createUnguardedQuery(
      {
        rows: async () => [
          { n: null, s: "x" },
          { n: 2, s: "y" },
        ],
      },
      clock,
    );
    expect(await query({ sql: "SELECT n, s FROM t", role: "viewer" })).toMatchObject({
      columns: [
        { name: "n", type: "double" },
        { name: "s", type: "varchar" },
      ],
      rows: [
        [null, "x"],
        [2, "y"],
      ],
      truncated: false,
    });
    const failing = createUnguardedQuery({ rows: () => Promise.reject(new Error("no")) }, clock);
    await expect(failing({ sql: "SELECT", role: "viewer" })).rejects.toMatchObject({ code: "SQL_FAILED" });
  });
});

describe("chooseUnits", () => {
  it("takes the first of the spread units, and all of a category that is asked for", () => {
    const cases = ["a", "b", "c", "d", "d", "d"].map((category, place) =>
      buildCase(`${category}${place}`, { category }),
    );
    const ids = (categories: readonly string[]) =>
      chooseUnits(cases, { seed: 1, most: 2, categories }).flatMap((unit) => unit.map(({ category }) => category));
    expect(ids([])).toEqual(["a", "b"]);
    expect(ids(["d"])).toEqual(["a", "b", "d", "d", "d"]);
  });
});

describe("spreadUnits", () => {
  it("begins with one of each kind and keeps a dialog whole", () => {
    const cases = [
      ...["a1", "a2", "a3"].map((id) => buildCase(id, { category: "a" })),
      buildCase("b1", { category: "b" }),
      buildCase("d.1", { suite: "dialogs", dialog: "d" }),
      buildCase("d.2", { suite: "dialogs", dialog: "d" }),
    ];
    const units = spreadUnits(cases, 1).map((unit) => unit.map(({ id }) => id));
    expect(units.slice(0, 3).map(([id]) => id?.charAt(0))).toEqual(["a", "b", "d"]);
    expect(units.flat().toSorted()).toEqual(cases.map(({ id }) => id).toSorted());
    expect(units).toContainEqual(["d.1", "d.2"]);
  });
});

describe("changed text", () => {
  it.each<[(text: string) => string, string, string]>([
    [swapTwoNumbers, "First.\nPremium 0.75 against 0.25 [e1].", "First.\nPremium 0.25 against 0.75 [e1]."],
    [swapTwoNumbers, "Only 0.75 and 12 % [e1].", "Only 0.75 and 12 % [e1]."],
    [changeDigit, "It is 1,234 [e1].", "It is 2,234 [e1]."],
    [changeDigit, "It is **0.95** [e1].", "It is **0.45** [e1]."],
    [
      timesHundred,
      "A share of 15.1 % (95 % interval 14.0 % to 16.0 %).",
      "A share of 1510 % (95 % interval 1400 % to 1600 %).",
    ],
    [flipSigns, "From +0.12 to −0.03, in a 3-day week.", "From −0.12 to +0.03, in a 3-day week."],
    [dropIntervals, "It is 0.633 (95 % interval 0.628 to 0.637), over 9.", "It is 0.633, over 9."],
    [turnComparisons, "The highest is lower.", "The lowest is higher."],
    [tellAsCause, "Use has a **weak correlation** with age.", "Use causes age."],
  ])("%o of %s", (change, text, expected) => {
    expect(change(text)).toBe(expected);
  });
});

describe("changed SQL", () => {
  it.each<[(sql: string) => string, string, string]>([
    [dropWhere, "SELECT a FROM t WHERE b = 'x ) y' AND c > 1 GROUP BY a", "SELECT a FROM t WHERE TRUE  GROUP BY a"],
    [
      dropWhere,
      "SELECT count(*) FILTER (WHERE a) FROM (SELECT a FROM t WHERE (b = 1)) AS s",
      "SELECT count(*) FILTER (WHERE a) FROM (SELECT a FROM t WHERE TRUE ) AS s",
    ],
    [andToOr, "SELECT a FROM t WHERE b AND c ORDER BY a", "SELECT a FROM t WHERE b OR c  ORDER BY a"],
    [turnThresholds, "SELECT a FROM t WHERE b >= 1 AND c <> 2", "SELECT a FROM t WHERE b <= 1 AND c <> 2 "],
    [dropNegation, "SELECT a FROM t WHERE b <> 1", "SELECT a FROM t WHERE b = 1 "],
    [turnOrder, "SELECT a FROM t ORDER BY a DESC LIMIT 5", "SELECT a FROM t ORDER BY a ASC LIMIT 5"],
    [turnOrder, "SELECT a FROM t ORDER BY a LIMIT 5", "SELECT a FROM t ORDER BY a DESC LIMIT 5"],
    [oneRowLess, "SELECT a FROM t LIMIT 5", "SELECT a FROM t LIMIT 4"],
    [oneRowLess, "SELECT a FROM t LIMIT 1", "SELECT a FROM t LIMIT 1"],
    [dropLimit, "SELECT a FROM t LIMIT 5", "SELECT a FROM t "],
  ])("%o of %s", (change, sql, expected) => {
    expect(change(sql)).toBe(expected);
  });
});
