import { writeFile } from "node:fs/promises";
import path from "node:path";

import { historyOf, readRegistry } from "../registry/registry.ts";
import type { RunContext } from "../run/run-context.ts";
import type { PredictOutput } from "../stages/predict/predict.ts";
import type { TrainOutput } from "../stages/train/train.ts";
import type { TruthReport } from "../truth/truth-report.ts";
import { renderCard } from "./render-card.ts";
import { toldVersion } from "./told-version.ts";

/** Versions of the history that lie beside a card for the analyst. */
const versionsTold = 10;

/**
 * Writes the card of every model that serves into its folder, `card.md`, and beside it `history.json`: the last versions
 * with what the gate said of them.
 */
export async function writeCards(
  { run, domain, data, signal }: RunContext,
  {
    trained,
    predicted,
    truth,
  }: { readonly trained: TrainOutput; readonly predicted: PredictOutput; readonly truth: TruthReport },
): Promise<void> {
  const registry = await readRegistry(data.root, signal);
  for (const { name, version, metrics } of trained.models) {
    const history = historyOf(registry, name);
    const card = renderCard({
      domain,
      name,
      version,
      metrics,
      importance: predicted.models.find((model) => model.name === name)?.importance ?? [],
      fairness: trained.fairness.find(({ model }) => model === name) ?? null,
      proxies: trained.proxies,
      truth: truth.models.find(({ model }) => model === name) ?? null,
      history,
    });
    const write = (file: string, content: string) =>
      writeFile(path.join(run.model(name, version), file), content, { signal });
    await write("card.md", card);
    await write("history.json", `${JSON.stringify(history.slice(-versionsTold).map(toldVersion), null, 2)}\n`);
  }
}
