import { AppError } from "#core";

import type { FeatureMatrix } from "../trees/feature-matrix.ts";
import { absoluteCorrelation, correlationRatio, cramersV, type Association } from "../association.ts";

/** How much of a protected attribute a feature gives away. */
export type ProxyAssociation = Association & { readonly feature: string; readonly attribute: string };

/**
 * The association of every feature with every protected attribute, strongest first: |Pearson's r| of two numbers, the
 * correlation ratio of a number and categories, Cramér's V of categories. Both matrices hold the same customers, row by
 * row; an attribute that is a feature itself is left out with itself. Throws `INTERNAL` when they differ in rows.
 */
export function proxyAssociations(features: FeatureMatrix, attributes: FeatureMatrix): ProxyAssociation[] {
  if (features.rows !== attributes.rows) {
    throw new AppError("INTERNAL", {
      detail: `${features.rows} rows of features and ${attributes.rows} of protected attributes are not the same customers.`,
      hint: "Read both from the same customers in the same order.",
    });
  }
  return attributes.features
    .flatMap((attribute, a) =>
      features.features
        .map((feature, f) => ({
          feature: feature.name,
          attribute: attribute.name,
          ...associationOf(features, f, attributes, a),
        }))
        .filter((pair) => pair.feature !== pair.attribute),
    )
    .sort((a, b) => b.strength - a.strength);
}

function associationOf(features: FeatureMatrix, f: number, attributes: FeatureMatrix, a: number): Association {
  const { rows } = features;
  const feature = features.features[f]!;
  const attribute = attributes.features[a]!;
  const x = features.columns[f]!;
  const y = attributes.columns[a]!;
  if (feature.kind === "numeric") {
    if (attribute.kind === "numeric") return absoluteCorrelation(x, y, rows);
    return correlationRatio(x, y, attribute.categories.length, rows);
  }
  if (attribute.kind === "numeric") return correlationRatio(y, x, feature.categories.length, rows);
  return cramersV(
    { codes: x, count: feature.categories.length },
    { codes: y, count: attribute.categories.length },
    rows,
  );
}
