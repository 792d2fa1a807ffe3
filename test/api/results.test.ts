import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Role } from "#core";

import { openLiveService, type LiveService } from "../support/open-live-service.ts";

const signal = new AbortController().signal;
const as = (role: Role) => ({ id: `the ${role}`, role });

let live: LiveService;
let customer: string;
beforeAll(async () => {
  live = await openLiveService();
  const found = await live.service.operations.results.query(
    as("analyst"),
    "SELECT customer_id FROM final_results ORDER BY 1 LIMIT 1",
    signal,
  );
  customer = String(found.rows[0]?.[0]);
}, 180_000);
afterAll(() => live.remove());

describe("the overview", () => {
  it("tells of data, models and rights, with questions that are answered", async () => {
    const { operations, dataset, runTurn } = live.service;
    const overview = await operations.results.overview(as("viewer"), signal);
    expect(overview).toMatchObject({
      dataset,
      analyst: { provider: "offline" },
      principal: { role: "viewer", rights: ["ask"] },
    });
    expect(overview.models.map(({ name, metric }) => [name, metric?.name ?? null])).toEqual([
      ["engagement", "r2"],
      ["churn", "recall"],
      ["value", "interval_coverage"],
      ["anomaly", null],
      ["segments", null],
    ]);
    const questions = overview.examples
      .flatMap((topic) => topic.questions)
      .filter((question) => !question.includes("user_"));
    for (const [place, question] of questions.entries()) {
      const outcomes: string[] = [];
      for await (const event of runTurn({ thread: `example-${place}`, question, principal: as("analyst"), signal })) {
        if (event.type === "answer-end") outcomes.push(event.answer.outcome);
      }
      expect([question, ...outcomes]).toEqual([question, "answered"]);
    }
  });
});

describe("a model's page", () => {
  it("holds the card, and calibration whose bins hold the test split", async () => {
    const { results } = live.service.operations;
    const page = await results.model(as("analyst"), "churn", signal);
    expect(Object.keys(page.evidence?.more ?? {})).toEqual(
      expect.arrayContaining(["importance", "fairness", "use", "history"]),
    );
    const counted = await results.query(
      as("analyst"),
      "SELECT count(*) AS n FROM final_results WHERE data_split = 'test'",
      signal,
    );
    const bins = page.calibration?.rows ?? [];
    expect(bins.length).toBe(10);
    expect(bins.reduce((sum, row) => sum + Number(row[2]), 0)).toBe(counted.rows[0]?.[0]);
    expect(bins.map((row) => Number(row[0]))).toEqual(bins.map((row) => Number(row[0])).toSorted((a, b) => a - b));
  });

  it("has no evidence for a model that predicts nothing, and is not there for one that there is not", async () => {
    const { results } = live.service.operations;
    expect(await results.model(as("analyst"), "segments", signal)).toMatchObject({ evidence: null, calibration: null });
    await expect(results.model(as("analyst"), "weather", signal)).rejects.toMatchObject({ code: "MODEL_UNKNOWN" });
  });
});

describe("a customer's page", () => {
  it("adds up from base value to margin for every model", async () => {
    const page = await live.service.operations.results.customer(as("analyst"), customer, { history: true }, signal);
    expect(page.predictions.map((one) => one.model)).toEqual(["engagement", "churn", "value"]);
    for (const { baseValue, margin, contributions } of page.predictions) {
      const at = contributions.columns.findIndex((column) => column.name === "contribution");
      const sum = contributions.rows.reduce((total, row) => total + Number(row[at]), baseValue);
      expect(Math.abs(sum - margin)).toBeLessThan(1e-6 * Math.max(1, Math.abs(margin)));
    }
  });

  it("shows confidential columns to stewards only", async () => {
    const { results } = live.service.operations;
    const names = async (role: Role) =>
      (await results.customer(as(role), customer, { history: false }, signal)).attributes.map(({ name }) => name);
    expect(await names("analyst")).not.toContain("age");
    expect(await names("steward")).toContain("age");
    await expect(results.customer(as("viewer"), customer, { history: false }, signal)).rejects.toMatchObject({
      code: "RIGHT_MISSING",
    });
  });
});

describe("the pipeline's runs", () => {
  it("are told with stages and rows put aside by reason", async () => {
    const [run] = await live.service.operations.runs.list(as("viewer"), signal);
    expect(run).toMatchObject({ isLive: true, isFinished: true, runId: live.service.dataset.runId });
    expect(run?.stages.map((stage) => stage.name)).toEqual(expect.arrayContaining(["prepare", "train", "publish"]));
    expect(run?.quarantine.length).toBeGreaterThan(0);
  });
});

describe("the review queue", () => {
  it("takes a steward's word, which comes back with the item, after those that wait", async () => {
    const { reviews } = live.service.operations;
    const [first] = (await reviews.list(as("steward"), { limit: 5 }, signal)).items;
    const word = { status: "noted" as const, notes: "Called; all is well.", value: null };
    await reviews.record(as("steward"), { customer: first?.customer ?? "", model: first?.model ?? "" }, word, signal);
    const pages = [];
    for (let after: string | undefined; ;) {
      const page = await reviews.list(as("steward"), { limit: 100, ...(after === undefined ? {} : { after }) }, signal);
      pages.push(...page.items);
      if (page.next === null) break;
      after = page.next;
    }
    expect(new Set(pages.map((item) => item.customer)).size).toBe(pages.length);
    expect(pages.at(-1)).toMatchObject({ customer: first?.customer, review: { ...word, reviewer: "the steward" } });
  });

  it("is for stewards", async () => {
    const { reviews } = live.service.operations;
    await expect(reviews.list(as("analyst"), { limit: 5 }, signal)).rejects.toMatchObject({ code: "RIGHT_MISSING" });
  });
});

describe("a board", () => {
  it("asks again only what an older run answered", async () => {
    const { boards } = live.service.operations;
    let answerId = "";
    for await (const event of live.service.runTurn({
      thread: "for-board",
      question: "How many customers are there?",
      principal: as("analyst"),
      signal,
    })) {
      if (event.type === "answer-end") answerId = event.answer.id;
    }
    const { id } = await boards.create(as("analyst"), "Numbers", signal);
    await boards.add(as("analyst"), id, answerId, signal);
    expect(await boards.refresh(as("analyst"), id, signal)).toBe(0);
    expect(
      (await boards.show(as("analyst"), id, signal)).items.map(({ answer, isStale }) => [answer.id, isStale]),
    ).toEqual([[answerId, false]]);
    await expect(boards.add(as("viewer"), id, answerId, signal)).rejects.toMatchObject({ code: "ANSWER_NOT_FOUND" });
  });
});
