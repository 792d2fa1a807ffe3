import { AppError } from "#core";
import type { FeatureMatrix } from "#ml";

import type { WorkerPool } from "../../workers/worker-pool.ts";
import type { ModelFeature } from "../../features/model-features.ts";
import type { ExplainedRows } from "./explain-rows.ts";
import type { ServedModels } from "./read-served-models.ts";

/**
 * Customers in one piece of work; also the customers of one Parquet file. Results do not hang on the number of threads.
 * Each piece builds every model's tables of contributions anew, which takes as long as explaining some 20,000 customers;
 * a larger one would take more memory than it spares time.
 */
const batchRows = 50_000;

/** Batches that are worked on ahead of the one that is being written: enough that no thread waits for the disk. */
const batchesAhead = 2;

/** What every model says of some rows. */
export type BatchResults = {
  /** By predictive model: margins and contributions, and the margins of the ensembles beside it. */
  readonly predictive: readonly { readonly explained: ExplainedRows; readonly outer: readonly Float64Array[] }[];
  /** Anomaly scores, and places of the segments in the segment model; null without such a model. */
  readonly anomaly: Float64Array | null;
  readonly segments: Uint8Array | null;
};

/** A piece of work under way: the rows `from` … `to` − 1. */
export type Batch = {
  /** 0 for the first. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly results: Promise<BatchResults>;
};

/** Hands batches out in order, with `batchesAhead` of them under way; `ahead` starts the next. */
export function startBatches(work: {
  readonly pool: WorkerPool;
  readonly models: ServedModels;
  readonly matrix: FeatureMatrix;
  readonly features: readonly ModelFeature[];
}): Iterable<Batch> & { ahead(): void } {
  const { matrix } = work;
  const started: Batch[] = [];
  let next = 0;
  const ahead = () => {
    if (next >= matrix.rows) return;
    const [from, to] = [next, Math.min(matrix.rows, next + batchRows)];
    next = to;
    const results = scoreBatch(work, from, to);
    // A failure is met where the batch is awaited; until then it must not count as unhandled.
    results.catch(() => undefined);
    started.push({ index: from / batchRows, from, to, results });
  };
  for (let i = 0; i < batchesAhead; i++) ahead();
  return {
    ahead,
    *[Symbol.iterator]() {
      for (let batch = started.shift(); batch !== undefined; batch = started.shift()) yield batch;
    },
  };
}

async function scoreBatch(
  { pool, models, matrix, features }: Parameters<typeof startBatches>[0],
  from: number,
  to: number,
): Promise<BatchResults> {
  const isProtected = features.map((feature) => feature.isProtected);
  const rows = { matrix, from, to };
  const predictive = Promise.all(
    models.predictive.map(async ({ trees, outer }) => {
      const [explained, ...margins] = await Promise.all([
        pool.run({ kind: "explain", model: trees, ...rows, isProtected }),
        ...outer.map((model) => pool.run({ kind: "margins", model, ...rows })),
      ]);
      return { explained, outer: margins };
    }),
  );
  const anomaly = models.anomaly && pool.run({ kind: "anomaly", model: models.anomaly.model, ...rows });
  const segments = models.segments && pool.run({ kind: "segment", model: models.segments.model, ...rows });
  const [a, b, c] = await Promise.all([predictive, anomaly, segments]);
  return { predictive: a, anomaly: b, segments: c };
}

/** Throws `KNOWLEDGE_INVALID` unless there are enough features that may be told one by one for the results' columns. */
export function refuseFewFeatures(features: readonly ModelFeature[], wanted: number): void {
  const open = features.filter((feature) => !feature.isProtected).length;
  if (open >= wanted) return;
  throw new AppError("KNOWLEDGE_INVALID", {
    detail: `The models have ${open} features that may be told one by one; the results name ${wanted}.`,
    hint: "Give more columns of the feed as inputs.",
  });
}
