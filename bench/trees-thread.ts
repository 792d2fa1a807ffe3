import { parentPort } from "node:worker_threads";

import {
  assistTraining,
  explainContributions,
  predictMargins,
  type FeatureMatrix,
  type Invitation,
  type TreeModel,
} from "#ml";

/** What the second thread of `bench/trees.ts` is asked: to assist in a training, or to do half of the rows. */
export type ThreadRequest =
  | { readonly kind: "assist"; readonly invitation: Invitation }
  | {
      readonly kind: "predict" | "explain";
      readonly model: TreeModel;
      readonly matrix: FeatureMatrix;
      readonly from: number;
      readonly to: number;
    };

parentPort?.on("message", (request: ThreadRequest) => {
  parentPort?.postMessage(perform(request));
});

function perform(request: ThreadRequest): unknown {
  switch (request.kind) {
    case "assist":
      return assistTraining(request.invitation);
    case "predict":
      return predictMargins(request.model, request.matrix, request.from, request.to);
    case "explain":
      // As in the pipeline, the contributions stay with the thread that has the rows.
      return explainContributions(request.model, request.matrix, request.from, request.to).baseValue;
  }
}
