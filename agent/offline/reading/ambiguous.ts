import type { Column } from "#knowledge";

import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";

/** Asks back where one name stands for several columns of categories: "churn by tier" may mean either. */
export function askAmbiguous(question: ParsedQuestion): Reading | null {
  for (const mention of question.mentions) {
    const columns = mention.meanings.flatMap((meaning) => (meaning.kind === "column" ? [meaning.column] : []));
    const [first, second] = columns;
    const areCategories = columns.every((column) => column.type === "string" && isOfCustomers(column));
    // "The mega tier": the value says which.
    const isSaid = question.conditions.some(({ from, to }) => to >= mention.from && from <= mention.to);
    if (!first || !second || !areCategories || isSaid) continue;
    return {
      kind: "ask",
      text: `"${mention.text}" may be ${columns.map((column) => column.label).join(" or ")}. Which do you mean?`,
      options: columns.map((column) => question.text.replace(mention.text, column.label)),
    };
  }
  return null;
}

function isOfCustomers(column: Column): boolean {
  return column.role === "feature" || column.role === "derived";
}
