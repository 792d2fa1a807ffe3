import { z } from "zod";

/** Name of the file attribute that holds the category names: JSON, feature name → names in the order of their codes. */
export const categoriesAttribute = "feature_categories";

/** Values of `categoriesAttribute`. */
export const categoryNamesSchema = z.record(z.string(), z.array(z.string()));

const numbers = z.array(z.number());

/** One tree of the file; every array but those of the categories has one element a node. */
const fileTreeSchema = z.object({
  categories: numbers.optional(),
  categories_nodes: numbers.optional(),
  categories_segments: numbers.optional(),
  categories_sizes: numbers.optional(),
  // 0 and 1, which some versions write as booleans.
  default_left: z.array(z.union([z.number(), z.boolean()])),
  left_children: numbers,
  loss_changes: numbers,
  right_children: numbers,
  split_conditions: numbers,
  split_indices: numbers,
  split_type: numbers.optional(),
  sum_hessian: numbers,
  base_weights: numbers,
  tree_param: z.object({ size_leaf_vector: z.string().optional() }),
});

export type FileTree = z.infer<typeof fileTreeSchema>;

/** What is read of an XGBoost JSON model, versions 1.0 to 3.x; numbers of parameters are strings in the file. */
export const modelFileSchema = z.object({
  learner: z.object({
    attributes: z.record(z.string(), z.string()).optional(),
    feature_names: z.array(z.string()).optional(),
    feature_types: z.array(z.string()).optional(),
    gradient_booster: z.object({
      name: z.string(),
      model: z.object({ trees: z.array(fileTreeSchema) }).optional(),
    }),
    learner_model_param: z.object({
      // "5E-1", or "[5E-1]" from version 3.1 on.
      base_score: z.string(),
      num_class: z.string().optional(),
      num_feature: z.string(),
      num_target: z.string().optional(),
    }),
    objective: z.object({
      name: z.string(),
      quantile_loss_param: z.object({ quantile_alpha: z.string() }).optional(),
    }),
  }),
});

export type ModelFile = z.infer<typeof modelFileSchema>;
