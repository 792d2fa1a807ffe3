import type { Right } from "#core";

import type { Overview } from "../../api/operations/results-operations.ts";
import { buildAnswer } from "./build-answer.ts";

/** What the start page tells, for a person with `rights`. */
export function buildOverview(rights: readonly Right[]): Overview {
  return {
    title: "Plans",
    about: "Customers and the plans they are on.",
    customers: { count: 100, plural: "customers", example: "user_1" },
    dataset: buildAnswer().dataset,
    isStale: true,
    alerts: ["The scores have drifted."],
    analyst: { provider: "offline", name: "analyst" },
    models: [
      { name: "score", label: "score model", kind: "regression", version: "v1", metric: { name: "r2", value: 0.9 } },
    ],
    examples: [{ topic: "Look", questions: ["Which plan scores higher?"] }],
    principal: { id: "local", role: "analyst", rights },
  };
}
