import type { Check, CheckContext } from "./check.ts";

/** The answer says of which run, day and models it is, and they are those that were asked. */
export function checkProvenance({ answer, dataset }: CheckContext): Check {
  const told = answer.dataset;
  const faults: string[] = [];
  if (dataset !== undefined) {
    if (told.runId !== dataset.runId) faults.push(`says run ${told.runId}, ${dataset.runId} was asked`);
    if (told.snapshotDate !== dataset.snapshotDate)
      faults.push(`says data of ${told.snapshotDate}, they are of ${dataset.snapshotDate}`);
    const models = new Set([...Object.keys(told.modelVersions), ...Object.keys(dataset.modelVersions)]);
    for (const model of models) {
      const [said, live] = [told.modelVersions[model], dataset.modelVersions[model]];
      if (said !== live) faults.push(`says ${model} ${said ?? "none"}, ${live ?? "none"} is live`);
    }
  }
  return { id: "provenance", pass: faults.length === 0, note: faults.join("; ") };
}
