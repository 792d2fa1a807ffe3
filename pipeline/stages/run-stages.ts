import type { Domain } from "#knowledge";

import { runLayout } from "../run/layout.ts";
import type { LiveRun } from "../run/live-run.ts";
import type { StageRunner } from "../run/stage-runner.ts";
import { createWorkerPool } from "../workers/worker-pool.ts";
import { alertsOf } from "./notify/alerts.ts";
import { predict, predictOutputSchema, type PredictOutput } from "./predict/predict.ts";
import { prepare, prepareOutputSchema, type PrepareOutput } from "./prepare/prepare.ts";
import { publish, publishOutputSchema } from "./publish/publish.ts";
import { train, trainOutputSchema, type TrainOutput } from "./train/train.ts";
import { validate, validateOutputSchema } from "./validate/validate.ts";

/** What the stages of a run found, for its manifest. */
export type StageOutputs = {
  readonly prepared: PrepareOutput;
  readonly trained: TrainOutput;
  readonly predicted: PredictOutput;
  readonly alerts: string[];
};

/** The way of the data: prepare, train beside validate, predict, publish. */
export async function runStages(input: {
  readonly stages: StageRunner;
  readonly domain: Domain;
  /** The run that serves so far; drift is measured against it. */
  readonly live: LiveRun | null;
  readonly threads: number;
  readonly signal: AbortSignal;
}): Promise<StageOutputs> {
  const { stages, domain, live } = input;
  const pool = createWorkerPool(input.threads, input.signal);
  try {
    const prepared = await stages.run("prepare", prepareOutputSchema, prepare);
    const liveInference = live === null ? null : runLayout(live.directory).inference;
    const [trained, validated] = await allSettledOrThrow(
      stages.run("train", trainOutputSchema, (context) => train(context, pool)),
      stages.run("validate", validateOutputSchema, (context) => validate(context, prepared, liveInference)),
    );
    const predicted = await stages.run("predict", predictOutputSchema, (context) => predict(context, pool, trained));
    await stages.run("publish", publishOutputSchema, (context) => publish(context, { prepared, trained, predicted }));
    const alerts = alertsOf({ domain, prepared, trained, validated, live: live?.manifest ?? null });
    return { prepared, trained, predicted, alerts };
  } finally {
    await pool.close();
  }
}

/** Both results, once both have ended: no stage goes on writing while the run is being given up. */
async function allSettledOrThrow<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}
