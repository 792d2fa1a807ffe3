import { historyOf } from "./registry.ts";
import type { Registry, RegistryEntry } from "./registry-schema.ts";
import { toldMetricsOf } from "./told-metrics.ts";

/** What has become of a version. */
export type VersionState = "serving" | "approved" | "refused" | "kept" | "former";

/** A version as it is listed. */
export type ListedVersion = RegistryEntry & { readonly state: VersionState };

/**
 * Every version of every model with its state, champion and challengers of a model side by side, the newest first.
 * `served` are the versions of the live run, `keptRuns` the runs whose files are still there.
 */
export function listVersions(
  registry: Registry,
  served: readonly { readonly name: string; readonly version: string }[],
  keptRuns: ReadonlySet<string>,
): ListedVersion[] {
  const models = [...new Set(registry.entries.map((entry) => entry.model))];
  const stateOf = (entry: RegistryEntry): VersionState => {
    if (served.some(({ name, version }) => name === entry.model && version === entry.version)) return "serving";
    if (entry.approval !== null) return "approved";
    if (entry.decision === "refused") return "refused";
    return keptRuns.has(entry.runId) ? "kept" : "former";
  };
  return models.flatMap((model) =>
    historyOf(registry, model)
      .map((entry) => ({ ...entry, state: stateOf(entry) }))
      .toReversed(),
  );
}

/** The versions as a table; a refused one with its reasons below it. */
export function renderVersions(versions: readonly ListedVersion[]): string {
  if (versions.length === 0) return "No model has been trained yet.\n";
  const header = ["model", "version", "state", "trained", "metrics on the test split"];
  const table = [header, ...versions.map(rowOf)];
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const lines = versions.flatMap((version, index) => [
    line(table[index + 1] ?? []),
    ...version.reasons.map((reason) => `    ${reason}`),
    ...(version.approval ? [`    Approved by ${version.approval.by}: ${version.approval.reason}`] : []),
  ]);
  return `${[line(header), ...lines].join("\n")}\n`;
}

function rowOf({ model, version, state, trainedAt, metrics }: ListedVersion): string[] {
  const told = toldMetricsOf(metrics).map(([metric, value]) => `${metric} ${value.toPrecision(4)}`);
  return [model, version, state, trainedAt.slice(0, 16).replace("T", " "), told.join(", ")];
}
