import type { ExplainTask, ExplainedRows } from "../stages/predict/explain-rows.ts";
import type { TrainTask, TrainedModel } from "../stages/train/train-model.ts";

/** What a worker can be asked to do. Typed arrays over SharedArrayBuffers are shared, not copied. */
export type WorkerTask = ({ readonly kind: "train" } & TrainTask) | ({ readonly kind: "explain" } & ExplainTask);

/** What comes back for each kind of task. */
export type WorkerResults = { readonly train: TrainedModel; readonly explain: ExplainedRows };

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
