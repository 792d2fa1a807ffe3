import { setImmediate as turnOfOthers } from "node:timers/promises";

import type { Domain } from "#knowledge";
import {
  applyLink,
  explainContributions,
  mean,
  mixAndRate,
  rescaleContributions,
  valueCells,
  type Explanation,
  type FeatureInGroups,
  type FeatureMatrix,
  type MixAndRate,
} from "#ml";

import { featureLabel } from "./feature-label.ts";
import { isProtectedFeature, protectedFeature, protectedFeatureLabel } from "./protected-feature.ts";
import { encodeRows, type InputRow, type ServedModel } from "./served-model.ts";

/** A feature's part in the difference of two groups' mean predictions, or that of several features together. */
export type DifferencePart = MixAndRate & {
  readonly feature: string;
  readonly label: string;
  /** The part on the scale of the model's margin, such as log-odds. */
  readonly margin: number;
};

/** The parts, the largest first, and all of them together. */
export type DifferenceParts = { readonly parts: readonly DifferencePart[]; readonly total: DifferencePart };

/** Name of the row that sums up the features past the strongest. */
export const otherFeatures = "other_features";

/** The customers of both groups, with every input column. */
export type Groups = { readonly a: readonly InputRow[]; readonly b: readonly InputRow[] };

/** One feature in both groups, on both scales. */
type Explained = {
  readonly name: string;
  readonly told: FeatureInGroups;
  readonly margin: { readonly a: Float64Array; readonly b: Float64Array };
};

/**
 * Splits the difference of two groups' mean predictions by feature, each part into mix and rate, from the exact
 * contributions of the live model to each customer's prediction. Told are the `strongest` features and one sum of the
 * rest; protected features are one part together. The parts add up to the whole within rounding. Half a second for
 * 40,000 customers, in pieces between which others have their turn; stops at the signal.
 */
export async function differenceParts(
  domain: Domain,
  model: ServedModel,
  groups: Groups,
  options: { readonly strongest: number; readonly signal: AbortSignal | undefined },
): Promise<DifferenceParts> {
  const { strongest, signal } = options;
  const a = explainGroup(domain, model, groups.a);
  await turnOfOthers(undefined, { signal });
  const b = explainGroup(domain, model, groups.b);
  await turnOfOthers(undefined, { signal });
  const explained = pairFeatures(model, a, b);
  const open = explained.filter(({ name }) => !isProtectedFeature(domain, name));
  const hidden = explained.filter(({ name }) => isProtectedFeature(domain, name));
  const single = hidden.length > 0 ? [partOf(protectedFeature, protectedFeatureLabel, hidden)] : [];
  for (const one of open) {
    single.push(partOf(one.name, featureLabel(domain, one.name), [one]));
    await turnOfOthers(undefined, { signal });
  }
  single.sort((one, other) => Math.abs(other.difference.estimate) - Math.abs(one.difference.estimate));
  const told = single.slice(0, strongest);
  // The protected part is told wherever it ranks: summed up with the rest nobody could find it.
  told.push(...single.slice(strongest).filter(({ feature }) => feature === protectedFeature));
  const names = new Set(told.map(({ feature }) => feature));
  const rest = open.filter(({ name }) => !names.has(name));
  return {
    parts: [...told, ...(rest.length > 0 ? [partOf(otherFeatures, `${rest.length} other features`, rest)] : [])],
    total: partOf("total", "all features together", explained),
  };
}

/** A group's values as the model sees them, and its contributions on both scales. */
type ExplainedGroup = { readonly matrix: FeatureMatrix; readonly margin: Explanation; readonly told: Explanation };

function explainGroup(domain: Domain, { trees, spec }: ServedModel, rows: readonly InputRow[]): ExplainedGroup {
  const [low, high] = spec.range;
  const toPrediction = (margin: number) => Math.min(high, Math.max(low, applyLink(trees.objective, margin)));
  const matrix = encodeRows(domain, trees.features, rows);
  const margin = explainContributions(trees, matrix);
  return { matrix, margin, told: rescaleContributions(margin, toPrediction) };
}

function pairFeatures({ trees }: ServedModel, a: ExplainedGroup, b: ExplainedGroup): Explained[] {
  return trees.features.map((feature, place): Explained => {
    const cells = valueCells(feature, a.matrix.columns[place]!, b.matrix.columns[place]!);
    return {
      name: feature.name,
      told: {
        a: { contributions: a.told.contributions[place]!, cells: cells.a },
        b: { contributions: b.told.contributions[place]!, cells: cells.b },
      },
      margin: { a: a.margin.contributions[place]!, b: b.margin.contributions[place]! },
    };
  });
}

function partOf(feature: string, label: string, of: readonly Explained[]): DifferencePart {
  const margin = of.reduce((sum, one) => sum + mean(one.margin.a) - mean(one.margin.b), 0);
  return { feature, label, margin, ...mixAndRate(of.map(({ told }) => told)) };
}
