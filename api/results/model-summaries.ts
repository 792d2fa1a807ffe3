import type { Domain } from "#knowledge";
import type { LiveRun } from "#pipeline";

import type { ModelSummary } from "../operations/results-operations.ts";

/** Every model of the live run, with the metric that its gate holds it to. */
export function modelSummaries(domain: Domain, run: LiveRun): readonly ModelSummary[] {
  const gates = new Map(domain.models.map((model) => [model.name, model.gate.metric]));
  const specs = [...domain.models, domain.anomaly, domain.segments].filter((spec) => spec !== null);
  return specs.map(({ name, label, kind }) => {
    const trained = run.manifest.models.find((model) => model.name === name);
    const metric = trained?.metrics.find((one) => one.split === "test" && one.metric === gates.get(name));
    return {
      name,
      label,
      kind,
      version: trained?.version ?? "",
      metric: metric ? { name: metric.metric, value: metric.value } : null,
    };
  });
}
