import type { StructuredToolInterface } from "@langchain/core/tools";

import type { Principal } from "#agent";
import { AppError, type Clock, type Config, type IdSource } from "#core";
import type { Domain } from "#knowledge";
import { describeRuns, latestReviews, readReviews, recordReview, type LiveRun } from "#pipeline";
import type { RunQuery } from "#sql";
import { createCustomerProfile, type EvidenceDraft } from "#tools";

import { keepByPrincipal } from "../keep-by-principal.ts";
import { createResultsOperations, type ModelPage, type ResultsOperations } from "../operations/results-operations.ts";
import { createReviewOperations, type ReviewOperations } from "../operations/review-operations.ts";
import { createRunOperations, type RunOperations } from "../operations/run-operations.ts";
import type { Dataset } from "../service.ts";
import type { VisibleCustomers } from "../open-read-customer.ts";
import { createReadCustomerText } from "./read-customer-text.ts";
import { modelSummaries } from "./model-summaries.ts";
import { readCalibration } from "./read-calibration.ts";
import { createReadOverview } from "./read-overview.ts";
import { readReviewQueue } from "./read-review-queue.ts";

/** What the pages about results are read from. */
export type ResultsDeps = {
  readonly domain: Domain;
  readonly run: LiveRun;
  readonly dataset: Dataset;
  readonly analyst: { readonly provider: string; readonly name: string };
  readonly toolsFor: (principal: Principal) => readonly StructuredToolInterface[];
  /** A person's queries; hidden customers are not in them. */
  readonly queryFor: (principal: Principal) => RunQuery;
  readonly loadModel: Parameters<typeof createCustomerProfile>[0]["loadModel"];
  /** Customers who are not hidden, from the run's file; null where the run's results are read by queries. */
  readonly customers: VisibleCustomers | null;
  readonly clock: Clock;
  readonly ids: IdSource;
};

/** Part of the mains: overview, models, customers, runs and the review queue, over the live run and the data directory. */
export function createResults(
  config: Pick<Config, "data">,
  deps: ResultsDeps,
): { readonly results: ResultsOperations; readonly runs: RunOperations; readonly reviews: ReviewOperations } {
  const { domain, run, dataset, queryFor, loadModel, clock, ids } = deps;
  const { directory } = config.data;
  const summaries = modelSummaries(domain, run);
  const profileFor = keepByPrincipal((principal) =>
    createCustomerProfile(
      { domain, runQuery: queryFor(principal), role: principal.role, loadModel, clock },
      deps.customers?.readCustomer ?? null,
    ),
  );
  return {
    results: createResultsOperations({
      overview: createReadOverview(deps, summaries),
      models: () => summaries,
      model: (principal, name, signal) => readModel(deps, summaries, principal, name, signal),
      customer: async (principal, id, options, signal) => ({
        ...(await profileFor(principal)(id, options, signal)),
        dataset,
      }),
      customerText: createReadCustomerText(deps),
      query: async (principal, sql, signal) => {
        const { columns, rows, rowCount, truncated, ...told } = await queryFor(principal)({
          sql,
          role: principal.role,
          signal,
        });
        const { queryId, scannedBytes, elapsedMs, notices } = told;
        return { columns, rows, rowCount, truncated, sql: told.sql, queryId, scannedBytes, elapsedMs, notices };
      },
    }),
    runs: createRunOperations((signal) => describeRuns(directory, signal)),
    reviews: createReviewOperations({
      queue: async (signal) => readReviewQueue(deps, latestReviews(await readReviews(directory, signal)), signal),
      record: async ({ customer, model, value, ...word }, signal) => {
        await recordReview(
          { dataDirectory: directory, domain, clock, ids, signal },
          { ...word, customerId: customer, model, runId: run.runId, ...(value === null ? {} : { value }) },
        );
      },
    }),
  };
}

async function readModel(
  { domain, toolsFor, queryFor }: ResultsDeps,
  summaries: ReturnType<typeof modelSummaries>,
  principal: Principal,
  name: string,
  signal: AbortSignal,
): Promise<ModelPage> {
  const summary = summaries.find((one) => one.name === name);
  if (summary === undefined) {
    throw new AppError("MODEL_UNKNOWN", {
      detail: "There is no model of this name.",
      hint: `The models are ${summaries.map((one) => one.name).join(", ")}.`,
    });
  }
  const tool = toolsFor(principal).find((one) => one.name === "describe_model");
  const spec = domain.models.find((model) => model.name === name);
  if (tool === undefined || spec === undefined) return { ...summary, evidence: null, calibration: null };
  const call = { type: "tool_call" as const, id: "page", name: tool.name, args: { model: name } };
  const [described, calibration] = await Promise.all([
    tool.invoke(call, { signal }),
    readCalibration(queryFor(principal), spec, { table: domain.results.table, role: principal.role, signal }),
  ]);
  // A tool that is called with a tool call answers with a message whose artifact is its evidence.
  const { artifact } = described as { readonly artifact: EvidenceDraft };
  return { ...summary, evidence: artifact, calibration };
}
