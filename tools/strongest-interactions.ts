import type { ModelSpec } from "#knowledge";
import { explainInteractions } from "#ml";
import type { SqlValue } from "#sql";

import type { ToolDeps } from "./deps.ts";
import { tableFrom } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { featureLabel } from "./feature-label.ts";
import { isProtectedFeature } from "./protected-feature.ts";
import { encodeRows, type InputRow } from "./served-model.ts";
import { protectedInputs } from "./single-entity.ts";

/** Pairs that are told. */
const pairsTold = 5;

/**
 * The pairs of features that add most to one prediction beyond what each adds by itself, on the margin's scale; pairs
 * with a protected feature are left out.
 */
export async function strongestInteractions(options: {
  readonly deps: ToolDeps;
  readonly spec: ModelSpec;
  readonly id: string;
  readonly visible: InputRow;
  readonly signal: AbortSignal | undefined;
}): Promise<EvidenceTable> {
  const { deps, spec, id, visible, signal } = options;
  const { domain } = deps;
  const [model, hidden] = await Promise.all([deps.loadModel(spec.name), protectedInputs(deps, id, signal)]);
  const { features } = model.trees;
  const matrix = encodeRows(domain, features, [{ ...visible, ...hidden }]);
  const { values } = explainInteractions(model.trees, matrix, 0);
  const open = [...features.keys()].filter((index) => !isProtectedFeature(domain, features[index]!.name));
  const pairs = open
    .flatMap((first, place) =>
      // What a pair adds stands half at each of its two places.
      open.slice(place + 1).map((second) => ({ first, second, amount: 2 * values[first * features.length + second]! })),
    )
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
    .slice(0, pairsTold)
    .filter(({ amount }) => amount !== 0);
  const named = (index: number): [string, string] => {
    const { name } = features[index]!;
    return [name, featureLabel(domain, name)];
  };
  return tableFrom(
    {
      feature: "varchar",
      label: "varchar",
      with_feature: "varchar",
      with_label: "varchar",
      contribution: "double",
    },
    pairs.map(({ first, second, amount }): SqlValue[] => [...named(first), ...named(second), amount]),
  );
}
