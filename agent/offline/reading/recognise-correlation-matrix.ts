import type { Column } from "#knowledge";

import type { Reading } from "./analysis.ts";
import { isNumeric } from "./column-of-mention.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, outcomesOf, populationForAll, read } from "./recognise.ts";

/** Columns of one matrix: 45 pairs still fit a table. */
const columnsAtMost = 10;

/** How several columns go together, each with each: "correlation matrix of …", "correlate a, b and c with d". */
export function recogniseCorrelationMatrix(question: ParsedQuestion): Reading | null {
  const isMatrix = has(
    question,
    /\b(correlation|corr) (matrix|matrices|table|heat ?map)\b|\bpairwise\b|\bcross-?correlat/,
  );
  if (!isMatrix && !has(question, /\bcorrelat\w*\b/)) return null;
  const isNumber = (column: Column) => isNumeric(column) || column.type === "boolean";
  const named = [...outcomesOf(question), ...featuresOf(question)].filter(isNumber);
  if (named.length >= 3)
    return read({
      kind: "correlation-matrix",
      columns: named.slice(0, columnsAtMost).map((column) => column.name),
      population: populationForAll(question),
    });
  if (!isMatrix || named.length > 0) return null;
  const targets = question.domain.resultColumns.filter((column) => column.role === "target" && isNumber(column));
  return read(
    {
      kind: "correlation-matrix",
      columns: targets.map((column) => column.name),
      population: populationForAll(question),
    },
    "no columns were named, so I took the outcomes",
  );
}
