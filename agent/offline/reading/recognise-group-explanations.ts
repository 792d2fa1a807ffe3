import type { ModelSpec } from "#knowledge";

import type { Population, Reading, Side } from "./analysis.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, has, labelOfCondition, mergeValues, outcomesOf, read } from "./recognise.ts";

const reasonCues =
  /\b(why|how come|explains?|explained|explanation|account(s|ed)? for|behind|reasons?|due to|what makes|what('s| is)? (driving|drives|causing|causes|making))\b/;
/** Words that compare, and so say that two groups are meant, or one and the rest. */
const contrastCues =
  /\b(gaps?|differ\w*|than|versus|vs|compared|unlike|more|less|higher|lower|better|worse|riskier|safer|likelier|so|that|such|rest|others?|everyone|everybody|average)\b/;
/** What is done, or could be, is another question than why two groups differ. */
const otherCues = /\b(should|could|would|can) (we|i|you|they)\b|\bhow (do|to|can|could|should)\b|\bwhat if\b/;

/** Words that say of an event that it comes, or that it does not, where no column is named. */
const eventWords = /\b(risk\w*|safer?|leav\w*|lost|lose|losing|los(es|t)|quit\w*|stay\w*|cancel\w*|go(ing)? away)\b/;
const staying = /\b(safer?|stay\w*|loyal\w*|retain\w*|retention|stick\w*)\b/;

/** Why one group is predicted more or less of an outcome than another: "why is this segment riskier than that one?". */
export function recogniseGroupExplanation(question: ParsedQuestion): Reading | null {
  if (!has(question, reasonCues) || has(question, otherCues) || question.ids.length > 0) return null;
  const model = modelAsked(question);
  if (!model) return null;
  const sets = question.conditions.filter((found) => !isOfOutcome(question, found, model));
  if (sets.length === 0) return null;
  // "What explains churn of mobile users?" asks what weighs for them; with "why" the rest is what they differ from.
  if (!has(question, /\b(why|how come)\b/) && !contrastCues.test(question.lower)) return null;
  const { a, b, both } = sidesOf(question, sets);
  return read({
    kind: "explain-groups",
    model: model.name,
    sides: [sideOf(question, a), sideOf(question, b)],
    population: populationOf(both),
    asks: supposed(question),
  });
}

/** The model of the outcome that is named, or of the event that the question says of the groups. */
function modelAsked(question: ParsedQuestion): ModelSpec | null {
  const { domain } = question;
  const outcomes = outcomesOf(question);
  const named = domain.models.find((model) =>
    outcomes.some(({ name }) => [model.actual, model.prediction, model.category].includes(name)),
  );
  if (named) return named;
  const [said] = question.models;
  if (said) return said;
  // A group that an outcome makes can be what is explained: "why are premium users less often at risk?".
  const ofGroup = question.conditions.map(({ condition }) => columnOfCondition(question, condition));
  const byGroup = domain.models.find(({ actual, prediction, category }) =>
    [actual, prediction, category].some((name) => name !== null && ofGroup.includes(name)),
  );
  if (byGroup && question.conditions.length > 1) return byGroup;
  if (outcomes.length > 0 || !has(question, eventWords)) return null;
  return domain.models.find(({ kind, goodDirection }) => kind === "classification" && goodDirection === "down") ?? null;
}

/** A condition on the outcome itself says what is explained, not for whom. */
function isOfOutcome(question: ParsedQuestion, { condition }: FoundCondition, model: ModelSpec): boolean {
  return [model.actual, model.prediction, model.category].includes(columnOfCondition(question, condition));
}

type Sides = {
  readonly a: readonly FoundCondition[];
  readonly b: readonly FoundCondition[];
  /** What is said of both. */
  readonly both: readonly FoundCondition[];
};

/** The two groups: parted by "than", or by "and" where two of a kind are said to differ; one alone is against the rest. */
function sidesOf(question: ParsedQuestion, sets: readonly FoundCondition[]): Sides {
  const { tokens } = question;
  const [first] = sets;
  const parting = tokens.findIndex(
    ({ lower }, index) =>
      /^(than|vs|versus|against|compared|unlike|whereas|while|but)$/.test(lower) && index >= (first?.to ?? 0),
  );
  if (parting >= 0) {
    const before = sets.filter(({ from }) => from < parting);
    const after = sets.filter(({ from }) => from > parting);
    return after.length === 0 ? { a: before, b: [], both: [] } : withShared(question, before, after);
  }
  const isPair = has(question, /\b(between|gaps?|differ\w*|from|and)\b/);
  for (const one of isPair ? sets : []) {
    const other = sets.find((candidate) => candidate.from > one.from && isAlternative(question, one, candidate));
    if (other) return { a: [one], b: [other], both: sets.filter((set) => set !== one && set !== other) };
  }
  if (isPair && has(question, /\bbetween\b/) && sets.length === 2)
    return { a: sets.slice(0, 1), b: sets.slice(1), both: [] };
  return { a: sets, b: [], both: [] };
}

/** "Young premium users than free users": who is young is said once, of the groups that account type parts. */
function withShared(
  question: ParsedQuestion,
  before: readonly FoundCondition[],
  after: readonly FoundCondition[],
): Sides {
  const isParting = (one: FoundCondition, others: readonly FoundCondition[]) =>
    others.some((other) => isAlternative(question, one, other));
  if (!before.some((one) => isParting(one, after))) return { a: before, b: after, both: [] };
  return {
    a: before.filter((one) => isParting(one, after)),
    b: after.filter((one) => isParting(one, before)),
    both: [...before.filter((one) => !isParting(one, after)), ...after.filter((one) => !isParting(one, before))],
  };
}

/** Two conditions on one column, which make groups of one kind. */
function isAlternative(question: ParsedQuestion, one: FoundCondition, other: FoundCondition): boolean {
  return columnOfCondition(question, one.condition) === columnOfCondition(question, other.condition);
}

function populationOf(sets: readonly FoundCondition[]): Population {
  return mergeValues(sets.map(({ condition }) => condition));
}

function sideOf(question: ParsedQuestion, sets: readonly FoundCondition[]): Side {
  const label = sets.map(({ condition }) => labelOfCondition(question, condition)).join(", ");
  return { label: label === "" ? `other ${question.domain.entity.plural}` : label, where: populationOf(sets) };
}

/** What the question supposes of the first group: "why do premium users churn less?" that their churn is lower. */
function supposed({ outside }: ParsedQuestion): "higher" | "lower" | null {
  const isLess = /\b(less|lower|fewer|smaller)\b/.test(outside);
  const isMore = /\b(more|higher|greater|likelier|riskier|so)\b/.test(outside);
  if (isLess === isMore) return staying.test(outside) && !isLess ? "lower" : null;
  return isLess !== staying.test(outside) ? "lower" : "higher";
}
