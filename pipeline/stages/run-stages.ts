import type { Domain } from "#knowledge";

import { selectionLevel } from "../fairness/selection-level.ts";
import { runLayout } from "../run/layout.ts";
import type { LiveRun } from "../run/live-run.ts";
import type { StageName } from "../progress.ts";
import type { RetryPolicy } from "../run/retry.ts";
import type { StageRunner } from "../run/stage-runner.ts";
import { createWorkerPool, type WorkerPool } from "../workers/worker-pool.ts";
import { review, reviewOutputSchema } from "../review/review-stage.ts";
import type { UncertainModel } from "../review/pick-for-review.ts";
import { truth } from "../truth/truth-stage.ts";
import { truthReportSchema } from "../truth/truth-report.ts";
import type { Alert } from "../notify/alert.ts";
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
  readonly alerts: readonly Alert[];
};

/** How often the cleanup before the stages is tried. */
export const cleanupPolicy: RetryPolicy = { tries: 2, firstDelayMs: 10_000, backoff: 1.5 };

/** How often each stage is tried where the reason of its failure may pass. */
const policies = {
  prepare: { tries: 3, firstDelayMs: 15_000, backoff: 2 },
  train: { tries: 2, firstDelayMs: 30_000, backoff: 2 },
  validate: { tries: 2, firstDelayMs: 10_000, backoff: 1.5 },
  predict: { tries: 2, firstDelayMs: 20_000, backoff: 2 },
  truth: { tries: 2, firstDelayMs: 10_000, backoff: 2 },
  review: { tries: 2, firstDelayMs: 10_000, backoff: 2 },
} as const satisfies Partial<Record<StageName, RetryPolicy>>;

/** The way of the data: prepare, train beside validate, predict beside truth, review beside publish. */
export async function runStages(input: {
  readonly stages: StageRunner;
  readonly domain: Domain;
  /** The run that serves so far: drift is measured against it, and segments keep their numbers and names. */
  readonly live: LiveRun | null;
  readonly threads: number;
  readonly signal: AbortSignal;
}): Promise<StageOutputs> {
  const { stages, domain, live } = input;
  const pools = createPoolKeeper(() => createWorkerPool(input.threads, input.signal));
  try {
    const prepared = await stages.run("prepare", prepareOutputSchema, prepare, policies.prepare);
    const liveLayout = live === null ? null : runLayout(live.directory);
    const [trained, validated] = await allSettledOrThrow(
      stages.run(
        "train",
        trainOutputSchema,
        (context) => pools.use((pool) => train(context, pool, live)),
        policies.train,
      ),
      stages.run(
        "validate",
        validateOutputSchema,
        (context) => validate(context, prepared, liveLayout),
        policies.validate,
      ),
    );
    const [predicted, judged] = await allSettledOrThrow(
      stages.run(
        "predict",
        predictOutputSchema,
        (context) => pools.use((pool) => predict(context, pool, trained)),
        policies.predict,
      ),
      stages.run(
        "truth",
        truthReportSchema,
        // A thread of its own: where one of the two fails, the other's threads go on.
        (context) => withPool(createWorkerPool(1, input.signal), (pool) => truth(context, pool, trained)),
        policies.truth,
      ),
    );
    const reviewing = stages.run(
      "review",
      reviewOutputSchema,
      (context) => review(context, uncertainModels(domain, trained)),
      policies.review,
    );
    await allSettledOrThrow(
      reviewing,
      stages.run("publish", publishOutputSchema, (context) =>
        publish(context, { prepared, trained, predicted, truth: judged, reviewed: reviewing }),
      ),
    );
    const alerts = alertsOf({ domain, prepared, trained, validated, predicted, live: live?.manifest ?? null });
    return { prepared, trained, predicted, alerts };
  } finally {
    await pools.close();
  }
}

/** The models whose doubtful decisions the dictionary leaves to people. */
function uncertainModels({ models }: Domain, trained: TrainOutput): UncertainModel[] {
  return models.flatMap((spec) => {
    const { rejectBand } = spec.mitigation;
    const metrics = trained.models.find(({ name }) => name === spec.name)?.metrics ?? [];
    if (rejectBand === null) return [];
    const { selectedFrom } = selectionLevel(spec, metrics);
    return [{ model: spec.name, prediction: spec.prediction, threshold: selectedFrom, band: rejectBand }];
  });
}

async function withPool<T>(pool: WorkerPool, work: (pool: WorkerPool) => Promise<T>): Promise<T> {
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}

/** Threads for stages, one after another. After work that failed they are fresh: a thread may have been the reason. */
function createPoolKeeper(create: () => WorkerPool) {
  let pool: WorkerPool | null = create();
  return {
    use: async <T>(work: (pool: WorkerPool) => Promise<T>): Promise<T> => {
      pool ??= create();
      try {
        return await work(pool);
      } catch (error) {
        await pool.close();
        pool = null;
        throw error;
      }
    },
    close: async () => pool?.close(),
  };
}

/** Both results, once both have ended: no stage goes on writing while the run is being given up. */
async function allSettledOrThrow<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}
