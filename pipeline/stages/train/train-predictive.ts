import { binMatrix, type BinnedMatrix } from "#ml";
import type { ModelSpec } from "#knowledge";

import { resampleRows } from "../../fairness/resample-rows.ts";
import { selectionLevel } from "../../fairness/selection-level.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { WorkerPool } from "../../workers/worker-pool.ts";
import { ensemblesOf } from "./ensembles.ts";
import type { TrainingRows } from "./load-training-rows.ts";
import { metricsOf, type Metric } from "./metric.ts";

/** A model that predicts an outcome, trained and measured. */
export type TrainedPredictive = {
  readonly spec: ModelSpec;
  /** Its ensembles in XGBoost's format, in the order of `ensemblesOf`. */
  readonly json: readonly string[];
  readonly metrics: readonly Metric[];
};

/**
 * Trains every model of the domain that predicts an outcome: its ensembles side by side on the pool, then measured
 * there. The bins are made from the training split and shared. The same rows and seed give the same bytes, whatever
 * the number of threads.
 */
export async function trainPredictive(
  { domain, report, seed }: RunContext,
  rows: TrainingRows,
  pool: WorkerPool,
): Promise<TrainedPredictive[]> {
  report("binning", 0, 1);
  const binned = binMatrix(rows.training.matrix, { shared: true });
  const done = new Map<string, number>();
  const rounds = domain.models.reduce((sum, spec) => sum + ensemblesOf(spec).length * spec.trees.rounds, 0);
  const onRound = (name: string) => (round: number) => {
    done.set(name, round);
    report(
      "growing trees",
      [...done.values()].reduce((sum, count) => sum + count, 0),
      rounds,
    );
  };
  return Promise.all(domain.models.map((spec) => trainOne({ spec, rows, binned, pool, seed, onRound })));
}

/** The dictionary's directions by feature; null where it states none. */
function monotoneOf(spec: ModelSpec, { features }: BinnedMatrix): Int8Array | null {
  if (spec.kind === "quantiles" || Object.keys(spec.directions).length === 0) return null;
  const signs = { rises: 1, falls: -1 } as const;
  return Int8Array.from(features, ({ name }) => {
    const direction = spec.directions[name];
    return direction ? signs[direction] : 0;
  });
}

async function trainOne(work: {
  readonly spec: ModelSpec;
  readonly rows: TrainingRows;
  readonly binned: BinnedMatrix;
  readonly pool: WorkerPool;
  readonly seed: number;
  readonly onRound: (ensemble: string) => (round: number) => void;
}): Promise<TrainedPredictive> {
  const { spec, rows, binned, pool, seed } = work;
  const { stoppingRows } = rows;
  const growingRows = mitigatedRows(spec, rows, seed);
  const training = rows.training.labelled(spec.name);
  const calibration = rows.calibration.labelled(spec.name);
  const ensembles = ensemblesOf(spec);
  const monotone = monotoneOf(spec, binned);
  const grown = await Promise.all(
    ensembles.map(({ name, objective }) =>
      pool.run(
        {
          kind: "grow",
          objective,
          trees: spec.trees,
          ...(monotone ? { monotone } : {}),
          binned,
          target: training.target,
          growingRows,
          stoppingRows,
          calibration,
          seed,
        },
        work.onRound(name),
      ),
    ),
  );
  const json = grown.map((ensemble) => ensemble.json);
  const test = rows.test.labelled(spec.name);
  const measured = await pool.run({ kind: "measure", spec, json, training, calibration, test });
  const facts = grown.flatMap((ensemble, index) =>
    Object.entries(ensemble.facts).map(([name, value]) => [`${name}${ensembles[index]!.suffix}`, value]),
  );
  const metrics = [
    ...measured,
    ...metricsOf("all", {
      ...Object.fromEntries(facts),
      early_stopping_rounds: spec.trees.earlyStoppingRounds,
      growing_rows: growingRows.length,
      validation_rows: stoppingRows.length,
    }),
  ];
  return { spec, json, metrics };
}

/** The rows that trees are grown from: all, or resampled where the dictionary has the model reweighed. */
function mitigatedRows(spec: ModelSpec, { growingRows, training }: TrainingRows, seed: number): Uint32Array {
  const { reweigh } = spec.mitigation;
  if (reweigh === null) return growingRows;
  const { positiveFrom } = selectionLevel(spec, []);
  return resampleRows({
    rows: growingRows,
    positive: training.labelled(spec.name).target.map((value) => (value >= positiveFrom ? 1 : 0)),
    attributes: training.attributes,
    attribute: reweigh,
    seed,
  });
}
