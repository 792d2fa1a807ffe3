import type { Principal } from "#agent";
import { AppError, may, rights, type Right } from "#core";

import { requireRight } from "../../../api/operations/require-right.ts";
import type { Overview, ResultsOperations } from "../../../api/operations/results-operations.ts";
import type { ReviewItem } from "../../../api/operations/review-operations.ts";
import type { RunReport } from "../../../api/operations/run-operations.ts";
import { buildAnswer, buildEvidence } from "../../support/build-answer.ts";
import { buildOverview } from "../../support/build-overview.ts";
import { answers, tableOf } from "./answers.ts";

const { dataset } = buildAnswer();
const models: Overview["models"] = [
  { name: "churn", label: "churn model", kind: "classification", version: "v2", metric: { name: "auc", value: 0.88 } },
  { name: "score", label: "score model", kind: "regression", version: "v1", metric: { name: "r2", value: 0.9 } },
  { name: "groups", label: "grouping", kind: "segments", version: "v1", metric: null },
];
const contributions = answers["contributions"]?.evidence[0]?.more["contributions"] ?? tableOf([], []);
const sum = contributions.rows.reduce((total, row) => total + Number(row[4]), 0);

/** Results of a small run in memory; the person's id says which state of the data they see. */
export const galleryResults: ResultsOperations = {
  overview: async ({ id, role }) => {
    if (id === "person:noResults")
      throw new AppError("RESULTS_MISSING", {
        detail: "There is no finished run.",
        hint: "Start one: npm run pipeline.",
      });
    const given = (Object.keys(rights) as Right[]).filter((right) => may(role, right));
    const isBad = id === "person:stale";
    return {
      ...buildOverview(given),
      models,
      isStale: isBad,
      alerts: isBad
        ? ["The gate refused the churn model: its AUC fell from 0.88 to 0.71.", "Two features drifted."]
        : [],
      analyst: isBad ? { provider: "bedrock", name: "a large model" } : { provider: "offline", name: "analyst" },
      examples: [
        { topic: "Look", questions: ["Which plan scores higher?", "How are the scores distributed?"] },
        { topic: "Understand", questions: ["Why is user_1 likely to leave?"] },
      ],
      principal: { id, role, rights: given },
    };
  },
  models: () => models,
  model: async (_, name) => {
    const model = models.find((one) => one.name === name);
    if (model === undefined)
      throw new AppError("MODEL_UNKNOWN", {
        detail: "There is no model of this name.",
        hint: "There are churn, score, groups.",
      });
    if (name === "groups") return { ...model, evidence: null, calibration: null };
    return { ...model, ...card };
  },
  customerText: async () => null,
  customer: async (principal, id) => {
    requireSight(principal);
    if (id !== "user_1")
      throw new AppError("ENTITY_NOT_FOUND", { detail: `There is no customer ${id}.`, hint: "Ids look like user_1." });
    return customer;
  },
  query: async (_, sql) => {
    if (!sql.startsWith("SELECT"))
      throw new AppError("SQL_REFUSED", { detail: "Only SELECT may be run.", hint: "Ask for rows instead." });
    const table = tableOf(["answer integer"], [[42]]);
    return { ...table, sql, queryId: "q_2", scannedBytes: 10, elapsedMs: 3, notices: [] };
  },
};

function requireSight(principal: Principal): void {
  requireRight(principal, "see-customers");
}

const { id: _, ...evidence } = buildEvidence({
  tool: "describe_model",
  ...tableOf(
    ["metric", "data_split", "value double"],
    [
      ["auc", "test", 0.8774],
      ["auc", "train", 0.9195],
      ["brier", "test", 0.0836],
      ["a_rare_one", "test", 0.000_000_004],
    ],
  ),
  more: {
    importance: tableOf(
      ["feature", "share double", "direction", "label"],
      Array.from({ length: 15 }, (_row, index) => [`f_${index}`, 0.3 / (index + 1), "positive", `feature ${index}`]),
    ),
    fairness: tableOf(
      ["attribute", "groups integer", "lowest_parity_ratio double", "group_selected_least", "tpr_difference double"],
      [
        ["age", 4, 0.71, "45-54", 0.1026],
        ["gender", 3, 0.88, "F", 0.016],
      ],
    ),
    use: tableOf(
      ["kind", "text"],
      [
        ["intended use", "Finding who may leave."],
        ["limit", "It is no verdict on a person."],
      ],
    ),
    history: tableOf(["version", "trained date", "decision"], [["v2", "2026-11-20", "promoted"]]),
  },
});
const card = {
  evidence,
  calibration: tableOf(
    ["mean_prediction double", "mean_actual double", "customers integer"],
    [
      [0.006846, 0.005, 393],
      [0.1216, 0.1097, 392],
      [0.6325, 0.6684, 392],
    ],
  ),
};

const customer = {
  id: "user_1",
  dataset,
  predictions: [
    {
      model: "churn",
      label: "churn model",
      unit: "log-odds",
      version: "v2",
      prediction: 1 / (1 + Math.exp(1.2 - sum)),
      lower: null,
      upper: null,
      actual: true,
      baseValue: -1.2,
      margin: sum - 1.2,
      contributions,
    },
    {
      model: "score",
      label: "score model",
      unit: "points",
      version: "v1",
      prediction: 1_442.8,
      lower: 887.1,
      upper: 3_121,
      actual: 2_371,
      baseValue: 900,
      margin: 900 + sum * 1_000,
      contributions: { ...contributions, rows: contributions.rows.map((row) => row.with(4, Number(row[4]) * 1_000)) },
    },
  ],
  attributes: [
    { name: "plan", label: "plan", value: "premium" },
    { name: "visits", label: "visits a day", value: 1.733 },
    { name: "left", label: "left", value: null },
  ],
  history: tableOf(
    ["day date", "visits integer", "minutes double"],
    Array.from({ length: 20 }, (_row, day) => [`2026-11-${String(20 - day).padStart(2, "0")}`, day % 5, 14.2 + day]),
  ),
};

/** A live run, one that failed, and one that still runs. */
export const galleryRuns: readonly RunReport[] = [
  {
    runId: "run_1",
    isLive: true,
    isFinished: true,
    snapshotDate: "2026-11-20",
    startedAt: "2026-11-21T02:00:00Z",
    seconds: 17,
    peakMebibytes: 900,
    rows: { read: 20_010, quarantined: 60, clean: 19_950 },
    quarantine: [
      { reason: "bad_id", rows: 40 },
      { reason: "out_of_range", rows: 20 },
    ],
    stages: [
      { name: "prepare", seconds: 2.7, figures: { rows_read: 20_010, rows_clean: 19_950 } },
      { name: "predict", seconds: 4.6, figures: { maximal_deviation: 3.6e-12 } },
      { name: "publish", seconds: 0.04, figures: {} },
    ],
    models: [
      { name: "churn", version: "v2", metrics: [{ metric: "auc", value: 0.8774 }], decision: "promoted" },
      { name: "groups", version: "v1", metrics: [], decision: null },
    ],
    alerts: ["841 customers have a probability above 0.7."],
  },
  {
    runId: "run_0",
    isLive: false,
    isFinished: false,
    snapshotDate: null,
    startedAt: "2026-11-20T02:00:00Z",
    seconds: null,
    peakMebibytes: null,
    rows: null,
    quarantine: [],
    stages: [],
    models: [],
    alerts: [],
  },
];

/** Predictions that wait for a person, and one that had its word. */
export function galleryReviews(): ReviewItem[] {
  const item = { model: "churn", label: "churn model", reason: "near_threshold", prediction: 0.52, actual: null };
  return [
    { ...item, customer: "user_1", review: null },
    { ...item, customer: "user_2", reason: "high_risk", prediction: 0.93, actual: 1, review: null },
    {
      ...item,
      customer: "user_3",
      review: {
        status: "noted",
        notes: "Called them.",
        value: null,
        reviewer: "person:other",
        at: "2026-11-20T10:00:00Z",
      },
    },
  ];
}
