import { AppError } from "#core";
import type { Domain, ModelSpec } from "#knowledge";

import type { Lookups } from "./lookups.ts";
import { literal } from "./sql-text.ts";

/** One prediction as the pipeline published it, with its reasons. */
export type PublishedExplanation = {
  readonly prediction: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly version: string;
  readonly baseValue: number;
  /** Strongest first. */
  readonly contributions: readonly { readonly feature: string; readonly contribution: number }[];
  /** Base value plus contributions: the target's unit, or log-odds. */
  readonly margin: number;
};

/** Largest gap between base value plus contributions and the model's margin that counts as adding up. */
const additivityTolerance = 1e-4;

/**
 * Reads one explanation and holds it to its promise: base value and contributions add up to the prediction.
 * Null where the id has no prediction; throws `RESULTS_DAMAGED` where something of it is missing or does not add up.
 */
export async function readExplanation(
  domain: Domain,
  spec: ModelSpec,
  id: string,
  lookups: Lookups,
): Promise<PublishedExplanation | null> {
  const { predictions, analytics } = domain.databases;
  const key = `${domain.entity.column} = ${literal(id)} AND model = ${literal(spec.name)}`;
  const [predicted, reasons, base] = await Promise.all([
    lookups.run(`SELECT prediction, lower, upper, model_version FROM ${predictions}.predictions WHERE ${key}`),
    lookups.run(`SELECT feature, contribution FROM ${predictions}.explanations WHERE ${key} ORDER BY feature_rank`),
    lookups.run(
      `SELECT value FROM ${analytics}.model_metrics WHERE model = ${literal(spec.name)} AND metric = 'base_value' LIMIT 1`,
    ),
  ]);
  if (predicted.rowCount === 0) return null;
  const [prediction, lower, upper, version] = predicted.rows[0] ?? [];
  const baseValue = base.rows[0]?.[0];
  if (typeof prediction !== "number" || typeof baseValue !== "number" || reasons.rowCount === 0) {
    throw damaged(`The published results hold no complete explanation of ${id} by the ${spec.label}.`);
  }
  const contributions = reasons.rows.map(([feature, contribution]) => ({
    feature: String(feature),
    contribution: Number(contribution),
  }));
  const number = (value: unknown) => (typeof value === "number" ? value : null);
  const told = { prediction, lower: number(lower), upper: number(upper), version: String(version), baseValue };
  return checkedExplanation(spec, id, { ...told, contributions });
}

/** The explanation with its margin. Throws `RESULTS_DAMAGED` where it does not add up to the prediction. */
export function checkedExplanation(
  spec: ModelSpec,
  id: string,
  explanation: Omit<PublishedExplanation, "margin">,
): PublishedExplanation {
  const { contributions, baseValue, prediction } = explanation;
  const margin = contributions.reduce((sum, one) => sum + one.contribution, baseValue);
  requireAddsUp(spec, id, { prediction, margin });
  return { ...explanation, margin };
}

/** Throws `RESULTS_DAMAGED` where base value and contributions, the margin, are not what the prediction says. */
export function requireAddsUp(
  spec: ModelSpec,
  id: string,
  { prediction, margin }: { readonly prediction: number; readonly margin: number },
): void {
  if (addsUp(spec, prediction, margin)) return;
  throw damaged(`The contributions for ${id} do not add up to the ${spec.label}'s prediction.`);
}

function addsUp(spec: ModelSpec, prediction: number, margin: number): boolean {
  const isClassification = spec.kind === "classification";
  // A regression's prediction is cut to the target's range, its margin is not.
  if (!isClassification && (prediction === spec.range[0] || prediction === spec.range[1])) return true;
  const expected = isClassification ? Math.log(prediction / (1 - prediction)) : prediction;
  return Math.abs(margin - expected) <= additivityTolerance * Math.max(1, Math.abs(expected));
}

function damaged(detail: string): AppError {
  return new AppError("RESULTS_DAMAGED", {
    detail,
    hint: "Run the pipeline again; until then this prediction is not explained.",
  });
}
