import { parentPort } from "node:worker_threads";

import { toAppError } from "#core";

import { explainRows } from "../stages/predict/explain-rows.ts";
import { trainModel } from "../stages/train/train-model.ts";
import type { WorkerMessage, WorkerResults, WorkerTask } from "./messages.ts";

// The script that every worker thread of the pipeline runs: it does the tasks it is sent, one after the other.
parentPort?.on("message", (task: WorkerTask) => {
  try {
    const { result, transfer } = perform(task);
    send({ type: "result", result }, transfer);
  } catch (error) {
    const { code, detail, hint } = toAppError(error);
    send({
      type: "error",
      code,
      detail,
      hint,
      stack: error instanceof Error ? (error.stack ?? "") : String(error),
    });
  }
});

function perform(task: WorkerTask): {
  result: WorkerResults[WorkerTask["kind"]];
  transfer: ArrayBuffer[];
} {
  switch (task.kind) {
    case "train":
      return {
        result: trainModel(task, (done, total) => send({ type: "progress", done, total })),
        transfer: [],
      };
    case "explain": {
      const result = explainRows(task);
      return { result, transfer: result.buffers };
    }
  }
}

function send(message: WorkerMessage, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}
