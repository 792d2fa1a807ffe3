import type { Answer } from "#agent";

import { cleanLine } from "../../cli/clean-text.ts";

/** What the checks found, and what the answer rests on: two lines of small print, not escaped. */
export function checkLines(answer: Answer): readonly string[] {
  const { numbers, names, traced, derived, given, untraced, repaired, notes } = answer.verification;
  const found = [
    `${traced} traced to the rows`,
    derived > 0 ? `${derived} derived from them` : "",
    given > 0 ? `${given} given` : "",
    untraced > 0 ? `${untraced} *not* traced` : "",
    repaired ? "the text was mended once" : "",
  ].filter((part) => part !== "");
  const mark = untraced > 0 ? "✗" : "✓";
  const checked = `${mark} ${count(numbers, "number")} and ${count(names, "name")} checked: ${found.join(", ")}.`;
  return [...(numbers + names > 0 ? [checked, ...notes.map(cleanLine)] : []), originOf(answer)];
}

/** Of which day, run and model, and what it cost. */
function originOf({ model, dataset, usage, cached }: Answer): string {
  const cost = usage.costUsd === null || usage.costUsd === 0 ? [] : [`$${usage.costUsd.toFixed(4)}`];
  const earlier = cached ? [`given before, at ${cached.finishedAt}`] : [];
  return cleanLine(
    [
      `Data of ${dataset.snapshotDate}, run ${dataset.runId}`,
      `${model.provider}:${model.name}`,
      ...cost,
      ...earlier,
    ].join(" · "),
  );
}

function count(value: number, noun: string): string {
  return `${value.toLocaleString("en-US")} ${noun}${value === 1 ? "" : "s"}`;
}
