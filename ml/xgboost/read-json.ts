import { AppError } from "#core";

import type { FeatureSpec } from "../trees/feature-matrix.ts";
import { logit, type Objective } from "../trees/objective.ts";
import type { Tree, TreeModel } from "../trees/tree-model.ts";
import { categoriesAttribute, categoryNamesSchema, modelFileSchema, type ModelFile } from "./format.ts";
import { readTree } from "./read-tree.ts";

/**
 * The model in an XGBoost JSON file (`save_model("….json")`, versions 1.0 to 3.x), whoever trained it.
 * Reads `gbtree` boosters with the objectives reg:squarederror, binary:logistic and reg:quantileerror of one quantile.
 * Category names come from the attribute `toXgboostJson` writes; without it a category is named by its code.
 * Throws `MODEL_FILE_INVALID` for anything else, saying what is wrong.
 */
export function parseXgboostJson(text: string): TreeModel {
  const { learner } = readFile(text);
  const { gradient_booster: booster, learner_model_param: parameters } = learner;
  if (booster.name !== "gbtree" || booster.model === undefined) throw invalid(`the booster is "${booster.name}"`);
  if (Number(parameters.num_class ?? 0) > 1) throw invalid("it predicts several classes");
  if (Number(parameters.num_target ?? 1) > 1) throw invalid("it predicts several targets");
  const featureCount = Number(parameters.num_feature);
  const trees = booster.model.trees.map((tree, index) => {
    try {
      return readTree(tree, featureCount);
    } catch (error) {
      if (error instanceof RangeError) throw invalid(`tree ${index} ${error.message}`);
      throw error;
    }
  });
  const objective = readObjective(learner);
  const baseScore = readScalar(parameters.base_score, "base_score");
  if (objective.name === "logistic" && !(baseScore > 0 && baseScore < 1)) {
    throw invalid(`base_score ${baseScore} is no probability`);
  }
  return {
    objective,
    baseMargin: objective.name === "logistic" ? logit(baseScore) : baseScore,
    features: readFeatures(learner, featureCount, trees),
    trees,
  };
}

function readFile(text: string): ModelFile {
  let json: unknown;
  try {
    // XGBoost writes bare NaN for conditions that do not count (the thresholds of categorical splits).
    const plain = text.replace(/"(?:[^"\\]|\\.)*"|\bNaN\b/g, (token) => (token === "NaN" ? "0.0" : token));
    json = JSON.parse(plain);
  } catch (error) {
    throw invalid("it is not JSON, or only a part of it", error);
  }
  const parsed = modelFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(
    `${issue?.path.join(".") ?? "the file"}: ${issue?.message ?? "has not the expected form"}`,
    parsed.error,
  );
}

function readObjective({ objective }: ModelFile["learner"]): Objective {
  switch (objective.name) {
    case "reg:squarederror":
      return { name: "squared" };
    case "binary:logistic":
      return { name: "logistic" };
    case "reg:quantileerror":
      return {
        name: "quantile",
        alpha: readScalar(objective.quantile_loss_param?.quantile_alpha ?? "", "quantile_alpha"),
      };
    default:
      throw invalid(`the objective "${objective.name}" is not supported`);
  }
}

/** "5E-1" or, as newer versions write it, "[5E-1]", at single precision. */
function readScalar(text: string, name: string): number {
  const inner = /^\s*\[?([^[\],]+)\]?\s*$/.exec(text)?.[1];
  const value = Number(inner ?? NaN);
  if (!Number.isFinite(value)) throw invalid(`${name} "${text}" is not one number`);
  return name === "base_score" ? Math.fround(value) : value;
}

function readFeatures(learner: ModelFile["learner"], count: number, trees: readonly Tree[]): FeatureSpec[] {
  const names = learner.feature_names ?? [];
  const types = learner.feature_types ?? [];
  if (names.length > 0 && names.length !== count) throw invalid(`it names ${names.length} of ${count} features`);
  const categoryNames = readCategoryNames(learner.attributes?.[categoriesAttribute]);
  const categoryCounts = countCategories(trees, count);
  return Array.from({ length: count }, (_, feature) => {
    const name = names[feature] ?? `f${feature}`;
    const codes = categoryCounts[feature]!;
    if (types[feature] !== "c" && codes === 0) return { name, kind: "numeric" };
    const known = categoryNames[name] ?? [];
    const categories = Array.from({ length: Math.max(known.length, codes) }, (__, code) => known[code] ?? String(code));
    return { name, kind: "categorical", categories };
  });
}

function readCategoryNames(attribute: string | undefined): Readonly<Record<string, readonly string[]>> {
  if (attribute === undefined) return {};
  try {
    return categoryNamesSchema.parse(JSON.parse(attribute));
  } catch (error) {
    throw invalid(`the attribute ${categoriesAttribute} is damaged`, error);
  }
}

/** For each feature the highest category any split names, plus one; 0 when none does. */
function countCategories(trees: readonly Tree[], featureCount: number): Int32Array {
  const counts = new Int32Array(featureCount);
  for (const tree of trees) {
    tree.categoryWordCount.forEach((wordCount, node) => {
      if (wordCount === 0) return;
      const highest = tree.categoryWords[tree.categoryStart[node]! + wordCount - 1]!;
      const codes = (wordCount - 1) * 32 + 32 - Math.clz32(highest);
      const feature = tree.feature[node]!;
      counts[feature] = Math.max(counts[feature]!, codes);
    });
  }
  return counts;
}

function invalid(what: string, cause?: unknown): AppError {
  return new AppError("MODEL_FILE_INVALID", {
    detail: `The file is not a usable XGBoost JSON model: ${what}.`,
    hint: "Give a gbtree model saved as JSON, with one target and a squared, logistic or quantile objective.",
    cause,
  });
}
