import type { Invitation } from "#ml";

import type { FairnessReport } from "../fairness/fairness-report.ts";
import type { FairnessTask } from "../fairness/fairness-task.ts";
import type { ExplainTask, ExplainedRows } from "../stages/predict/explain-rows.ts";
import type { MarginsTask } from "../stages/predict/margins.ts";
import type { AnomalyTask } from "../stages/predict/score-anomalies.ts";
import type { SegmentTask } from "../stages/predict/assign-segments.ts";
import type { FitAnomalyTask, FittedAnomaly } from "../stages/train/fit-anomaly.ts";
import type { FitSegmentsTask, FittedSegments } from "../stages/train/fit-segments.ts";
import type { GrowTask, GrownTrees } from "../stages/train/grow-trees.ts";
import type { MeasureTask } from "../stages/train/measure-model.ts";
import type { Metric } from "../stages/train/metric.ts";
import type { TruthReport } from "../truth/truth-report.ts";
import type { TruthTask } from "../truth/truth-stage.ts";

/** What a worker can be asked to do. Typed arrays over SharedArrayBuffers are shared, not copied. */
export type WorkerTask =
  | ({ readonly kind: "grow" } & GrowTask)
  | ({ readonly kind: "measure" } & MeasureTask)
  | ({ readonly kind: "fairness" } & FairnessTask)
  | ({ readonly kind: "truth" } & TruthTask)
  | ({ readonly kind: "fit-anomaly" } & FitAnomalyTask)
  | ({ readonly kind: "fit-segments" } & FitSegmentsTask)
  | ({ readonly kind: "explain" } & ExplainTask)
  | ({ readonly kind: "margins" } & MarginsTask)
  | ({ readonly kind: "anomaly" } & AnomalyTask)
  | ({ readonly kind: "segment" } & SegmentTask);

/** What a thread is told: a task, with the memory to train in where it grows trees, or to assist another's training. */
export type WorkerOrder =
  | { readonly type: "task"; readonly task: WorkerTask; readonly memory: WebAssembly.Memory | undefined }
  | { readonly type: "assist"; readonly invitation: Invitation };

/** What comes back for each kind of task. */
export type WorkerResults = {
  readonly grow: GrownTrees;
  readonly measure: readonly Metric[];
  readonly fairness: FairnessReport;
  readonly truth: TruthReport;
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
  | { readonly type: "assisted" }
  | {
      readonly type: "error";
      readonly code: string;
      readonly detail: string;
      readonly hint: string;
      readonly stack: string;
    };
