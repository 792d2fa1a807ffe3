import { z } from "zod";

import { AppError } from "#core";
import { inputColumns, type Domain, type ModelSpec } from "#knowledge";
import { predict } from "#ml";
import type { QueryResult, SqlValue } from "#sql";

import { createEvidenceTool } from "./create-tool.ts";
import type { ToolDeps } from "./deps.ts";
import { findModel } from "./describe-model.ts";
import { provenanceOf, tableFrom, type EvidenceDraft } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { leversOf, quantilesSql, reachableChanges, readQuantiles, type LeverQuantiles } from "./reachable-changes.ts";
import { encodeRows, type InputRow } from "./served-model.ts";
import { literal } from "./sql-text.ts";
import { createTypicalValues } from "./typical-values.ts";

/** The row of explanations that stands for all protected attributes together. */
export const protectedFeature = "protected_attributes";

/** Customers within this distance of a prediction count as scored alike, when calibration is looked up. */
const calibrationBand = 0.05;
/** Largest gap between base value plus contributions and the model's margin that counts as adding up. */
const additivityTolerance = 1e-4;

type Lookup = (sql: string) => Promise<QueryResult>;

/** `explain_prediction`: one prediction, why the model made it, and what would change it. */
export function createExplainPredictionTool(deps: ToolDeps) {
  const { domain } = deps;
  const typicalValues = createTypicalValues(deps);
  return createEvidenceTool({
    name: "explain_prediction",
    description: [
      `Explains one ${domain.entity.singular}'s prediction by one model (${domain.models.map((model) => model.name).join(", ")}).`,
      "Gives the prediction with its interval and what really happened, the base value and the SHAP contributions in order",
      "(each with the value beside the typical one; they add up to the prediction, in log-odds for a classification),",
      "where the prediction lies among all, how often predictions like it came true, and the reachable changes of levers",
      "with the model's new prediction. These are the model's reasons, not causes.",
    ].join(" "),
    schema: z.object({
      customer_id: z.string().describe(`Id such as ${domain.entity.example}`),
      model: z.string().describe("Name of the model"),
    }),
    run: ({ customer_id: id, model }, signal) => explain(deps, typicalValues, id, model, signal),
  });
}

async function explain(
  deps: ToolDeps,
  typicalValues: () => Promise<ReadonlyMap<string, SqlValue>>,
  id: string,
  modelName: string,
  signal: AbortSignal | undefined,
): Promise<EvidenceDraft> {
  const startedMs = deps.clock.monotonicMs();
  const spec = findModel(deps.domain, modelName);
  checkId(deps.domain, id);
  const results: QueryResult[] = [];
  const lookup: Lookup = async (sql) => {
    const result = await deps.runQuery({ sql, role: deps.role, maxRows: 500, signal });
    results.push(result);
    return result;
  };
  const customer = await customerRow(deps, id, lookup);
  const explanation = await contributionsOf(deps, spec, id, lookup);
  const [typical, place, calibration, changes] = await Promise.all([
    typicalValues(),
    placeOf(deps.domain, spec, explanation.prediction, lookup),
    calibrationOf(deps.domain, spec, explanation.prediction, lookup),
    changesOf(deps, spec, id, customer, lookup, signal),
  ]);
  return {
    tool: "explain_prediction",
    title: `The ${spec.label}'s prediction for ${id}`,
    input: { customer_id: id, model: spec.name },
    ...summaryTable(spec, customer, explanation, place),
    more: {
      contributions: contributionsTable(deps.domain, customer, typical, explanation),
      calibration,
      reachable_changes: changes,
    },
    ...provenanceOf(results, startedMs, deps.clock),
  };
}

/** Throws `ENTITY_ID_MALFORMED` where the id cannot be one. */
export function checkId(domain: Domain, id: string): void {
  if (new RegExp(domain.entity.pattern).test(id)) return;
  throw new AppError("ENTITY_ID_MALFORMED", {
    detail: `${JSON.stringify(id.slice(0, 40))} is not a ${domain.entity.singular} id.`,
    hint: `An id looks like ${domain.entity.example}.`,
  });
}

/** The customer's visible columns by name. Throws `ENTITY_NOT_FOUND`. */
async function customerRow(deps: ToolDeps, id: string, lookup: Lookup): Promise<InputRow> {
  const { domain } = deps;
  const visible = domain.resultColumns.filter(
    (column) => column.role !== "explanation" && (column.privacy !== "confidential" || deps.role === "steward"),
  );
  const result = await lookup(
    `SELECT ${visible.map((column) => column.name).join(", ")} FROM ${domain.results.table} WHERE ${domain.entity.column} = ${literal(id)}`,
  );
  const row = result.rows[0];
  if (!row) {
    throw new AppError("ENTITY_NOT_FOUND", {
      detail: `${id} is not among the ${domain.entity.plural} of this snapshot.`,
      hint: "Check the id; a row that failed validation is not scored.",
    });
  }
  return Object.fromEntries(result.columns.map((column, index) => [column.name, row[index] ?? null]));
}

type Explanation = {
  readonly prediction: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly version: string;
  readonly baseValue: number;
  readonly contributions: readonly { readonly feature: string; readonly contribution: number }[];
  /** Base value plus contributions: the target's unit, or log-odds. */
  readonly margin: number;
};

async function contributionsOf(deps: ToolDeps, spec: ModelSpec, id: string, lookup: Lookup): Promise<Explanation> {
  const { predictions, analytics } = deps.domain.databases;
  const key = `${deps.domain.entity.column} = ${literal(id)} AND model = ${literal(spec.name)}`;
  const [prediction, rows, base] = await Promise.all([
    lookup(`SELECT prediction, lower, upper, model_version FROM ${predictions}.predictions WHERE ${key}`),
    lookup(`SELECT feature, contribution FROM ${predictions}.explanations WHERE ${key} ORDER BY feature_rank`),
    lookup(
      `SELECT value FROM ${analytics}.model_metrics WHERE model = ${literal(spec.name)} AND metric = 'base_value' LIMIT 1`,
    ),
  ]);
  const [value, lower, upper, version] = prediction.rows[0] ?? [];
  const baseValue = base.rows[0]?.[0];
  if (typeof value !== "number" || typeof baseValue !== "number" || rows.rowCount === 0) {
    throw new AppError("RESULTS_DAMAGED", {
      detail: `The published results hold no complete explanation of ${id} by the ${spec.label}.`,
      hint: "Run the pipeline again.",
    });
  }
  const contributions = rows.rows.map(([feature, contribution]) => ({
    feature: String(feature),
    contribution: Number(contribution),
  }));
  const margin = contributions.reduce((sum, one) => sum + one.contribution, baseValue);
  const expected = spec.kind === "classification" ? Math.log(value / (1 - value)) : value;
  // A regression's prediction is cut to the target's range, its margin is not.
  const isCut = spec.kind === "regression" && (value === spec.range[0] || value === spec.range[1]);
  if (!isCut && Math.abs(margin - expected) > additivityTolerance * Math.max(1, Math.abs(expected))) {
    throw new AppError("RESULTS_DAMAGED", {
      detail: `The contributions for ${id} do not add up to the ${spec.label}'s prediction.`,
      hint: "Run the pipeline again; until then this prediction is not explained.",
    });
  }
  return {
    prediction: value,
    lower: typeof lower === "number" ? lower : null,
    upper: typeof upper === "number" ? upper : null,
    version: String(version),
    baseValue,
    contributions,
    margin,
  };
}

/** Share of all customers with a lower prediction, and how many there are. */
async function placeOf(
  domain: Domain,
  spec: ModelSpec,
  prediction: number,
  lookup: Lookup,
): Promise<{ shareBelow: number; customers: number; typical: number }> {
  const column = spec.prediction;
  const result = await lookup(
    `SELECT avg(CASE WHEN ${column} < ${prediction.toExponential()} THEN 1E0 ELSE 0E0 END) AS share_below, count(*) AS customers, approx_percentile(${column}, 0.5) AS median_prediction FROM ${domain.results.table}`,
  );
  const [shareBelow, customers, typical] = result.rows[0] ?? [];
  return { shareBelow: Number(shareBelow), customers: Number(customers), typical: Number(typical) };
}

/** How customers of the test split with about this prediction fared. */
async function calibrationOf(
  domain: Domain,
  spec: ModelSpec,
  prediction: number,
  lookup: Lookup,
): Promise<EvidenceTable> {
  const low = Math.max(spec.range[0], prediction - calibrationBand);
  const high = Math.min(spec.range[1], prediction + calibrationBand);
  const actual = spec.kind === "classification" ? `CASE WHEN ${spec.actual} THEN 1E0 ELSE 0E0 END` : spec.actual;
  const result = await lookup(
    `SELECT count(*) AS customers, avg(${spec.prediction}) AS mean_prediction, avg(${actual}) AS mean_actual FROM ${domain.results.table} WHERE data_split = 'test' AND ${spec.prediction} BETWEEN ${low.toExponential()} AND ${high.toExponential()}`,
  );
  const [customers, meanPrediction, meanActual] = result.rows[0] ?? [];
  return tableFrom(
    { from: "double", to: "double", customers: "bigint", mean_prediction: "double", mean_actual: "double" },
    [[low, high, customers ?? 0, meanPrediction ?? null, meanActual ?? null]],
  );
}

/** The reachable changes of levers with the model's prediction after each, best first. */
async function changesOf(
  deps: ToolDeps,
  spec: ModelSpec,
  id: string,
  customer: InputRow,
  lookup: Lookup,
  signal: AbortSignal | undefined,
): Promise<EvidenceTable> {
  const { domain } = deps;
  const model = await deps.loadModel(spec.name);
  const row = { ...customer, ...(await protectedInputs(deps, id, signal)) };
  const comparable = Object.fromEntries(domain.results.comparableBy.map((name) => [name, row[name] ?? null]));
  const quantiles = readQuantiles(domain, await lookup(quantilesSql(domain, comparable)));
  const afterSetting = new Map<string, LeverQuantiles>();
  for (const { name, lever } of leversOf(domain)) {
    if (lever?.direction !== "set" || row[name] !== lever.from) continue;
    afterSetting.set(name, readQuantiles(domain, await lookup(quantilesSql(domain, { [name]: lever.to }))));
  }
  const changes = reachableChanges(domain, row, quantiles, afterSetting);
  const scores = predict(
    model.trees,
    encodeRows(domain, model.trees.features, [row, ...changes.map((one) => one.row)]),
  );
  const before = scores[0] ?? Number.NaN;
  const sign = spec.goodDirection === "up" ? 1 : -1;
  const rows = changes
    .map((change, index) => ({ change, after: scores[index + 1] ?? Number.NaN }))
    .sort((a, b) => sign * (b.after - a.after))
    .map(({ change, after }): SqlValue[] => [
      change.lever.name,
      change.lever.label,
      change.from === null ? null : String(change.from),
      change.to === null ? null : String(change.to),
      before,
      after,
      after - before,
      sign * (after - before) > 0,
    ]);
  return tableFrom(
    {
      feature: "varchar",
      label: "varchar",
      value_now: "varchar",
      value_then: "varchar",
      prediction_now: "double",
      prediction_then: "double",
      change: "double",
      helps: "boolean",
    },
    rows,
  );
}

/**
 * The protected inputs that the model needs to predict again. They are read with a steward's rights and leave this
 * file only inside a prediction: no row of them is evidence.
 */
async function protectedInputs(deps: ToolDeps, id: string, signal: AbortSignal | undefined): Promise<InputRow> {
  const columns = inputColumns(deps.domain).filter((column) => column.privacy === "confidential");
  if (columns.length === 0) return {};
  const result = await deps.runQuery({
    sql: `SELECT ${columns.map((column) => column.name).join(", ")} FROM ${deps.domain.results.table} WHERE ${deps.domain.entity.column} = ${literal(id)}`,
    role: "steward",
    signal,
  });
  const row = result.rows[0] ?? [];
  return Object.fromEntries(result.columns.map((column, index) => [column.name, row[index] ?? null]));
}

function summaryTable(
  spec: ModelSpec,
  customer: InputRow,
  explanation: Explanation,
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

function contributionsTable(
  domain: Domain,
  customer: InputRow,
  typical: ReadonlyMap<string, SqlValue>,
  explanation: Explanation,
): EvidenceTable {
  const rows = explanation.contributions.map(({ feature, contribution }, index): SqlValue[] => {
    const interaction = domain.interactions.find((one) => one.name === feature);
    const column = domain.feedColumns.find((one) => one.name === feature);
    const label =
      interaction?.label ?? column?.label ?? (feature === protectedFeature ? "protected attributes together" : feature);
    const value = interaction ? productOf(customer, interaction.of) : (customer[feature] ?? null);
    const usual = interaction ? productOf(Object.fromEntries(typical), interaction.of) : (typical.get(feature) ?? null);
    return [feature, label, textOf(value), textOf(usual), contribution, index + 1];
  });
  return tableFrom(
    {
      feature: "varchar",
      label: "varchar",
      value: "varchar",
      typical: "varchar",
      contribution: "double",
      rank: "bigint",
    },
    rows,
  );
}

function productOf(row: InputRow, parts: readonly [string, string]): number | null {
  const [left, right] = [row[parts[0]], row[parts[1]]];
  return typeof left === "number" && typeof right === "number" ? left * right : null;
}

function textOf(value: SqlValue): string | null {
  if (value === null) return null;
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value);
}
