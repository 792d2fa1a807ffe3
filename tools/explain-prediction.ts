import { z } from "zod";

import type { Domain, ModelSpec } from "#knowledge";

import { contributionsTable } from "./contributions-table.ts";
import { calibrationAt } from "./calibration-at.ts";
import { createEvidenceTool } from "./create-tool.ts";
import { customerChanges } from "./customer-changes.ts";
import type { ToolDeps } from "./deps.ts";
import { provenanceOf, tableFrom, type EvidenceDraft } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { findModel, modelParameter } from "./find-model.ts";
import { createLookups, type Lookups } from "./lookups.ts";
import { readExplanation, type PublishedExplanation } from "./published-explanation.ts";
import type { RunFacts } from "./run-facts.ts";
import type { InputRow } from "./served-model.ts";
import { checkEntityId, entityNotFound, visibleEntity } from "./single-entity.ts";
import { strongestInteractions } from "./strongest-interactions.ts";

/** `explain_prediction`: one prediction, why the model made it, and what would change it. */
export function createExplainPredictionTool(deps: ToolDeps, facts: RunFacts) {
  const { domain } = deps;
  return createEvidenceTool({
    name: "explain_prediction",
    description: [
      `Explains one ${domain.entity.singular}'s prediction by one model.`,
      "Gives the prediction with its interval and what really happened, the base value and the SHAP contributions in order",
      "(each with the value beside the typical one; they add up to the prediction, in log-odds for a classification),",
      "where the prediction lies among all, how often predictions like it came true, and the reachable changes of levers",
      "with the model's new prediction, singly and the best combined, and how many alike customers are there already.",
      "These are the model's reasons, not causes.",
    ].join(" "),
    schema: z.strictObject({
      customer_id: z.string().describe(`Id such as ${domain.entity.example}`),
      model: modelParameter(domain),
      interactions: z.boolean().optional().describe("Also the pairs of features that work together most"),
    }),
    // Behind these a language model would read noise: each is a hundredth of the prediction or less.
    view: { rows: { contributions: { first: 15 } } },
    run: ({ customer_id: id, model, interactions = false }, signal) =>
      explain(deps, facts, { id, model, interactions }, signal),
  });
}

async function explain(
  deps: ToolDeps,
  facts: RunFacts,
  asked: { readonly id: string; readonly model: string; readonly interactions: boolean },
  signal: AbortSignal | undefined,
): Promise<EvidenceDraft> {
  const startedMs = deps.clock.monotonicMs();
  const { domain } = deps;
  const { id } = asked;
  const spec = findModel(domain, asked.model);
  checkEntityId(domain, id);
  const lookups = createLookups(deps, signal);
  const [customer, explanation] = await Promise.all([
    visibleEntity(deps, id, lookups),
    readExplanation(domain, spec, id, lookups),
  ]);
  if (!customer || !explanation) throw entityNotFound(domain, id);
  const [typical, place, calibration, changes] = await Promise.all([
    facts.typicalValues(),
    placeOf(domain, spec, explanation.prediction, lookups),
    calibrationAt(domain, spec, explanation.prediction, lookups),
    customerChanges({ deps, facts, spec, id, visible: customer, signal }),
  ]);
  const pairs = asked.interactions ? await strongestInteractions({ deps, spec, id, visible: customer, signal }) : null;
  return {
    tool: "explain_prediction",
    title: `The ${spec.label}'s prediction for ${id}`,
    input: { customer_id: id, model: spec.name, ...(asked.interactions ? { interactions: true } : {}) },
    ...summaryTable(spec, customer, explanation, place),
    more: {
      contributions: contributionsTable(domain, customer, typical, explanation),
      calibration,
      reachable_changes: changes.single,
      combined_changes: changes.combined,
      ...(pairs ? { interactions: pairs } : {}),
    },
    ...provenanceOf(lookups.results(), startedMs, deps.clock),
  };
}

/** Share of all customers with a lower prediction, and how many there are. */
async function placeOf(
  domain: Domain,
  spec: ModelSpec,
  prediction: number,
  lookups: Lookups,
): Promise<{ shareBelow: number; customers: number; typical: number }> {
  const column = spec.prediction;
  const result = await lookups.run(
    `SELECT avg(CASE WHEN ${column} < ${prediction.toExponential()} THEN 1E0 ELSE 0E0 END) AS share_below, count(*) AS customers, approx_percentile(${column}, 0.5) AS median_prediction FROM ${domain.results.table}`,
  );
  const [shareBelow, customers, typical] = result.rows[0] ?? [];
  return { shareBelow: Number(shareBelow), customers: Number(customers), typical: Number(typical) };
}

function summaryTable(
  spec: ModelSpec,
  customer: InputRow,
  explanation: PublishedExplanation,
  place: { shareBelow: number; customers: number; typical: number },
): EvidenceTable {
  const actual = customer[spec.actual] ?? null;
  return tableFrom(
    {
      model: "varchar",
      model_version: "varchar",
      prediction: "double",
      lower: "double",
      upper: "double",
      actual: typeof actual === "boolean" ? "boolean" : "double",
      base_value: "double",
      sum_of_contributions: "double",
      margin: "double",
      base_prediction: "double",
      share_with_lower_prediction: "double",
      median_prediction: "double",
      customers: "bigint",
    },
    [
      [
        spec.name,
        explanation.version,
        explanation.prediction,
        explanation.lower,
        explanation.upper,
        actual,
        explanation.baseValue,
        explanation.margin - explanation.baseValue,
        explanation.margin,
        spec.kind === "classification" ? 1 / (1 + Math.exp(-explanation.baseValue)) : explanation.baseValue,
        place.shareBelow,
        place.typical,
        place.customers,
      ],
    ],
  );
}
