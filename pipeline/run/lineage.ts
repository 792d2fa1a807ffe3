import { z } from "zod";

import type { Feed } from "../feed/open-feed.ts";

/** One step from what was read to what was written. Names are paths in the run's folder, or the feed's files. */
const lineageStepSchema = z.object({
  stage: z.string(),
  output: z.string(),
  from: z.array(z.string()),
});
export const lineageSchema = z.array(lineageStepSchema);
export type LineageStep = z.infer<typeof lineageStepSchema>;

/**
 * Which files became which: from the feed, each file with its hash, over the prepared data and the model versions to
 * the tables. Whoever asks where a figure comes from can go back step by step.
 */
export function lineageOf(input: {
  readonly feed: Pick<Feed, "files">;
  readonly models: readonly { readonly name: string; readonly version: string }[];
}): LineageStep[] {
  const feed = input.feed.files.map(({ name, sha256 }) => `feed/${name}@sha256:${sha256}`);
  const models = input.models.map(({ name, version }) => `models/${name}/${version}`);
  const step = (stage: string, output: string, from: readonly string[]): LineageStep => ({
    stage,
    output,
    from: [...from],
  });
  const prepared = ["processed/training", "processed/test", "processed/inference", "quarantine"];
  return [
    ...prepared.map((output) => step("prepare", output, feed)),
    step("validate", "quality.json", ["processed/training", "processed/test", "processed/inference", "quarantine"]),
    ...models.map((output) => step("train", output, ["processed/training", "processed/test"])),
    step("predict", "predictions", [...models, "processed/inference"]),
    step("predict", "explanations", [...models, "processed/inference"]),
    step("publish", "results/final", ["predictions", "explanations", "processed/training", "processed/test"]),
    step("publish", "serve.duckdb", ["results/final", "predictions", "explanations", "quality.json"]),
  ];
}
