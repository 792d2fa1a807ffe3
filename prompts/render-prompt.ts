import { readFileSync } from "node:fs";

import { AppError } from "#core";

export type PromptName = "system" | "repair" | "earlier-turns";

/**
 * A prompt with its slots filled. Throws `INTERNAL` where a slot is left empty or is not known: a prompt with a hole
 * is a fault of the program, never sent.
 */
export function renderPrompt(name: PromptName, slots: Readonly<Record<string, string>>): string {
  const template = readFileSync(new URL(`./${name}.md`, import.meta.url), "utf8");
  const wanted = new Set(template.match(/\{\{\w+\}\}/g)?.map((slot) => slot.slice(2, -2)));
  const faults = [
    ...[...wanted].filter((slot) => !(slot in slots)).map((slot) => `${slot} is missing`),
    ...Object.keys(slots)
      .filter((slot) => !wanted.has(slot))
      .map((slot) => `${slot} is not in it`),
  ];
  if (faults.length > 0) {
    throw new AppError("INTERNAL", {
      detail: `The prompt ${name} cannot be filled: ${faults.join(", ")}.`,
      hint: "Mend the caller of renderPrompt.",
    });
  }
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, slot: string) => slots[slot] ?? "").trim();
}
