import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { AppError } from "#core";
import type { Domain } from "#knowledge";
import type { LiveRun } from "#pipeline";

import type { Cell, PublishedTables } from "../spec/published-tables.ts";

const numbers = z.array(z.number());
const treeSchema = z.object({
  left_children: numbers,
  right_children: numbers,
  split_indices: numbers,
  /** At a leaf its value. */
  split_conditions: numbers,
  split_type: numbers,
  default_left: numbers,
  categories: numbers,
  categories_nodes: numbers,
  categories_segments: numbers,
  categories_sizes: numbers,
});
const modelSchema = z.object({
  learner: z.object({
    learner_model_param: z.object({ base_score: z.string() }),
    objective: z.object({ name: z.string() }),
    gradient_booster: z.object({ model: z.object({ trees: z.array(treeSchema) }) }),
  }),
});
const featuresSchema = z.array(
  z.object({
    name: z.string(),
    categories: z.array(z.string()).optional(),
    source: z.object({ kind: z.string(), column: z.string().optional(), columns: z.array(z.string()).optional() }),
  }),
);

type Tree = z.infer<typeof treeSchema>;

/** A model's margin for a customer, whose values by column may be changed; categories are texts. */
export type Walker = {
  readonly isLogistic: boolean;
  readonly trees: number;
  /** Columns that it reads. */
  readonly columns: readonly string[];
  /** The model's inputs for a customer; with `from`, only those that read one of the changed columns anew. */
  readonly encode: (
    valueOf: (column: string) => Cell,
    from?: { readonly inputs: Float64Array; readonly changed: ReadonlyMap<string, Cell> },
  ) => Float64Array;
  readonly margin: (inputs: Float64Array) => number;
};

/**
 * Reads a model's XGBoost JSON as its format is documented and walks its trees node by node: no line is shared with
 * `#ml`'s reader and predictor. Numbers are cut to single precision, as XGBoost holds them.
 */
export async function loadWalker(run: LiveRun, domain: Domain, model: string, signal: AbortSignal): Promise<Walker> {
  const folder = run.models.find(({ name }) => name === model)?.directory;
  if (folder === undefined) {
    throw new AppError("INTERNAL", { detail: `The run has no model ${model}.`, hint: "Mend the case's truth." });
  }
  const read = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(path.join(folder, file), { encoding: "utf8", signal }));
  const { learner } = modelSchema.parse(await read("model.json"));
  const features = featuresSchema.parse(await read("features.json"));
  const trees = learner.gradient_booster.model.trees.map((tree) => ({ tree, sets: categorySets(tree) }));
  const base = Math.fround(Number(learner.learner_model_param.base_score));
  const isLogistic = learner.objective.name === "binary:logistic";
  const baseMargin = isLogistic ? Math.log(base / (1 - base)) : base;
  return {
    isLogistic,
    trees: trees.length,
    columns: [
      ...new Set(
        features.flatMap(({ source }) => source.columns ?? (source.column === undefined ? [] : [source.column])),
      ),
    ],
    encode: (valueOf, from) =>
      Float64Array.from(features, (feature, index) => {
        const { column = "", columns = [column] } = feature.source;
        const isKept = from !== undefined && !columns.some((name) => from.changed.has(name));
        return isKept ? from.inputs[index]! : inputOf(feature, valueOf, domain);
      }),
    margin: (inputs) => {
      let margin = baseMargin;
      for (const { tree, sets } of trees) margin += leafOf(tree, sets, inputs);
      return margin;
    },
  };
}

function inputOf(
  { categories, source }: z.infer<typeof featuresSchema>[number],
  valueOf: (column: string) => Cell,
  domain: Domain,
): number {
  const single = (column: string) => {
    const value = valueOf(column);
    return value === null ? Number.NaN : Math.fround(Number(value));
  };
  if (source.columns) return Math.fround(source.columns.map(single).reduce((product, value) => product * value, 1));
  const column = source.column ?? "";
  if (source.kind === "bins") {
    const age = Number(valueOf(column));
    const bins = domain.feedColumns.find(({ name }) => name === column)?.bins ?? [];
    return bins.findIndex(({ from, to }) => age >= from && age < to);
  }
  return categories ? categories.indexOf(String(valueOf(column))) : single(column);
}

/** The categories that go right, by node. */
function categorySets(tree: Tree): ReadonlyMap<number, ReadonlySet<number>> {
  return new Map(
    tree.categories_nodes.map((node, index) => {
      const from = tree.categories_segments[index] ?? 0;
      return [node, new Set(tree.categories.slice(from, from + (tree.categories_sizes[index] ?? 0)))];
    }),
  );
}

function leafOf(tree: Tree, sets: ReadonlyMap<number, ReadonlySet<number>>, inputs: Float64Array): number {
  let node = 0;
  while (tree.left_children[node] !== -1) {
    const value = inputs[tree.split_indices[node]!] ?? Number.NaN;
    const isLeft = Number.isNaN(value)
      ? tree.default_left[node] === 1
      : tree.split_type[node] === 1
        ? !(sets.get(node)?.has(value) ?? false)
        : value < Math.fround(tree.split_conditions[node]!);
    node = (isLeft ? tree.left_children : tree.right_children)[node]!;
  }
  return Math.fround(tree.split_conditions[node]!);
}

/** Every customer's values of a column, in the order of ids; each column is put in order once. */
export type Customers = { readonly column: (name: string) => Promise<readonly Cell[]> };

/** Reads the results table's columns in the order of ids. */
export function createCustomers(tables: PublishedTables, { results, entity }: Domain): Customers {
  const known = new Map<string, Promise<readonly Cell[]>>();
  let order: Promise<readonly number[]> | undefined;
  const orderOf = async () => {
    const ids = (await tables.column(results.table, entity.column)).map(String);
    return ids.map((_, row) => row).sort((left, right) => (ids[left]! < ids[right]! ? -1 : 1));
  };
  const read = async (name: string) => {
    const values = await tables.column(results.table, name);
    return (await (order ??= orderOf())).map((row) => values[row] ?? null);
  };
  return {
    column: (name) => {
      const found = known.get(name) ?? read(name);
      known.set(name, found);
      return found;
    },
  };
}

/** The columns of some names, by name. */
export async function columnsByName(
  customers: Customers,
  names: Iterable<string>,
): Promise<ReadonlyMap<string, readonly Cell[]>> {
  const entries = new Map<string, readonly Cell[]>();
  for (const name of names) entries.set(name, await customers.column(name));
  return entries;
}
