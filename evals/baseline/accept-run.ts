import { AppError } from "#core";

import type { EvalReport } from "../report/eval-report.ts";
import { saveAcceptedRun } from "./accepted-run.ts";

/**
 * Makes a run the accepted one. Throws `USAGE` where it may not be: it did not come to its end, its truths do not agree,
 * or a check that every answer is held to does not hold.
 */
export async function acceptRun(report: EvalReport, file: string, signal: AbortSignal): Promise<void> {
  const faults = report.gates.filter(({ id, holds }) => !holds && (id === "truth" || id === "checks"));
  if (report.stopped !== null || faults.length > 0) {
    throw new AppError("USAGE", {
      detail: `This run cannot be accepted: ${report.stopped ?? faults.map(({ detail }) => detail).join("; ")}.`,
      hint: "The accepted run stays as it was.",
    });
  }
  const { startedAt, model, repeat, records } = report;
  const { runId, snapshotDate } = report.dataset;
  const outcomes = Object.fromEntries(records.map((record) => [record.case.id, record.outcome]));
  await saveAcceptedRun(file, { startedAt, model, dataset: { runId, snapshotDate }, repeat, outcomes }, signal);
}
