import type { RegistryEntry } from "../registry/registry-schema.ts";
import { toldMetricsOf } from "../registry/told-metrics.ts";

/** What the analyst is told of one version: the form of `history.json`, which the tools read. */
export type ToldVersion = {
  readonly version: string;
  readonly runId: string;
  readonly trainedAt: string;
  readonly decision: string;
  readonly reasons: readonly string[];
  readonly comparedWith: string | null;
  readonly approvedBy: string | null;
  /** On the test split. */
  readonly metrics: Readonly<Record<string, number>>;
};

/** The registry's entry without what only a person who looks after models needs. */
export function toldVersion(entry: RegistryEntry): ToldVersion {
  const { version, runId, trainedAt, decision, reasons, comparedWith, approval, metrics } = entry;
  return {
    version,
    runId,
    trainedAt,
    decision,
    reasons,
    comparedWith: comparedWith?.version ?? null,
    approvedBy: approval?.by ?? null,
    metrics: Object.fromEntries(toldMetricsOf(metrics)),
  };
}
