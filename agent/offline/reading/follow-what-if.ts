import type { Analysis, Change, Reading } from "./analysis.ts";
import { changeOf } from "./change-size.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { mergeConditions, populationOfAnalysis } from "./refine-analysis.ts";
import { recogniseWhatIf } from "./recognise-changes.ts";
import { featuresOf, has, outcomesOf, read } from "./recognise.ts";
import { asksCost, costOf } from "./said-cost.ts";

type OfChange = Extract<Analysis, { kind: "what-if" | "customer-what-if" }>;

const times: Readonly<Record<string, number>> = { half: 0.5, twice: 2, double: 2, triple: 3, thrice: 3 };
const scaling =
  /\b(half|twice|double|triple|thrice)( of)? (that|this|as much|as many|the (size|change|amount|increase)|more|it)\b|^(and |or |what about )*(half|twice|double|triple)[?. ]*$/;
const reversing =
  /\b(other way (a?round|about)|opposite|in reverse|reversed?|the same (amount|much) (less|fewer|down))\b/;

/** A question after a what-if: another size, another lever, the opposite, its cost; null for what any answer takes. */
export function followWhatIf(question: ParsedQuestion, base: OfChange): Reading | null {
  if (base.kind === "what-if") {
    const costEach = costOf(question);
    if (costEach !== null) return read({ ...base, isCostAsked: true, costEach });
    if (isCostOf(question)) return read({ ...base, isCostAsked: true });
    const share = shareOf(question, base);
    if (share !== null) return read({ ...base, share });
  }
  if (question.conditions.length > 0 || outcomesOf(question).length > 0) return null;
  const scaled = scaledChange(question, base.change);
  if (scaled) return read({ ...base, change: scaled }, "I read that as a multiple of the change before");
  if (has(question, reversing)) {
    const opposite = oppositeOf(base.change);
    return opposite && read({ ...base, change: opposite }, "I took the same change in the opposite direction");
  }
  return otherLever(question, base) ?? otherSize(question, base);
}

/** "What if we raise them by 1?" after an answer on a lever: that lever, changed. */
export function supposeOf(question: ParsedQuestion, base: Analysis): Reading | null {
  const isAsked = has(
    question,
    /\b(what if|if|suppose|imagine|what happens when)\b.*\b(it|that|this|them|those|these)\b/,
  );
  const name =
    base.kind === "relate" || base.kind === "threshold" ? ("x" in base ? base.x : base.column) : columnOf(base);
  const lever = question.domain.resultColumns.find((column) => column.name === name && column.lever !== null);
  if (!isAsked || !lever || featuresOf(question).length > 0) return null;
  const named = { column: lever, at: 0, text: lever.label };
  const reading = recogniseWhatIf({ ...question, columns: [...question.columns, named] });
  if (reading?.kind !== "analysis" || reading.analysis.kind !== "what-if") return reading;
  const population = mergeConditions(question.domain, populationOfAnalysis(base), reading.analysis.population);
  return { ...reading, analysis: { ...reading.analysis, population } };
}

/** The one column that an answer was about. */
function columnOf(base: Analysis): string | null {
  if (base.kind === "distribution" || base.kind === "quantile-groups" || base.kind === "correlates") return base.column;
  const [measure, ...others] = base.kind === "aggregate" ? base.measures : [];
  return measure && others.length === 0 ? measure.column : null;
}

/** "Is it worth the cost?", with nothing else said. */
export function isCostOf(question: ParsedQuestion): boolean {
  return asksCost(question) && featuresOf(question).length === 0 && question.conditions.length === 0;
}

/** "And 25%?" after a conversion: another share of the customers converted. */
function shareOf({ tokens, conditions }: ParsedQuestion, { change }: OfChange): number | null {
  if (change.kind !== "set" || typeof change.value !== "string" || tokens.length > 8 || conditions.length > 0)
    return null;
  const [share, ...others] = tokens.flatMap((token) => (token.isPercent && token.value !== null ? [token.value] : []));
  return share !== undefined && others.length === 0 && share > 0 && share <= 1 ? share : null;
}

/** "Twice that", "half as much": so many times the change before. */
function scaledChange(question: ParsedQuestion, change: Change): Change | null {
  const said = scaling
    .exec(question.lower)
    ?.slice(1)
    .find((group) => group !== undefined && group in times);
  const factor = times[said ?? ""];
  if (factor === undefined) return null;
  if (change.kind === "add") return { kind: "add", amount: change.amount * factor };
  if (change.kind === "multiply")
    return { kind: "multiply", factor: Number((1 + (change.factor - 1) * factor).toFixed(6)) };
  return null;
}

function oppositeOf(change: Change): Change | null {
  if (change.kind === "add") return { kind: "add", amount: -change.amount };
  const factor = change.kind === "multiply" ? Number((2 - change.factor).toFixed(6)) : 0;
  return factor > 0 ? { kind: "multiply", factor } : null;
}

/** "And messages?": the same relative change of another lever, or the size that is said. */
function otherLever(question: ParsedQuestion, base: OfChange): Reading | null {
  const [lever, ...others] = featuresOf(question);
  if (!lever || others.length > 0 || lever.lever === null || lever.lever.direction === "set") return null;
  const isBare = has(question, /^(and|or|but|now|what about|how about|same|what if|then|instead)\b|\binstead\b/);
  if (!isBare && question.tokens.length > 4) return null;
  const said = changeOf(question, lever);
  if (said.isSaid) return read({ ...base, lever: lever.name, change: said.change }, ...said.assumptions);
  if (base.change.kind === "multiply")
    return read({ ...base, lever: lever.name }, "I took the same relative change as before");
  return read({ ...base, lever: lever.name, change: said.change }, ...said.assumptions);
}

/** "And 20%?", "to 5?", "and halve it?": the same lever by another size. */
function otherSize(question: ParsedQuestion, base: OfChange): Reading | null {
  const lever = question.domain.resultColumns.find((column) => column.name === base.lever);
  const isOfOther = featuresOf(question).some((column) => column.name !== base.lever);
  if (!lever || lever.lever?.direction === "set" || isOfOther) return null;
  const { change, isSaid, assumptions } = changeOf(question, lever);
  if (!isSaid) return null;
  // "And two hours?" after "an hour faster": faster too.
  const isSigned = has(
    question,
    /\b(more|fewer|less|faster|slower|up|down|raise|reduce|increase|lower|higher|add|cut|drop)\b|[+-]\d/,
  );
  const isDown = base.change.kind === "add" && base.change.amount < 0;
  const kept: Change =
    change.kind === "add" && !isSigned && isDown ? { kind: "add", amount: -Math.abs(change.amount) } : change;
  return read({ ...base, change: kept }, ...assumptions);
}
