import { rights, may, type Right } from "#core";
import { exampleQuestions } from "#knowledge";

import type { ModelSummary, ResultsOperations } from "../operations/results-operations.ts";
import type { ResultsDeps } from "./create-results.ts";

/** A daily batch whose data is older than this has missed days. */
const staleAfterDays = 7;
const dayMs = 86_400_000;

/** Reads what the start page tells: of the live run, and of who asks. */
export function createReadOverview(
  { domain, run, dataset, analyst, clock }: ResultsDeps,
  models: readonly ModelSummary[],
): ResultsOperations["overview"] {
  const examples = exampleQuestions(domain);
  return async ({ id, role }) => ({
    title: domain.title,
    about: domain.about,
    customers: {
      count: run.manifest.rows.clean,
      plural: domain.entity.plural,
      example: domain.entity.example,
    },
    dataset,
    isStale: clock.now().getTime() - Date.parse(dataset.snapshotDate) > staleAfterDays * dayMs,
    alerts: run.manifest.alerts.map(({ text }) => text),
    analyst,
    models,
    examples,
    // The table's keys are exactly the rights; Object.keys forgets that.
    principal: { id, role, rights: (Object.keys(rights) as Right[]).filter((right) => may(role, right)) },
  });
}
