import { z } from "zod";

import { proxyAssociations, type FeatureMatrix } from "#ml";
import type { FairnessPolicy } from "#knowledge";

/** A feature that stands in for a protected attribute. */
export const proxySchema = z.object({
  feature: z.string(),
  attribute: z.string(),
  /** |Pearson's r| of two numbers, correlation ratio of a number and categories, Cramér's V of categories. */
  measure: z.enum(["pearson", "correlation-ratio", "cramers-v"]),
  /** 0 to 1. */
  strength: z.number(),
  rows: z.int(),
  /** The waiver's reason; null for a proxy without one, which no model is given. */
  waiver: z.string().nullable(),
});
export type Proxy = z.infer<typeof proxySchema>;

/** What was looked for and found at training. */
export const proxyReportSchema = z.object({
  /** Every pair above the policy's level, the strongest first. */
  proxies: z.array(proxySchema),
  /** For each attribute the strongest pair below the level, so that one sees how near the rest comes. */
  strongestOthers: z.array(proxySchema.omit({ waiver: true })),
  /** Features that the models of the run were not given. */
  removed: z.array(z.string()),
});
export type ProxyReport = z.infer<typeof proxyReportSchema>;

/** Rows that associations are measured on at most; of so many their error is below 0.005. */
const rowsMeasured = 100_000;

/**
 * Looks for features that give a protected attribute away: every feature beside every attribute, of the same customers.
 * `openFeatures` are those that are no protected attribute themselves; only they can be proxies. A proxy without a
 * waiver is to be removed from the models' features.
 */
export function findProxies(
  features: FeatureMatrix,
  attributes: FeatureMatrix,
  openFeatures: ReadonlySet<string>,
  policy: Pick<FairnessPolicy, "proxyAssociation" | "waivers">,
): ProxyReport {
  const open = features.features.flatMap(({ name }, place) => (openFeatures.has(name) ? [place] : []));
  const pairs = proxyAssociations(
    thinned({
      features: open.map((place) => features.features[place]!),
      columns: open.map((place) => features.columns[place]!),
      rows: features.rows,
    }),
    thinned(attributes),
  );
  const waiverOf = (feature: string, attribute: string) =>
    policy.waivers.find((waiver) => waiver.feature === feature && waiver.attribute === attribute)?.reason ?? null;
  const proxies = pairs
    .filter(({ strength }) => strength > policy.proxyAssociation)
    .map((pair): Proxy => ({ ...pair, waiver: waiverOf(pair.feature, pair.attribute) }));
  const others = pairs.filter(({ strength }) => strength <= policy.proxyAssociation);
  const names = [...new Set(attributes.features.map(({ name }) => name))];
  return {
    proxies,
    strongestOthers: names.flatMap((name) => others.find(({ attribute }) => attribute === name) ?? []),
    removed: [...new Set(proxies.filter(({ waiver }) => waiver === null).map(({ feature }) => feature))],
  };
}

/** Every n-th row, so that at most `rowsMeasured` are left. */
function thinned({ features, columns, rows }: FeatureMatrix): FeatureMatrix {
  const step = Math.ceil(rows / rowsMeasured);
  if (step <= 1) return { features, columns, rows };
  const kept = Math.ceil(rows / step);
  return {
    features,
    columns: columns.map((column) => Float32Array.from({ length: kept }, (_, row) => column[row * step]!)),
    rows: kept,
  };
}
