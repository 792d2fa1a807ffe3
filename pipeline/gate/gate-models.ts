import { AppError } from "#core";
import type { ModelSpec } from "#knowledge";

import { fairnessMetrics } from "../fairness/fairness-metrics.ts";
import { selectionLevel } from "../fairness/selection-level.ts";
import { selectFeatures } from "../features/select-features.ts";
import type { RunContext } from "../run/run-context.ts";
import type { LabelledRows } from "../stages/train/grow-trees.ts";
import type { SplitRows, TrainingRows } from "../stages/train/load-training-rows.ts";
import type { Metric } from "../stages/train/metric.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { Champion, FoundChampion } from "./champions.ts";
import type { GateDecision } from "./gate-decision.ts";
import { judgeChallenger, type MeasuredVersion } from "./judge-challenger.ts";

/** A version that was trained in this run. */
export type Challenger = {
  readonly spec: ModelSpec;
  readonly version: string;
  /** Its ensembles in XGBoost's format, in the order of `ensemblesOf`. */
  readonly json: readonly string[];
  readonly features: readonly string[];
  readonly metrics: readonly Metric[];
};

/** What became of a challenger. */
export type GatedModel = {
  readonly decision: GateDecision;
  /** As measured here, its fairness among the metrics. */
  readonly challenger: MeasuredVersion;
  /** What serves from now on: the challenger, or the champion as measured on this run's rows. */
  readonly served: MeasuredVersion;
  /** The champion's files, where it goes on serving. */
  readonly kept: Champion | null;
};

/** Judges every challenger beside its champion, both on this run's test split, on the pool's threads. */
export async function gateModels(
  { domain }: Pick<RunContext, "domain">,
  pool: WorkerPool,
  input: {
    /** With every feature that any version may ask for. */
    readonly rows: TrainingRows;
    readonly challengers: readonly Challenger[];
    readonly champions: ReadonlyMap<string, FoundChampion>;
  },
): Promise<GatedModel[]> {
  const { fairness: policy } = domain.policy;
  const judge = { pool, rows: input.rows, minimumRows: policy.minimumRows };
  return Promise.all(
    input.challengers.map(async (candidate): Promise<GatedModel> => {
      const { spec, version } = candidate;
      const { champion, fault } = input.champions.get(spec.name) ?? { champion: null, fault: null };
      const [challenger, measured] = await Promise.all([
        withFairness(judge, candidate, candidate.metrics),
        champion === null || champion.version === version ? null : measureChampion(judge, spec, champion),
      ]);
      // The same bytes again: what was measured of one holds for the other.
      const serving = champion?.version === version ? challenger : measured;
      const decision = judgeChallenger({
        spec,
        challenger,
        champion: serving,
        notCompared: fault,
        policy: policy.gate,
      });
      if (decision.isPromoted || serving === null) return { decision, challenger, served: challenger, kept: null };
      return { decision, challenger, served: serving, kept: champion };
    }),
  );
}

/** Throws `GATE_REFUSED` with all reasons where a version was refused and none is there to serve in its place. */
export function refuseWithoutChampion(gated: readonly GatedModel[]): void {
  const left = gated.filter(({ decision, kept }) => !decision.isPromoted && kept === null);
  if (left.length === 0) return;
  const told = left.flatMap(({ decision: { reasons, notCompared } }) =>
    notCompared === null ? reasons : [...reasons, notCompared],
  );
  throw new AppError("GATE_REFUSED", {
    detail: `${told.join(" ")} Nothing went live.`,
    hint: "Train on more customers, or look at the run's data quality for what changed in the feed.",
  });
}

type Judge = { readonly pool: WorkerPool; readonly rows: TrainingRows; readonly minimumRows: number };

/** Threshold and interval are set anew on this run's calibration rows; what tells how it was trained stays. */
async function measureChampion(judge: Judge, spec: ModelSpec, champion: Champion): Promise<MeasuredVersion> {
  const features = champion.features.map(({ name }) => name);
  const { training, calibration, test } = judge.rows;
  const measured = await judge.pool.run({
    kind: "measure",
    spec,
    json: champion.json,
    training: rowsFor(training, spec, features),
    calibration: rowsFor(calibration, spec, features),
    test: rowsFor(test, spec, features),
  });
  const isMeasured = ({ split, metric }: Metric) =>
    measured.some((one) => one.split === split && one.metric === metric);
  const told = champion.metrics.filter((metric) => metric.split === "all" && !isMeasured(metric));
  return withFairness(judge, { ...champion, spec, features }, [...measured, ...told]);
}

async function withFairness(
  { pool, rows, minimumRows }: Judge,
  { spec, version, json, features }: Pick<Challenger, "spec" | "version" | "json" | "features">,
  metrics: readonly Metric[],
): Promise<MeasuredVersion> {
  const fairness = await pool.run({
    kind: "fairness",
    ...selectionLevel(spec, metrics),
    json: json[0] ?? "",
    range: spec.range,
    test: rowsFor(rows.test, spec, features),
    attributes: rows.test.attributes,
    minimumRows,
  });
  return { version, metrics: [...metrics, ...fairnessMetrics(fairness)], fairness };
}

function rowsFor(split: SplitRows, spec: ModelSpec, features: readonly string[]): LabelledRows {
  return { matrix: selectFeatures(split.matrix, features), target: split.labelled(spec.name).target };
}
