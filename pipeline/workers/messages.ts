import type { ExplainTask, ExplainedRows } from "../stages/predict/explain-rows.ts";
import type { MarginsTask } from "../stages/predict/margins.ts";
import type { AnomalyTask } from "../stages/predict/score-anomalies.ts";
import type { SegmentTask } from "../stages/predict/assign-segments.ts";
import type { FitAnomalyTask, FittedAnomaly } from "../stages/train/fit-anomaly.ts";
import type { FitSegmentsTask, FittedSegments } from "../stages/train/fit-segments.ts";
import type { GrowTask, GrownTrees } from "../stages/train/grow-trees.ts";
import type { MeasureTask } from "../stages/train/measure-model.ts";
import type { Metric } from "../stages/train/metric.ts";

/** What a worker can be asked to do. Typed arrays over SharedArrayBuffers are shared, not copied. */
export type WorkerTask =
  | ({ readonly kind: "grow" } & GrowTask)
  | ({ readonly kind: "measure" } & MeasureTask)
  | ({ readonly kind: "fit-anomaly" } & FitAnomalyTask)
  | ({ readonly kind: "fit-segments" } & FitSegmentsTask)
  | ({ readonly kind: "explain" } & ExplainTask)
  | ({ readonly kind: "margins" } & MarginsTask)
  | ({ readonly kind: "anomaly" } & AnomalyTask)
  | ({ readonly kind: "segment" } & SegmentTask);

/** What comes back for each kind of task. */
export type WorkerResults = {
  readonly grow: GrownTrees;
  readonly measure: readonly Metric[];
  readonly "fit-anomaly": FittedAnomaly;
  readonly "fit-segments": FittedSegments;
  readonly explain: ExplainedRows;
  readonly margins: Float64Array;
  readonly anomaly: Float64Array;
  readonly segment: Uint8Array;
};

/** Messages from a worker. An `AppError` does not survive the copy between threads, so its parts are sent. */
export type WorkerMessage =
  | { readonly type: "progress"; readonly done: number; readonly total: number }
  | { readonly type: "result"; readonly result: unknown }
  | {
      readonly type: "error";
      readonly code: string;
      readonly detail: string;
      readonly hint: string;
      readonly stack: string;
    };
