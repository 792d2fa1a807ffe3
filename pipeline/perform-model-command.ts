import { createIdSource, createSystemClock } from "#core";
import type { Domain } from "#knowledge";

import type { ModelCommand } from "./model-command.ts";
import { approveVersion } from "./registry/approved-models.ts";
import { listVersions, renderVersions } from "./registry/compare-versions.ts";
import { readRegistry } from "./registry/registry.ts";
import { recordReview } from "./review/record-review.ts";
import type { Review } from "./review/review-schema.ts";
import { readReviews } from "./review/review-store.ts";
import { dataLayout } from "./run/layout.ts";
import { openLiveRun } from "./run/live-run.ts";
import { takeRunLock } from "./run/run-lock.ts";
import { listRuns } from "./run/run-store.ts";

/** Does what people ask of models and reviews; returns what is printed. */
export async function performModelCommand(
  command: ModelCommand,
  {
    domain,
    dataDirectory,
    signal,
  }: { readonly domain: Domain; readonly dataDirectory: string; readonly signal: AbortSignal },
): Promise<string> {
  const told = <T>(value: T, render: (value: T) => string) =>
    command.json ? `${JSON.stringify(value, null, 2)}\n` : render(value);
  const clock = createSystemClock();
  switch (command.name) {
    case "models": {
      const runs = await listRuns(dataDirectory, signal);
      const served = runs.find((run) => run.isLive)?.manifest?.models ?? [];
      const kept = new Set(runs.filter((run) => run.manifest !== null).map((run) => run.runId));
      return told(listVersions(await readRegistry(dataDirectory, signal), served, kept), renderVersions);
    }
    case "promote": {
      // Under the lock, so that no run writes the registry at the same time.
      const lock = await takeRunLock(dataLayout(dataDirectory).lock, clock.now());
      const approved = await approveVersion(dataDirectory, command.approval, clock).finally(() => lock.release());
      return told(
        approved,
        ({ model, version }) => `${model} ${version} serves from the next run on, unless that trains a better one.\n`,
      );
    }
    case "review-list":
      return told(await readReviews(dataDirectory, signal), renderReviews);
    case "review-record": {
      const runId = command.review.runId ?? (await openLiveRun(dataDirectory, domain, signal)).runId;
      const options = { dataDirectory, domain, clock, ids: createIdSource(), signal };
      const review = await recordReview(options, { ...command.review, runId });
      return told(review, ({ reviewId }) => `${reviewId} is kept; the next run shows it, and trains on an override.\n`);
    }
  }
}

/** One line a review; the customer's own columns, which an override keeps, are not told. */
function renderReviews(reviews: readonly Review[]): string {
  if (reviews.length === 0) return "There are no reviews.\n";
  const lines = reviews.map(({ recordedAt, customerId, model, prediction, status, value, reviewer, notes }) => {
    const outcome = value === null ? status : `${status} to ${value}`;
    return `${recordedAt.slice(0, 16).replace("T", " ")}  ${customerId}  ${model} ${prediction.toPrecision(4)}  ${outcome}  ${reviewer}${notes === "" ? "" : `: ${notes}`}`;
  });
  return `${lines.join("\n")}\n`;
}
