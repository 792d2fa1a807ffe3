import type { Answer } from "#agent";
import type { LiveRun } from "#pipeline";

/** What an answer over a run must say of it: by the run's own manifest, not by the product. */
export function datasetOf({ runId, snapshotDate, models }: LiveRun): Answer["dataset"] {
  return {
    runId,
    snapshotDate,
    modelVersions: Object.fromEntries(models.map(({ name, version }) => [name, version])),
  };
}
