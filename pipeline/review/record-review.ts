import path from "node:path";
import { z } from "zod";

import { AppError, type Clock, type IdSource } from "#core";
import type { Domain, ModelSpec } from "#knowledge";

import { withDuckdb } from "../duckdb/session.ts";
import { identifier, literal, parquetFolder } from "../duckdb/sql-text.ts";
import { isMissing } from "../run/atomic-file.ts";
import { dataLayout, runLayout } from "../run/layout.ts";
import { openRun, type LiveRun } from "../run/live-run.ts";
import type { Review, ReviewInput } from "./review-schema.ts";
import { appendReview } from "./review-store.ts";

/** What recording works with. */
export type RecordReviewOptions = {
  readonly dataDirectory: string;
  readonly domain: Domain;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly signal: AbortSignal;
};

/**
 * Keeps a person's word on one prediction of a run that is still there. An override keeps the row as it was scored, and
 * corrects the outcome that the next run trains on. Throws `REVIEW_INVALID` for a run, model or customer that there is
 * not, an override without a value in the target's range, a value without an override, and for no reviewer.
 */
export async function recordReview(options: RecordReviewOptions, input: ReviewInput): Promise<Review> {
  const { domain, clock, ids } = options;
  const spec = domain.models.find((model) => model.name === input.model);
  if (spec === undefined) {
    throw invalid(
      `There is no model ${JSON.stringify(input.model.slice(0, 60))}.`,
      `Name one of ${domain.models.map(({ name }) => name).join(", ")}.`,
    );
  }
  checkWords(input);
  checkValue(spec, input);
  const run = await openReviewedRun(options, input.runId);
  const { prediction, row } = await readScored(options, run, spec, input.customerId);
  const review: Review = {
    reviewId: ids("review"),
    recordedAt: clock.now().toISOString(),
    customerId: input.customerId,
    model: spec.name,
    modelVersion: run.models.find(({ name }) => name === spec.name)?.version ?? "",
    runId: run.runId,
    snapshotDate: run.snapshotDate,
    reviewer: input.reviewer.trim(),
    notes: input.notes.trim(),
    status: input.status,
    prediction,
    value: input.value ?? null,
    row: input.status === "overridden" ? row : null,
  };
  await appendReview(options.dataDirectory, review);
  return review;
}

function checkWords({ reviewer, notes, status }: ReviewInput): void {
  if (reviewer.trim() === "") throw invalid("A review needs the name of who reviewed.", "Give a reviewer.");
  if (status === "noted" && notes.trim() === "") throw invalid("A note without words says nothing.", "Give notes.");
}

function checkValue(spec: ModelSpec, { status, value }: ReviewInput): void {
  if (status !== "overridden") {
    if (value === undefined) return;
    throw invalid(`A review that is ${status} corrects nothing.`, "Leave the value out, or override.");
  }
  const [low, high] = spec.range;
  const isOutcome =
    spec.kind === "classification" ? value === 0 || value === 1 : value !== undefined && value >= low && value <= high;
  if (isOutcome) return;
  const wanted = spec.kind === "classification" ? "0 or 1" : `a number from ${low} to ${high}`;
  throw invalid(
    `An override of the ${spec.label} needs the outcome, ${wanted}; ${value ?? "none"} was given.`,
    "Give it as the value.",
  );
}

async function openReviewedRun(
  { dataDirectory, domain, signal }: RecordReviewOptions,
  runId: string,
): Promise<LiveRun> {
  // The id becomes part of a path.
  if (/^[A-Za-z0-9_-]+$/.test(runId)) {
    try {
      return await openRun(path.join(dataLayout(dataDirectory).runs, runId), domain, signal);
    } catch (error) {
      if (!(error instanceof AppError) && !isMissing(error)) throw error;
    }
  }
  throw invalid(
    `There is no run ${JSON.stringify(runId.slice(0, 60))} whose predictions could be reviewed.`,
    "`npm run pipeline -- runs` lists the runs that are kept.",
  );
}

async function readScored(
  { domain, signal }: RecordReviewOptions,
  { directory }: LiveRun,
  spec: ModelSpec,
  customerId: string,
): Promise<{ readonly prediction: number; readonly row: Record<string, string | null> }> {
  const run = runLayout(directory);
  const id = identifier(domain.entity.column);
  const columns = domain.feedColumns.map(({ name }) => `${identifier(name)} := customers.${identifier(name)}::VARCHAR`);
  const [found] = await withDuckdb({ temporaryDirectory: run.temporary, signal }, (session) =>
    session.rows(
      `SELECT struct_pack(${columns.join(", ")}) AS row, scores.${identifier(spec.prediction)} AS prediction
       FROM (FROM ${parquetFolder(run.training)} UNION ALL FROM ${parquetFolder(run.test)}) AS customers
       JOIN ${parquetFolder(run.scores)} AS scores USING (${id}) WHERE ${id} = ${literal(customerId)}`,
      z.object({ prediction: z.number(), row: z.record(z.string(), z.string().nullable()) }),
    ),
  );
  if (found !== undefined) return found;
  const { singular, example } = domain.entity;
  throw invalid(
    `There is no ${singular} ${JSON.stringify(customerId.slice(0, 60))} in that run.`,
    `An id looks like ${example}.`,
  );
}

function invalid(detail: string, hint: string): AppError {
  return new AppError("REVIEW_INVALID", { detail, hint });
}
