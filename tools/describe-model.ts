import { z } from "zod";

import type { Domain, ModelSpec } from "#knowledge";

import { createEvidenceTool } from "./create-tool.ts";
import type { ToolDeps } from "./deps.ts";
import { provenanceOf, tableFrom, tableOf } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { featureLabel } from "./feature-label.ts";
import { fairnessByAttribute } from "./fairness-by-attribute.ts";
import { findModel, modelParameter } from "./find-model.ts";
import type { PastVersion } from "./model-history.ts";
import { literal } from "./sql-text.ts";

/** Rows that one look-up may have: metrics, features or groups of one model. */
const rowsALookup = 400;

/** What the language model is shown of the metrics and of the importance; SQL gives it the rest. */
const [metricsShown, strongestShown, weakestShown] = [40, 15, 5];

/** Versions of a model that are told. */
const versionsTold = 5;

/** `describe_model`: what is known of one prediction model: metrics, importance, fairness, limits, truth, history. */
export function createDescribeModelTool(deps: ToolDeps) {
  const { domain } = deps;
  return createEvidenceTool({
    name: "describe_model",
    description: [
      "Describes one prediction model: version, metrics on train and test, rounds and early stopping, thresholds, base value,",
      "every feature's global importance (mean absolute SHAP contribution, share, direction, rank), how it treats groups of",
      "protected attributes, what it is and is not for, how well its reasons match known causes (sample data only), and its last",
      "versions with the gate's decision. Statements on accuracy use the test split.",
    ].join(" "),
    schema: z.strictObject({ model: modelParameter(domain) }),
    view: {
      rows: { main: { first: metricsShown }, importance: { first: strongestShown, last: weakestShown } },
      cellChars: 600,
    },
    run: async ({ model }, signal) => {
      const startedMs = deps.clock.monotonicMs();
      const spec = findModel(domain, model);
      const query = (sql: string) => deps.runQuery({ sql, role: deps.role, maxRows: rowsALookup, signal });
      const sql = lookupsOf(domain, spec);
      const [metrics, importance, groups, truth, served] = await Promise.all([
        query(sql.metrics),
        query(sql.importance),
        query(sql.groups),
        query(sql.truth),
        deps.loadModel(spec.name),
      ]);
      return {
        tool: "describe_model",
        title: `What is known of the ${spec.label}`,
        input: { model: spec.name },
        ...tableOf(metrics),
        more: {
          importance: withLabels(domain, tableOf(importance)),
          fairness: fairnessByAttribute(groups.rows),
          ...(truth.rowCount === 0 ? {} : { truth: tableOf(truth) }),
          use: useTable(spec),
          history: historyTable(served.history),
        },
        ...provenanceOf([metrics, importance, groups, truth], startedMs, deps.clock),
      };
    },
  });
}

/** The table with a last column that tells each row's feature in words. */
function withLabels(domain: Domain, table: EvidenceTable): EvidenceTable {
  const featureAt = table.columns.findIndex((column) => column.name === "feature");
  return {
    ...table,
    columns: [...table.columns, { name: "label", type: "varchar" }],
    rows: table.rows.map((row) => [...row, featureLabel(domain, String(row[featureAt]))]),
  };
}

/**
 * Of the metrics those of groups, which the fairness table sums up, and the bins of the reliability diagram come last:
 * they are many, and a language model reads the first rows only.
 */
function lookupsOf({ databases: { analytics } }: Domain, { name }: ModelSpec) {
  const model = `model = ${literal(name)}`;
  const ofGroups = ["four_fifths_ratio", "group_calibration_gap", "odds_difference", "parity_difference"]
    .map((kind) => `metric LIKE '${kind}_%'`)
    .join(" OR ");
  const causes = "data_split = 'known_causes'";
  return {
    metrics: `SELECT model_version, data_split, metric, value FROM ${analytics}.model_metrics WHERE ${model} AND NOT ${causes} ORDER BY CASE WHEN metric LIKE 'calibration_bin%' THEN 2 WHEN ${ofGroups} THEN 1 ELSE 0 END, metric, data_split`,
    importance: `SELECT importance_rank, feature, mean_abs_contribution, share, direction FROM ${analytics}.feature_importance WHERE ${model} ORDER BY importance_rank`,
    groups: `SELECT attribute, group_name, parity_ratio, tpr, fpr, calibration_gap FROM ${analytics}.fairness WHERE ${model} ORDER BY attribute, group_name`,
    truth: `SELECT metric, value FROM ${analytics}.model_metrics WHERE ${model} AND ${causes} ORDER BY metric`,
  };
}

function useTable({ intendedUse, limits }: ModelSpec): EvidenceTable {
  return tableFrom({ kind: "varchar", text: "varchar" }, [
    ...intendedUse.map((text) => ["intended use", text]),
    ...limits.map((text) => ["limit", text]),
  ]);
}

/** The newest first. */
function historyTable(history: readonly PastVersion[]): EvidenceTable {
  return tableFrom(
    { version: "varchar", trained: "varchar", decision: "varchar", compared_with: "varchar", reasons: "varchar" },
    history
      .slice(-versionsTold)
      .toReversed()
      .map(({ version, trainedAt, decision, comparedWith, reasons, approvedBy }) => [
        version,
        trainedAt.slice(0, 10),
        approvedBy === null ? decision : `${decision}, approved by ${approvedBy}`,
        comparedWith,
        reasons.join(" "),
      ]),
  );
}
