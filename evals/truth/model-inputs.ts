import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { AppError } from "#core";
import type { Domain, ModelSpec } from "#knowledge";
import { parseXgboostJson, predict, type FeatureMatrix, type TreeModel } from "#ml";
import type { LiveRun } from "#pipeline";

const sourceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("column"), column: z.string() }),
  z.object({ kind: z.literal("bins"), column: z.string() }),
  z.object({ kind: z.literal("product"), columns: z.tuple([z.string(), z.string()]) }),
]);
const featuresSchema = z.array(
  z.object({ name: z.string(), categories: z.array(z.string()).optional(), source: sourceSchema }),
);
type Features = z.infer<typeof featuresSchema>;

/** Every customer's inputs, and the models to ask again. Rows are in the order of ids. */
export type TruthModels = {
  readonly rows: number;
  /** Values of each column before any change, by column; a category as its place in the dictionary. */
  readonly columns: ReadonlyMap<string, Float32Array>;
  /** Predictions of the rows given by index, after columns have been changed, within the target's range. */
  readonly predict: (model: string, rows: Uint32Array, changed: ReadonlyMap<string, Float32Array>) => Float64Array;
  /** Place of a value in its column's categories. Throws `INTERNAL` for an unknown one. */
  readonly codeOf: (column: string, value: string) => number;
  /** Whether the run has a model of this name. */
  readonly has: (model: string) => boolean;
};

type Served = { readonly spec: ModelSpec; readonly trees: TreeModel; readonly features: Features };

/**
 * Reads the live models' files and encodes the run's inference input for them, by each model's own list of features:
 * a path apart from the pipeline's and the tools' encoders.
 */
export async function loadTruthModels(
  run: LiveRun,
  domain: Domain,
  numbers: (sql: string, count: number) => Promise<readonly Float64Array[]>,
  signal: AbortSignal,
): Promise<TruthModels> {
  const served = await Promise.all(
    domain.models.flatMap((spec) => {
      const folder = run.models.find((model) => model.name === spec.name);
      return folder ? [loadModel(spec, folder.directory, signal)] : [];
    }),
  );
  const encodings = new Map(
    served.flatMap(({ features }) => features.flatMap((feature) => encodingsOf(domain, feature))),
  );
  const names = [...encodings.keys()];
  const input = path.join(run.directory, "processed", "inference", "*.parquet").replaceAll("'", "''");
  const id = domain.entity.column;
  const read = await numbers(
    `SELECT ${[...encodings.values()].join(", ")} FROM read_parquet('${input}') ORDER BY ${id}`,
    names.length,
  );
  const columns = new Map(names.map((name, index) => [name, Float32Array.from(read[index] ?? [])]));
  const find = (model: string) => served.find((one) => one.spec.name === model);
  return {
    rows: read[0]?.length ?? 0,
    columns,
    predict: (model, rows, changed) => {
      const found = find(model);
      if (!found) throw fault(`The run has no model ${model}.`);
      return predictRows(found, columns, rows, changed);
    },
    codeOf: (column, value) => {
      const code =
        served
          .flatMap(({ features }) => features)
          .find((feature) => feature.name === column)
          ?.categories?.indexOf(value) ?? -1;
      if (code < 0) throw fault(`${column} has no category ${value}.`);
      return code;
    },
    has: (model) => find(model) !== undefined,
  };
}

async function loadModel(spec: ModelSpec, directory: string, signal: AbortSignal): Promise<Served> {
  const read = (file: string) => readFile(path.join(directory, file), { encoding: "utf8", signal });
  const [trees, features] = await Promise.all([read("model.json"), read("features.json")]);
  return {
    spec,
    trees: parseXgboostJson(trees),
    features: featuresSchema.parse(JSON.parse(features)),
  };
}

/** SQL that gives each raw part of a feature as a number. */
function encodingsOf(domain: Domain, { name, categories, source }: Features[number]): [string, string][] {
  switch (source.kind) {
    case "product":
      return source.columns.map((part) => [part, `CAST(${part} AS DOUBLE)`]);
    case "bins": {
      const bins = domain.feedColumns.find((column) => column.name === source.column)?.bins ?? [];
      const cases = bins.map(
        ({ from, to }, code) => `WHEN ${source.column} >= ${from} AND ${source.column} < ${to} THEN ${code}`,
      );
      return [[name, `CASE ${cases.join(" ")} END`]];
    }
    case "column":
      if (!categories) return [[name, `CAST(${source.column} AS DOUBLE)`]];
      return [[name, `list_position([${categories.map((value) => `'${value}'`).join(", ")}], ${source.column}) - 1`]];
  }
}

function predictRows(
  { spec, trees, features }: Served,
  columns: ReadonlyMap<string, Float32Array>,
  rows: Uint32Array,
  changed: ReadonlyMap<string, Float32Array>,
): Float64Array {
  const valuesOf = (name: string) => {
    const values = changed.get(name) ?? columns.get(name);
    if (!values) throw fault(`There are no values of ${name}.`);
    return Float32Array.from(rows, (row) => values[row]!);
  };
  const matrix: FeatureMatrix = {
    features: trees.features,
    rows: rows.length,
    columns: features.map(({ name, source }) => {
      if (source.kind !== "product") return valuesOf(name);
      const [left, right] = [valuesOf(source.columns[0]), valuesOf(source.columns[1])];
      return left.map((value, row) => value * right[row]!);
    }),
  };
  const [low, high] = spec.range;
  return predict(trees, matrix).map((value) => Math.min(high, Math.max(low, value)));
}

function fault(detail: string): AppError {
  return new AppError("INTERNAL", {
    detail,
    hint: "Mend the case's truth in evals/cases, or run the pipeline again.",
  });
}
