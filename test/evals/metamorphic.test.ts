import { describe, expect, it } from "vitest";

import { AppError, createSequentialIdSource } from "#core";

import type { Answer } from "../../agent/answer.ts";
import type { RunTurn } from "../../agent/events.ts";
import { generateCases } from "../../evals/metamorphic/generate-cases.ts";
import { parseMetamorphicOptions } from "../../evals/metamorphic/options.ts";
import { breakdownOf, cellOf, headlineOf, listedNames } from "../../evals/metamorphic/read-answer.ts";
import type { Finding, Relation } from "../../evals/metamorphic/relation.ts";
import { relations } from "../../evals/metamorphic/relations/index.ts";
import { runRelations } from "../../evals/metamorphic/run-relations.ts";
import { relationFaults, renderTally, tallyByRelation } from "../../evals/metamorphic/tally.ts";
import { buildAnswer, buildEvidence } from "../support/build-answer.ts";
import { domain } from "./build-context.ts";

const text = (words: string): Answer => buildAnswer({ question: "?", text: words, evidence: [] });

function table(columns: readonly string[], rows: Answer["evidence"][number]["rows"]): Answer {
  const typed = columns.map((name, place) => ({
    name,
    type: typeof rows[0]?.[place] === "string" ? "varchar" : "double",
  }));
  return buildAnswer({ evidence: [buildEvidence({ columns: typed, rows, rowCount: rows.length })] });
}

/** What a relation's first case says of given answers. */
function judged(name: string, ...answers: readonly Answer[]): Finding["status"] | undefined {
  const relation = relations.filter((one) => one.name === name);
  return generateCases(relation, domain, { perRelation: 1, seed: 1 })[0]?.check(answers).status;
}

describe("generated questions", () => {
  const draw = (seed: number) =>
    generateCases(relations, domain, { perRelation: 5, seed }).map(({ id, asks }) => ({ id, asks }));

  it("are the same for the same seed and others for another", () => {
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it("are all different, at least two for each relation, and without a hole", () => {
    const drawn = draw(1);
    expect(new Set(drawn.map(({ asks }) => JSON.stringify(asks))).size).toBe(drawn.length);
    for (const { name } of relations) {
      expect(
        generateCases(
          relations.filter((one) => one.name === name),
          domain,
          { perRelation: 2, seed: 3 },
        ),
      ).toHaveLength(2);
    }
    expect(
      drawn
        .flatMap(({ asks }) => asks.flatMap(({ turns }) => turns))
        .filter((turn) => /undefined|null|NaN|\s\s/.test(turn)),
    ).toEqual([]);
  });

  it("of a relation do not hang on which others are asked", () => {
    const alone = generateCases(relations.slice(3, 4), domain, { perRelation: 3, seed: 1 }).map(({ asks }) => asks);
    const among = generateCases(relations, domain, { perRelation: 3, seed: 1 });
    expect(among.filter(({ relation }) => relation === relations[3]).map(({ asks }) => asks)).toEqual(alone);
  });
});

describe("what is read in an answer", () => {
  it.each<[string, Parameters<typeof headlineOf>[1], number | null]>([
    ["The average is **0.633** (95 % interval 0.62 to 0.64), over 6,013 customers [e1].", "any", 0.633],
    ["**6.7 %** of the 6,013 customers left: **404** customers [e1].", "share", 0.067],
    ["**6.7 %** of the 6,013 customers left: **404** customers [e1].", "count", 404],
    ["The highest is that of **tablet**: **0.512** [e1].", "any", 0.512],
    ["A change of **−1.5 percentage points** [e1].", "any", -0.015],
    ["Nobody knows.", "any", null],
  ])("%s (%s)", (words, kind, value) => {
    const told = headlineOf(text(words), kind)?.value ?? null;
    if (value === null) expect(told).toBeNull();
    else expect(told).toBeCloseTo(value, 12);
  });

  it("leaves out a figure that the question brought", () => {
    const answer = buildAnswer({ question: "Above 0.3?", text: "Above 0.3 the mean is 0.5 [e1]." });
    expect(headlineOf(answer)?.value).toBe(0.5);
  });

  it("finds groups with their sizes and means, a cell by its row, and the names of a table", () => {
    const groups = table(
      ["plan", "customers", "mean_actual_engagement_score"],
      [
        ["free", 30, 0.2],
        ["pro", 10, 0.6],
      ],
    );
    expect(breakdownOf(groups, domain, "actual_engagement_score")).toEqual([
      { group: "free", size: 30, mean: 0.2 },
      { group: "pro", size: 10, mean: 0.6 },
    ]);
    expect(breakdownOf(groups, domain, "trust_score")).toBeNull();
    expect([cellOf(groups, "customers", { plan: "pro" }), cellOf(groups, "customers", { plan: "gone" })]).toEqual([
      10,
      null,
    ]);
    expect(listedNames(text("| Plan | Mean |\n| --- | --- |\n| Pro | 1 |\n| Free | 2 |"))).toEqual(["pro", "free"]);
  });
});

describe("relations", () => {
  const mean = (value: string) => text(`The average is **${value}** [e1].`);
  const count = (value: string) => text(`There are **${value}** customers [e1].`);
  const listed = (...names: string[]) =>
    text(`| G | M |\n| --- | --- |\n${names.map((name) => `| ${name} | 1 |`).join("\n")}`);
  const sizes = (...values: number[]) =>
    table(
      ["g", "customers"],
      values.map((value, place) => [`g${place}`, value]),
    );
  const change = (values: Readonly<Record<string, number>>) => table(["model", "mean_change"], Object.entries(values));
  const ids = (...numbers: number[]) =>
    text(numbers.map((number) => `- user_${String(number).padStart(5, "0")}`).join("\n"));
  const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

  it.each<[string, Answer[], Answer[]]>([
    ["sentence form", [mean("0.633"), mean("0.63")], [mean("0.633"), mean("0.64")]],
    ["order of filters", [count("3,706"), count("3,706")], [count("3,706"), count("3,707")]],
    ["unit of time", [mean("90.0 minutes"), mean("1.5 hours")], [mean("90.0 minutes"), mean("90.0 hours")]],
    ["parts of the whole", [sizes(3, 4), count("7")], [sizes(3, 4), count("8")]],
    ["complement", [count("3"), count("4"), count("7")], [count("3"), count("4"), count("8")]],
    ["subset", [count("30"), count("30")], [count("30"), count("31")]],
    ["threshold", [count("30"), count("3")], [count("3"), count("30")]],
    [
      "order statistics",
      [mean("0.10"), mean("0.5"), mean("0.90"), mean("0.6")],
      [mean("0.10"), mean("0.95"), mean("0.90"), mean("0.6")],
    ],
    ["top 5 within top 10", [ids(1, 2, 3, 4, 5), ids(...ten)], [ids(2, 1, 3, 4, 5), ids(...ten)]],
    ["mirrored order", [listed("a", "b", "c"), listed("c", "b", "a")], [listed("a", "b", "c"), listed("a", "b", "c")]],
    ["zero change", [change({ churn: 0 }), change({ churn: 0 })], [change({ churn: 0 }), change({ churn: 0.01 })]],
  ])("%s holds and is violated", (name, right, wrong) => {
    expect([judged(name, ...right), judged(name, ...wrong)]).toEqual(["held", "violated"]);
  });

  it("weigh means by the sizes of the groups", () => {
    const one = generateCases(
      relations.filter(({ name }) => name === "weighted means"),
      domain,
      { perRelation: 1, seed: 1 },
    )[0];
    const question = one?.asks[0]?.turns[0] ?? "";
    const measure = domain.resultColumns.find(({ label }) => question.includes(` average ${label} by `));
    const groups = table(
      ["g", "customers", `mean_${measure?.name}`],
      [
        ["a", 30, 0.2],
        ["b", 10, 0.6],
      ],
    );
    expect([one?.check([groups, mean("0.300")]).status, one?.check([groups, mean("0.400")]).status]).toEqual([
      "held",
      "violated",
    ]);
  });

  it("follow the direction that the dictionary states", () => {
    const one = generateCases(
      relations.filter(({ name }) => name === "monotone change"),
      domain,
      { perRelation: 1, seed: 1 },
    )[0];
    const models = (size: number) => change(Object.fromEntries(domain.models.map(({ name }) => [name, size])));
    const found = [0.1, -0.1].map((size) => one?.check([models(size), models(2 * size)]).status);
    expect(new Set(found)).toEqual(new Set(["held", "violated"]));
    expect(one?.check([models(0.2), models(0.1)]).status).toBe("violated");
  });

  it("do not judge an answer without its figure", () => {
    expect([
      judged("sentence form", mean("0.6"), text("Yes.")),
      judged("zero change", text("No."), text("No.")),
    ]).toEqual(["unread", "unread"]);
  });
});

describe("running relations", () => {
  const relation: Relation = {
    name: "same",
    claim: "both say the same",
    generate: (_, random) => ({
      asks: ["one", "two"].map((word) => ({ turns: [`${word} ${random.integer(1_000)}`], role: "viewer" })),
      check: (answers) => ({
        status: answers[0]?.text === answers[1]?.text ? "held" : "violated",
        figures: answers.map((answer) => answer.text),
        note: "",
      }),
    }),
  };
  const run = (runTurn: RunTurn) =>
    runRelations(
      generateCases([relation], domain, { perRelation: 1, seed: 1 }),
      { dataSet: "small", runTurn },
      { ids: createSequentialIdSource(), signal: new AbortController().signal, concurrency: 2 },
    );
  const answering = (answerOf: (question: string) => Partial<Answer>): RunTurn =>
    async function* (request) {
      yield { type: "answer-end", answer: buildAnswer(answerOf(request.question)) };
    };

  it("tells what held, what was violated, who abstained and what failed", async () => {
    const broken: RunTurn = async function* () {
      yield { type: "turn-error", code: "SQL_TIMEOUT", detail: "It took too long.", hint: "" };
    };
    const results = await Promise.all([
      run(answering(() => ({ text: "0.5" }))),
      run(answering((question) => ({ text: question }))),
      run(answering((question) => ({ outcome: question.startsWith("two") ? "not-understood" : "answered" }))),
      run(broken),
    ]);
    expect(results.flat().map(({ status }) => status)).toEqual(["held", "violated", "abstained", "error"]);
    expect(tallyByRelation(results.flat())).toEqual([
      {
        relation: "same",
        claim: "both say the same",
        total: 4,
        held: 1,
        violated: 1,
        abstained: 1,
        unread: 0,
        error: 1,
      },
    ]);
    expect(renderTally(results.flat())).toContain("error: same (small): SQL_TIMEOUT: It took too long.");
  });

  it("asks each conversation as a person of its own, with its role", async () => {
    const asked: unknown[] = [];
    await run(async function* (request) {
      asked.push(request.principal);
      yield { type: "answer-end", answer: buildAnswer() };
    });
    expect(asked).toEqual([
      { id: "eval_1", role: "viewer" },
      { id: "eval_2", role: "viewer" },
    ]);
  });
});

describe("the floor of the relations", () => {
  const tally = (
    relation: string,
    counts: { held?: number; violated?: number; error?: number; abstained?: number },
  ) => ({
    relation,
    claim: "",
    total: 4,
    held: 0,
    violated: 0,
    abstained: 0,
    unread: 0,
    error: 0,
    ...counts,
  });

  it("is every judged case, where nothing says otherwise, and one at least", () => {
    const tallies = [
      tally("whole", { held: 4 }),
      tally("broken", { held: 3, violated: 1 }),
      tally("known", { held: 1, violated: 3 }),
      tally("silent", { abstained: 4 }),
      tally("failing", { held: 3, error: 1 }),
    ];
    expect(relationFaults(tallies, { known: 0.25 })).toEqual([
      "broken: holds in 3 of 4 cases",
      "silent: no case could be judged",
      "failing: 1 turns failed",
    ]);
    expect(relationFaults(tallies.slice(2, 3), { known: 0.3 })).toEqual(["known: holds in 1 of 4 cases"]);
  });
});

describe("options", () => {
  it("refuse a relation that there is not", () => {
    expect(() => parseMetamorphicOptions(["--relation", "none"], "/work")).toThrow(AppError);
    expect(parseMetamorphicOptions(["--quick", "--relation", "subset, complement"], "/work")).toMatchObject({
      only: ["subset", "complement"],
      dataSets: 1,
    });
  });
});
