import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { has, read } from "./recognise.ts";

const nouns = /\b(score|scores|rate|rates|probability|value|values|level|levels|number|numbers|figure|figures)\b/;
const ofAll =
  /\bhow (are|is) (we|things|it|everything|business|the business|our \w+|the platform|the app) (doing|going)\b|\bhow('s| is) it going\b|\b(doing|going|performing) (well|badly|worse|better|best|worst|ok|okay|fine)\b|\bare (we|they) (doing|losing|winning|improving)\b|\bwhere are we losing\b|\bhow (good|bad) (is it|are we|are things)\b/;

/** Asks by what, where a question names no column at all: "what's the average score?", "how are we doing?". */
export function askBare(question: ParsedQuestion): Reading | null {
  const { domain } = question;
  if (has(question, /\bmodels?\b.*\b(improv\w*|got(ten)? (better|worse)|better than (before|last))\b/)) {
    const model = question.models[0] ?? domain.models.find((one) => one.isPrimary);
    if (model)
      return read({ kind: "model-quality", model: model.name, aspect: "versions" }, `I took the ${model.label}`);
  }
  const targets = domain.resultColumns.filter((column) => column.role === "target");
  const noun = nouns.exec(question.lower)?.[0];
  if (noun === undefined && !has(question, ofAll)) return null;
  const singular = noun?.replace(/s$/, "") ?? "";
  const named = domain.resultColumns.filter(
    (column) =>
      ["target", "prediction", "heuristic", "feature"].includes(column.role) &&
      column.type !== "string" &&
      singular !== "" &&
      `${column.label} ${column.rateLabel ?? ""}`.split(" ").includes(singular),
  );
  const columns =
    named.length > 0
      ? [...targets.filter((one) => named.includes(one)), ...named.filter((one) => !targets.includes(one))]
      : targets;
  return {
    kind: "ask",
    text: noun === undefined ? "By what? The outcomes that the data holds are these:" : `Which ${noun}?`,
    options: columns
      .slice(0, 4)
      .map((column) =>
        column.type === "boolean"
          ? `What is the ${column.rateLabel ?? column.label}?`
          : `What is the average ${column.label}?`,
      ),
  };
}
