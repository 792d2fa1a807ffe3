import { z } from "zod";

import { hashText } from "#core";
import { binMatrix } from "#ml";
import { primaryModel } from "#knowledge";

import { withDuckdb } from "../../duckdb/session.ts";
import { identifier, parquetFolder } from "../../duckdb/sql-text.ts";
import { loadMatrix } from "../../features/load-matrix.ts";
import { modelFeatures } from "../../features/model-features.ts";
import { freshFolders } from "../../run/fresh-folders.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { WorkerPool } from "../../workers/worker-pool.ts";
import { isValidationSql } from "../prepare/data-split.ts";
import { refuseWeakModels } from "./gate.ts";
import { metricSchema } from "./metric.ts";
import type { LabelledRows } from "./train-model.ts";
import { writeModel } from "./write-model.ts";

export const trainOutputSchema = z.object({
  models: z.array(z.object({ name: z.string(), version: z.string(), metrics: z.array(metricSchema) })),
});
export type TrainOutput = z.infer<typeof trainOutputSchema>;

/**
 * Trains every model of the domain, one worker each. The bins are made from the training split and shared; the test
 * split is only measured on. The same feed and seed give the same model bytes. Throws `PIPELINE_FAILED` when a
 * model does not pass its gate.
 */
export async function train(context: RunContext, pool: WorkerPool): Promise<TrainOutput> {
  const { domain, run, report, seed, snapshotDate } = context;
  await freshFolders(run.models);
  const features = modelFeatures(domain);
  const rows = await loadRows(context);
  report("binning", 0, 1);
  const binned = binMatrix(rows.training.matrix, { shared: true });
  const done = new Map(domain.models.map((model) => [model.name, 0]));
  const rounds = domain.models.reduce((sum, model) => sum + model.trees.rounds, 0);
  const trained = await Promise.all(
    domain.models.map(async (spec, index) => {
      const labelled = (part: typeof rows.training): LabelledRows => ({
        matrix: part.matrix,
        target: part.extras[index] ?? new Float64Array(0),
      });
      const { growingRows, validationRows } = rows;
      const result = await pool.run(
        {
          kind: "train",
          spec,
          training: labelled(rows.training),
          binned,
          growingRows,
          validationRows,
          test: labelled(rows.test),
          seed,
        },
        (round) => {
          done.set(spec.name, round);
          report(
            "growing trees",
            [...done.values()].reduce((sum, count) => sum + count, 0),
            rounds,
          );
        },
      );
      return { spec, version: `${snapshotDate}-${hashText(result.json, 8)}`, ...result };
    }),
  );
  refuseWeakModels(trained);
  for (const model of trained) await writeModel(context, model.spec, model.version, features, model);
  return {
    models: trained.map(({ spec, version, metrics }) => ({
      name: spec.name,
      version,
      metrics: [...metrics],
    })),
  };
}

/** The version of the primary model, which stands for the run's. */
export function primaryVersion(context: RunContext, trained: TrainOutput): string {
  const primary = primaryModel(context.domain).name;
  return trained.models.find((model) => model.name === primary)?.version ?? "";
}

/** Both splits with every model's target as extras in the models' order; the training rows parted by their hash. */
async function loadRows({ domain, run, signal }: RunContext) {
  const features = modelFeatures(domain);
  const id = domain.entity.column;
  const targets = domain.models.map((model) => identifier(model.target));
  return withDuckdb({ temporaryDirectory: run.temporary, signal }, async (session) => {
    const isValidation = isValidationSql(identifier(id));
    const training = await loadMatrix(session, parquetFolder(run.training), id, features, [...targets, isValidation]);
    const test = await loadMatrix(session, parquetFolder(run.test), id, features, targets);
    const flags = training.extras[targets.length] ?? new Float64Array(0);
    const rowsWhere = (flag: number) => Uint32Array.from(flags.keys()).filter((row) => flags[row] === flag);
    return { training, test, growingRows: rowsWhere(0), validationRows: rowsWhere(1) };
  });
}
