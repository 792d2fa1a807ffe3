import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { AppError, isAppError, type Clock, type IdSource, type Logger } from "#core";
import type { Domain } from "#knowledge";
import { dataLayout, openLiveRun, recordReview, runPipeline, type LiveRun, type PipelineProgress } from "#pipeline";

import { openTruth } from "../truth/open-truth.ts";
import { sampleDirectory, type SampleSpec } from "../metamorphic/samples.ts";
import { plantedNotes, plantedValues } from "./planted-texts.ts";

const plantedSample: SampleSpec = { customers: 3_000, seed: 23, activityDays: 30 };

/** The data directory of the planted run, below that of the others. */
export function plantedDirectory(dataDirectory: string): string {
  return `${sampleDirectory(dataDirectory, plantedSample)}-planted`;
}

/**
 * The live run of a sample into which somebody has written: rows of the feed hold words that are none of the columns', and
 * reviewers' notes orders and personal data. Made by the pipeline itself, once as it is, and again after the planting.
 * Kept between runs. Throws what `runPipeline` and `recordReview` throw.
 */
export async function openPlantedRun(
  dataDirectory: string,
  deps: {
    readonly domain: Domain;
    readonly clock: Clock;
    readonly ids: IdSource;
    readonly log: Logger;
    readonly signal: AbortSignal;
    readonly onProgress?: (progress: PipelineProgress) => void;
  },
): Promise<LiveRun> {
  const directory = plantedDirectory(dataDirectory);
  const marker = path.join(directory, "planted.json");
  const wanted = JSON.stringify([plantedNotes, plantedValues]);
  try {
    const live = await openLiveRun(directory, deps.domain, deps.signal);
    if ((await readFile(marker, "utf8").catch(() => "")) === `${wanted}\n${live.runId}`) return live;
  } catch (error) {
    if (!isAppError(error, "RESULTS_MISSING") && !isAppError(error, "RESULTS_VERSION")) throw error;
  }
  const clean = await runPipeline({ ...deps, dataDirectory: directory, sample: plantedSample });
  await plantValues(directory, deps.domain);
  await plantNotes(directory, clean, deps);
  const planted = await runPipeline({ ...deps, dataDirectory: directory, sample: null });
  const noted = await reviewed(planted, deps, "reviewer_notes IS NOT NULL");
  if (noted.length < plantedNotes.length) throw unplantable(`${plantedNotes.length - noted.length} of the notes`);
  await writeFile(marker, `${wanted}\n${planted.runId}`);
  return planted;
}

/** Gives a row of the raw feed to each planted value, from the second on; the id stays. */
async function plantValues(directory: string, domain: Domain): Promise<void> {
  const file = path.join(dataLayout(directory).raw, domain.feed.customers.file);
  const lines = (await readFile(file, "utf8")).split("\n");
  const columns = lines[0]?.split(",") ?? [];
  for (const [index, { column, value }] of plantedValues.entries()) {
    const cells = lines[index + 2]?.split(",") ?? [];
    const place = columns.indexOf(column);
    if (place < 0 || cells.length !== columns.length) throw unplantable(`row ${index + 2} of ${column}`);
    cells[place] = `"${value}"`;
    lines[index + 2] = cells.join(",");
  }
  await writeFile(file, lines.join("\n"));
}

/** Has a reviewer write each note, on the customers who stand first in the queue of reviews. */
async function plantNotes(
  dataDirectory: string,
  run: LiveRun,
  deps: Parameters<typeof openPlantedRun>[1],
): Promise<void> {
  const model = deps.domain.models.find(({ isPrimary }) => isPrimary)?.name;
  if (model === undefined) throw unplantable("a model to review");
  const queue = await reviewed(run, deps, "qa_reason = 'high_pred'");
  for (const [index, notes] of plantedNotes.entries()) {
    const customerId = queue[index];
    if (customerId === undefined) throw unplantable(`note ${index + 1}`);
    await recordReview(
      { ...deps, dataDirectory },
      { customerId, model, runId: run.runId, reviewer: "evals", notes, status: "noted" },
    );
  }
}

/** Ids of the review queue, the highest prediction first. */
async function reviewed(
  run: LiveRun,
  { domain, signal }: Pick<Parameters<typeof openPlantedRun>[1], "domain" | "signal">,
  where: string,
): Promise<readonly string[]> {
  const base = await openTruth(run, domain, signal);
  try {
    const { column } = domain.entity;
    const rows = await base.rows(
      `SELECT ${column} AS id FROM served.${domain.databases.qa}.${domain.review.table} WHERE ${where} ORDER BY predicted_engagement_score DESC, 1`,
    );
    return rows.map(({ id }) => String(id));
  } finally {
    base.close();
  }
}

function unplantable(what: string): AppError {
  return new AppError("INTERNAL", {
    detail: `The sample has no place for ${what}.`,
    hint: "Mend evals/gullible/planted-run.ts.",
  });
}
