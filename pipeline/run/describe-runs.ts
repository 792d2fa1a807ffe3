import type { Metric } from "../stages/train/metric.ts";
import type { RunManifest } from "./manifest.ts";
import { listRuns } from "./run-store.ts";

/** A run as people look at it. All but its id is null or empty for one that is not finished. */
export type RunReport = {
  readonly runId: string;
  readonly isLive: boolean;
  readonly isFinished: boolean;
  readonly snapshotDate: string | null;
  readonly startedAt: string | null;
  /** Of the process that finished it. */
  readonly seconds: number | null;
  readonly peakMebibytes: number | null;
  readonly rows: { readonly read: number; readonly quarantined: number; readonly clean: number } | null;
  /** Rows put aside, by reason; a row may have several. */
  readonly quarantine: readonly { readonly reason: string; readonly rows: number }[];
  readonly stages: readonly StageReport[];
  readonly models: readonly ModelReport[];
  readonly alerts: readonly string[];
};

type StageReport = {
  readonly name: string;
  readonly seconds: number;
  /** What it counted: figures and words only, lists and tables left out. */
  readonly figures: Readonly<Record<string, string | number | boolean>>;
};

type ModelReport = {
  readonly name: string;
  readonly version: string;
  /** On the test split. */
  readonly metrics: readonly Pick<Metric, "metric" | "value">[];
  /** What the gate said of the version that the run trained; null where it said nothing. */
  readonly decision: string | null;
};

const bytesPerMebibyte = 2 ** 20;

/** Every run of a data directory, the newest first. */
export async function describeRuns(dataDirectory: string, signal?: AbortSignal): Promise<RunReport[]> {
  const runs = await listRuns(dataDirectory, signal);
  return runs.map(({ runId, isLive, manifest }) =>
    manifest === null ? unfinished(runId) : { runId, isLive, ...finished(manifest) },
  );
}

function unfinished(runId: string): RunReport {
  return {
    runId,
    isLive: false,
    isFinished: false,
    snapshotDate: null,
    startedAt: null,
    seconds: null,
    peakMebibytes: null,
    rows: null,
    quarantine: [],
    stages: [],
    models: [],
    alerts: [],
  };
}

function finished(manifest: RunManifest): Omit<RunReport, "runId" | "isLive"> {
  const { snapshotDate, startedAt, durationMs, peakRssBytes, rows, stages, alerts } = manifest;
  return {
    isFinished: true,
    snapshotDate,
    startedAt,
    seconds: durationMs / 1_000,
    peakMebibytes: Math.round(peakRssBytes / bytesPerMebibyte),
    rows: { read: rows.read, quarantined: rows.quarantined, clean: rows.clean },
    quarantine: stages.flatMap(({ figures }) => faultsOf(figures)),
    stages: stages.map(({ name, durationMs: stageMs, figures }) => ({
      name,
      seconds: stageMs / 1_000,
      figures: plainFigures(figures),
    })),
    models: manifest.models.map((model) => modelReport(model, manifest.decisions)),
    alerts: alerts.map(({ text }) => text),
  };
}

function modelReport(
  { name, version, metrics }: RunManifest["models"][number],
  decisions: RunManifest["decisions"],
): ModelReport {
  const decision = decisions.find((one) => one.model === name);
  return {
    name,
    version,
    metrics: metrics.flatMap(({ split, metric, value }) => (split === "test" ? [{ metric, value }] : [])),
    decision: decision ? (decision.isPromoted ? "promoted" : `refused: ${decision.reasons.join(" ")}`) : null,
  };
}

function plainFigures(figures: Readonly<Record<string, unknown>>): StageReport["figures"] {
  const plain = Object.entries(figures).flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [[name, value] as const]
      : [],
  );
  return Object.fromEntries(plain);
}

/** Preparation counts its faults by reason; those that occurred, most rows first. */
function faultsOf({ faults }: Readonly<Record<string, unknown>>): { reason: string; rows: number }[] {
  if (typeof faults !== "object" || faults === null) return [];
  return Object.entries(faults)
    .flatMap(([reason, rows]) => (typeof rows === "number" && rows > 0 ? [{ reason, rows }] : []))
    .sort((a, b) => b.rows - a.rows);
}
