import { expect, it } from "vitest";

import type { Operations } from "../../../api/operations/operations.ts";
import { buildAnswer } from "../../support/build-answer.ts";
import { buildOperations } from "../../support/build-operations.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";
import { runWithFake } from "./build-cli.ts";

const { dataset } = buildAnswer();
const store = await openMemoryStore();
const models = [
  { name: "score", label: "score model", kind: "regression", version: "v1", metric: { name: "r2", value: 0.8391 } },
  { name: "groups", label: "groups", kind: "segments", version: "v2", metric: null },
] as const;
const contribution = (label: string, value: string, points: number) => [label, label, value, null, points, 1];
const page = {
  id: "user_1",
  dataset,
  predictions: [
    {
      model: "score",
      label: "score model",
      unit: "points",
      version: "v1",
      prediction: 0.7512345,
      lower: 0.6,
      upper: 0.9,
      actual: null,
      baseValue: 0.5,
      margin: 0.7512345,
      contributions: {
        columns: ["feature", "label", "value", "typical", "contribution", "rank"].map((name) => ({
          name,
          type: "varchar",
        })),
        rows: Array.from({ length: 10 }, (_, index) =>
          contribution(`feature ${index}`, `${index}`, index % 2 === 0 ? 0.25 : -0.125),
        ),
        rowCount: 10,
        truncated: false,
      },
    },
  ],
  attributes: [{ name: "age", label: "age \u001b[2J", value: 33 }],
  history: null,
};
const base = buildOperations(store);
const operations: Operations = {
  ...base,
  results: {
    ...base.results,
    models: () => models,
    model: async (_, name) => ({
      ...(models.find((model) => model.name === name) ?? models[0]),
      evidence: null,
      calibration: null,
    }),
    customer: async () => page,
  },
  handbook: {
    ...base.handbook,
    pages: () => [{ path: "models/score", title: "Card", about: "" }],
    read: async () => "# Score model\n\n| metric | value |\n| --- | ---: |\n| r2 | 0.84 |\n",
  },
};
const run = (...args: string[]) => runWithFake(args, { service: { operations }, columns: 72 });

it("lists the models with the metric that each is held to", async () => {
  expect((await run("model")).out).toBe(`name    model        kind        version  on the test split
──────  ───────────  ──────────  ───────  ─────────────────
score   score model  regression  v1       r2 0.839
groups  groups       segments    v2       –
`);
  expect(
    (await run("model", "list", "--json")).out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual(models);
});

it("shows a model's card, and says where there is none", async () => {
  expect((await run("model", "show", "score")).out).toBe(
    "Score model\n\nmetric  value\n──────  ─────\nr2       0.84\n",
  );
  expect((await run("model", "show", "groups")).out).toContain("It has no card.");
  expect(JSON.parse((await run("model", "show", "score", "--json")).out)).toMatchObject({ name: "score" });
});

it("shows a customer with contributions that add up, whatever stands in the data", async () => {
  const { out, exitCode } = await run("customer", "show", "user_1");
  expect(exitCode).toBe(0);
  expect(out).toBe(`user_1

score model v1: 0.751235 (0.6 to 0.9)
From 0.5, which is usual, to 0.751235 (points):
feature 0  +0.250                     │███████████████████  0
feature 1  -0.125           ██████████│                     1
feature 2  +0.250                     │███████████████████  2
feature 3  -0.125           ██████████│                     3
feature 4  +0.250                     │███████████████████  4
feature 5  -0.125           ██████████│                     5
feature 6  +0.250                     │███████████████████  6
feature 7  -0.125           ██████████│                     7
2 others   +0.125                     │██████████

Known of them
age  33

The model's reasons, not causes.

run run_1 of 2026-11-20
`);
});

it.each([
  [["model", "shw"], "Did you mean show?"],
  [["model", "show"], "show takes one id."],
  [["model", "list", "more"], "list takes no words."],
])("refuses %j", async (args, told) => {
  expect(await run(...args)).toMatchObject({ exitCode: 2, out: "", err: expect.stringContaining(told) });
});
