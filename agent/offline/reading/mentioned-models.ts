import type { ModelSpec } from "#knowledge";

import type { ParsedQuestion } from "./parsed-question.ts";

/** The models that the question names, by their names or by what they predict, in its order and each once. */
export function mentionedModels(question: ParsedQuestion): ModelSpec[] {
  const { models } = question.domain;
  const named = question.mentions.flatMap(({ meanings }) => {
    for (const meaning of meanings) {
      if (meaning.kind === "model") return [meaning.model];
      if (meaning.kind !== "column") continue;
      const { name } = meaning.column;
      const model = models.find((one) => one.actual === name || one.prediction === name);
      if (model) return [model];
    }
    return [];
  });
  return [...new Set(named)];
}
