import { parentPort } from "node:worker_threads";

import { toAppError } from "#core";
import { assistTraining } from "#ml";

import { fairnessOf } from "../fairness/fairness-task.ts";
import { assignSegments } from "../stages/predict/assign-segments.ts";
import { explainRows } from "../stages/predict/explain-rows.ts";
import { marginsOf } from "../stages/predict/margins.ts";
import { scoreAnomalies } from "../stages/predict/score-anomalies.ts";
import { fitAnomaly } from "../stages/train/fit-anomaly.ts";
import { fitSegments } from "../stages/train/fit-segments.ts";
import { growTrees } from "../stages/train/grow-trees.ts";
import { measureModel } from "../stages/train/measure-model.ts";
import { truthOf } from "../truth/truth-stage.ts";
import type { WorkerMessage, WorkerOrder, WorkerResults, WorkerTask } from "./messages.ts";

// The script that every worker thread of the pipeline runs: it does the tasks it is sent, one after the other.
parentPort?.on("message", (order: WorkerOrder) => {
  if (order.type === "assist") {
    assistTraining(order.invitation);
    send({ type: "assisted" });
    return;
  }
  try {
    const { result, transfer } = perform(order.task, order.memory);
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

function perform(
  task: WorkerTask,
  memory: WebAssembly.Memory | undefined,
): { result: WorkerResults[WorkerTask["kind"]]; transfer: ArrayBuffer[] } {
  switch (task.kind) {
    case "grow":
      return {
        result: growTrees(task, (done, total) => send({ type: "progress", done, total }), memory),
        transfer: [],
      };
    case "measure":
      return { result: measureModel(task), transfer: [] };
    case "fairness":
      return { result: fairnessOf(task), transfer: [] };
    case "truth":
      return { result: truthOf(task), transfer: [] };
    case "fit-anomaly":
      return { result: fitAnomaly(task), transfer: [] };
    case "fit-segments":
      return { result: fitSegments(task), transfer: [] };
    case "margins":
      return { result: marginsOf(task), transfer: [] };
    case "anomaly":
      return { result: scoreAnomalies(task), transfer: [] };
    case "segment":
      return { result: assignSegments(task), transfer: [] };
    case "explain": {
      const result = explainRows(task);
      return { result, transfer: result.buffers };
    }
  }
}

function send(message: WorkerMessage, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}
