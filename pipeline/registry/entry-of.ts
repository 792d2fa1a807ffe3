import { z } from "zod";

import type { GatedModel } from "../gate/gate-models.ts";
import type { RunContext } from "../run/run-context.ts";
import { versionOf, type ModelArtifact } from "../stages/train/write-model.ts";
import type { RegistryEntry } from "./registry-schema.ts";

/** What an artifact tells of itself that the registry keeps. */
const aboutSchema = z.object({
  kind: z.string(),
  algorithm: z.string(),
  hyperParameters: z.record(z.string(), z.unknown()),
});

/** The registry's entry of a version that was just trained; `gated` is null for a model that no gate judges. */
export function entryOf(
  context: RunContext,
  trained: {
    readonly artifact: ModelArtifact;
    readonly gated: GatedModel | null;
    readonly rows: RegistryEntry["rows"];
  },
): RegistryEntry {
  const { runId, snapshotDate, seed, clock, feed } = context;
  const { artifact, gated, rows } = trained;
  const decision = gated?.decision;
  const test = artifact.metrics.filter(({ split }) => split === "test");
  return {
    model: artifact.name,
    version: versionOf(context, artifact.files),
    runId,
    trainedAt: clock.now().toISOString(),
    snapshotDate,
    dataHash: feed.fingerprint,
    rows,
    seed,
    ...aboutSchema.parse(artifact.about),
    metrics: Object.fromEntries(test.map(({ metric, value }) => [metric, value])),
    subgroups: gated?.challenger.fairness.rows ?? [],
    fairness: gated?.challenger.fairness.attributes ?? [],
    decision: decision === undefined ? "ungated" : decision.isPromoted ? "promoted" : "refused",
    reasons: decision?.reasons ?? [],
    comparedWith: decision?.champion == null ? null : { version: decision.champion, figures: decision.figures },
    approval: null,
  };
}
