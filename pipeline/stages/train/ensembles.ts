import { quantileName, type ModelSpec } from "#knowledge";
import type { Objective } from "#ml";

/** One set of trees of a model. Most models have one; a model of quantiles has one for each level. */
export type Ensemble = {
  /** Name of the rows and files that are this ensemble's alone: the model's, or that of one quantile. */
  readonly name: string;
  /** In the model's folder, in XGBoost's format. */
  readonly file: string;
  /** Ending of the names of its metrics; empty for the ensemble that is the model's prediction. */
  readonly suffix: string;
  readonly objective: Objective;
};

/** The ensembles of a model, the one whose prediction is the model's, and is explained, first. */
export function ensemblesOf(spec: ModelSpec): readonly [Ensemble, ...Ensemble[]] {
  const main = { name: spec.name, file: "model.json", suffix: "" };
  switch (spec.kind) {
    case "regression":
      return [{ ...main, objective: { name: "squared" } }];
    case "classification":
      return [{ ...main, objective: { name: "logistic" } }];
    case "quantiles": {
      const [low, middle, high] = spec.levels;
      const outer = (level: number): Ensemble => {
        const name = quantileName(spec.name, level);
        const suffix = name.slice(spec.name.length);
        return { name, suffix, file: `model${suffix}.json`, objective: { name: "quantile", alpha: level } };
      };
      return [{ ...main, objective: { name: "quantile", alpha: middle } }, outer(low), outer(high)];
    }
  }
}
