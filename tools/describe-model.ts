import { z } from "zod";

import { createEvidenceTool } from "./create-tool.ts";
import type { ToolDeps } from "./deps.ts";
import { provenanceOf, tableOf } from "./evidence-draft.ts";
import { findModel, modelParameter } from "./find-model.ts";
import { literal } from "./sql-text.ts";

/** `describe_model`: what is known of one prediction model: metrics on each split and its importance. */
export function createDescribeModelTool(deps: ToolDeps) {
  const { domain } = deps;
  const { analytics } = domain.databases;
  return createEvidenceTool({
    name: "describe_model",
    description: [
      "Describes one prediction model: its version, metrics on the train and the test split, rounds and early stopping, thresholds, base value,",
      "calibration, and every feature's global importance (mean absolute SHAP contribution, share, direction, rank).",
      "Statements on accuracy use the test split.",
    ].join(" "),
    schema: z.object({ model: modelParameter(domain) }),
    run: async ({ model }, signal) => {
      const startedMs = deps.clock.monotonicMs();
      const spec = findModel(domain, model);
      const metrics = await deps.runQuery({
        sql: `SELECT model_version, data_split, metric, value FROM ${analytics}.model_metrics WHERE model = ${literal(spec.name)} ORDER BY metric, data_split`,
        role: deps.role,
        maxRows: 400,
        signal,
      });
      const importance = await deps.runQuery({
        sql: `SELECT importance_rank, feature, mean_abs_contribution, share, direction FROM ${analytics}.feature_importance WHERE model = ${literal(spec.name)} ORDER BY importance_rank`,
        role: deps.role,
        maxRows: 400,
        signal,
      });
      return {
        tool: "describe_model",
        title: `What is known of the ${spec.label}`,
        input: { model: spec.name },
        ...tableOf(metrics),
        more: { importance: tableOf(importance) },
        ...provenanceOf([metrics, importance], startedMs, deps.clock),
      };
    },
  });
}
