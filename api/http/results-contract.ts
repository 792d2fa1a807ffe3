import { z } from "@hono/zod-openapi";

import { evidenceSchema } from "#agent";
import { roles, type Right } from "#core";

import { datasetShape, tableResponse } from "./contract.ts";

const modelShape = {
  name: z.string(),
  label: z.string(),
  kind: z.string(),
  version: z.string(),
  metric: z
    .object({ name: z.string(), value: z.number() })
    .nullable()
    .meta({ description: "The metric that it is held to, on the test split." }),
};

/** What `GET /v1/overview` gives. */
export const overviewResponse = z
  .object({
    title: z.string(),
    about: z.string(),
    customers: z.object({ count: z.int(), plural: z.string(), example: z.string() }),
    dataset: z.object(datasetShape),
    isStale: z.boolean(),
    alerts: z.array(z.string()),
    analyst: z.object({ provider: z.string(), name: z.string() }),
    models: z.array(z.object(modelShape)),
    examples: z.array(z.object({ topic: z.string(), questions: z.array(z.string()) })),
    principal: z.object({ id: z.string(), role: z.enum(roles), rights: z.array(z.string() as z.ZodType<Right>) }),
  })
  .meta({ id: "Overview" });

/** What `GET /v1/models` gives. */
export const modelsResponse = z.object({ items: z.array(z.object(modelShape)) }).meta({ id: "Models" });

/** What `GET /v1/models/{name}` gives. */
export const modelResponse = z
  .object({
    ...modelShape,
    evidence: evidenceSchema.omit({ id: true }).nullable(),
    calibration: tableResponse.nullable(),
  })
  .meta({ id: "ModelPage" });

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What `GET /v1/customers/{id}` gives. */
export const customerResponse = z
  .object({
    id: z.string(),
    dataset: z.object(datasetShape),
    predictions: z.array(
      z.object({
        model: z.string(),
        label: z.string(),
        unit: z.string().meta({ description: "Of contributions, base value and margin." }),
        version: z.string(),
        prediction: z.number(),
        lower: z.number().nullable(),
        upper: z.number().nullable(),
        actual: value,
        baseValue: z.number(),
        margin: z.number(),
        contributions: tableResponse,
      }),
    ),
    attributes: z.array(z.object({ name: z.string(), label: z.string(), value })),
    history: tableResponse.nullable(),
  })
  .meta({ id: "CustomerPage" });

/** What `POST /v1/sql` takes. */
export const sqlRequest = z
  .strictObject({
    sql: z
      .string()
      .min(1)
      .max(20_000)
      .meta({ examples: ["SELECT count(*) AS n FROM final_results"] }),
  })
  .meta({ id: "SqlRequest" });

/** What `POST /v1/sql` gives. */
export const sqlResponse = tableResponse
  .extend({
    sql: z.string().meta({ description: "As it ran." }),
    queryId: z.string(),
    scannedBytes: z.number(),
    elapsedMs: z.number(),
    notices: z.array(z.string()),
  })
  .meta({ id: "QueriedRows" });

/** What `GET /v1/runs` gives. */
export const runsResponse = z
  .object({
    items: z.array(
      z.object({
        runId: z.string(),
        isLive: z.boolean(),
        isFinished: z.boolean(),
        snapshotDate: z.string().nullable(),
        startedAt: z.string().nullable(),
        seconds: z.number().nullable(),
        peakMebibytes: z.number().nullable(),
        rows: z.object({ read: z.int(), quarantined: z.int(), clean: z.int() }).nullable(),
        quarantine: z.array(z.object({ reason: z.string(), rows: z.int() })),
        stages: z.array(
          z.object({
            name: z.string(),
            seconds: z.number(),
            figures: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
          }),
        ),
        models: z.array(
          z.object({
            name: z.string(),
            version: z.string(),
            metrics: z.array(z.object({ metric: z.string(), value: z.number() })),
            decision: z.string().nullable(),
          }),
        ),
        alerts: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: "Runs" });
