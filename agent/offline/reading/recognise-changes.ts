import type { Column } from "#knowledge";

import type { Reading } from "./analysis.ts";
import { changeOf } from "./change-size.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { churnModel } from "./recognise-levers.ts";
import { featuresOf, has, measureOf, modelOf, outcomesOf, populationForAll, read, remaining } from "./recognise.ts";
import { asksCost, costOf } from "./said-cost.ts";
import { withoutAmounts } from "./without-amounts.ts";

const amount = String.raw`(?:one|two|three|four|five|six|seven|eight|nine|ten|a|an|\d+(?:\.\d+)?\s?%?)`;
const more = "(?:more|fewer|extra|additional|less|another)";
const changing =
  "(?:increasing|raising|improving|reducing|adding|converting|lowering|doubling|tripling|halving|cutting|boosting|moving|upgrading|turning|getting|making|giving)";

/** Ways to suppose a change: an order, an "if", a noun of change, a step up or down with its size. */
const hypotheses: readonly RegExp[] = [
  /^(raise|increase|improve|boost|lower|reduce|cut|double|triple|halve|convert|set|move|upgrade|bump|turn|bring|push) /,
  /^(and |so |ok |well )*(say|let us say|let's say|lets say|pretend|picture|given that) (we|that|you|i|they|all|every|everyone|everybody|half|our|the|users|customers|people|\d)/,
  /\b(if|suppos\w+|assum\w+|imagin\w+|pretend|were to|what would happen|happens?\b.*\b(if|when)|scenario|simulat\w+|hypothetical\w*|uplift|what-if)\b/,
  /\b(cost[- /]benefit|pay off|worth (it|\w+ing)|worthwhile|roi|return on|incentivi[sz]\w*)\b/,
  new RegExp(
    String.raw`\b(effect|impact|effects|consequences?|result|benefit|gain|lift) (of|from) (?:(?:a|an|the) )?(${changing}|relative|\d|increase|rise|plus \d+|[+-]?\d|${amount} ${more})`,
  ),
  new RegExp(
    String.raw`\b(effect|impact|benefit|gain|lift) (of|from) an? (\w+ )?(increase|rise|decrease|drop|cut|reduction|uplift|step)\b`,
  ),
  new RegExp(
    String.raw`\b${amount} ${more} .*\b(do|does|mean|bring|change|worth|give|get us|how much|how many|what)\b`,
  ),
  /\b(what|how much|how) would .*\b(more|fewer|extra|additional|less|doubled|tripled|halved|twice)\b/,
  /\bwhat (would|does|do|can|could) (doubling|tripling|halving|raising|increasing|improving|lowering|reducing|cutting|boosting|converting|adding)\b/,
  /\b(by how much|how much) would\b/,
  /\bwhat would (a|an) \S+ (better|higher|lower|larger|smaller|faster|slower|quicker|shorter|longer|increase|rise|drop|more|fewer)\b/,
  /\b(effect|impact) of \+|\b(gain|gains|benefit|benefits) (the )?most (from|if)\b/,
  // "Notification click rate up 20%, how does engagement change?"
  /\b(up|down|increased|raised|lowered|reduced|cut|bumped) (by )?\d+(\.\d+)?\s?(%|percent|points)?.*\b(how|what|effect|change|happens)\b/,
  /\bwould .*\b(change|drop|fall|rise|go up|go down|increase|decrease|improve|shrink|grow)\b.* (if|with|after|were)\b/,
];
/** Words before which an outcome is what is supposed to change, not what is asked of the change. */
const supposing =
  /^(if|suppose|supposing|assume|assuming|imagine|say|pretend|raise|increase|lower|reduce|double|halve)$/;

/** What if a lever were changed, for a group or for everybody. */
export function recogniseWhatIf(asked: ParsedQuestion): Reading | null {
  const question = withoutAmounts(asked);
  const costEach = costOf(question);
  const isCostAsked = costEach !== null || asksCost(question);
  if (!hypotheses.some((one) => has(question, one)) && !isCostAsked) return null;
  // "Is it worth sending more? How does it relate to …": the relation is asked for, and a yes or no.
  if (has(question, /\b(relates?|related|correlat\w*|relation\w*)\b/) && !has(question, /\b(what if|if we|by \d)/))
    return null;
  if (question.isAboutGroup && has(question, /^(list|show|how many)\b/)) return null;
  const conversion = conversionOf(question, isCostAsked, costEach);
  if (conversion) return conversion;
  const supposed = supposedBound(question);
  if (supposed) return whatIfBound(question, supposed, isCostAsked, costEach);
  const named = featuresOf(question);
  const movable = named.filter((column) => column.lever !== null && column.lever.direction !== "set");
  const lever = movable[0] ?? named[0] ?? leverOfUnit(question);
  if (!lever) return notChangeable(question);
  if (movable.length > 1) return askWhich(question, movable);
  if (lever.lever === null) {
    return {
      kind: "not-in-data",
      missing: `${lever.label} is not something that can be changed, so I do not simulate a change of it.`,
      nearest: [`How is ${lever.label} related to ${measureLabel(question)}?`],
    };
  }
  const change = changeOf(question, lever);
  return read(
    {
      kind: "what-if",
      population: populationForAll(question),
      lever: lever.name,
      model: askedModel(question),
      change: change.change,
      share: 1,
      isCostAsked,
      ...(costEach === null ? {} : { costEach }),
    },
    ...change.assumptions,
  );
}

/** "What if churn fell by 10%?": what the models predict follows from a change, and is none by itself. */
function notChangeable(question: ParsedQuestion): Reading | null {
  const { tokens, domain } = question;
  const at = tokens.findIndex(({ lower }) => supposing.test(lower));
  const outcome = question.columns.find(
    ({ column, at: place }) => outcomesOf(question).includes(column) && at >= 0 && place > at && place <= at + 4,
  );
  if (!outcome || question.conditions.some(({ from }) => from > at && from < outcome.at)) return null;
  const model = domain.models.find(({ actual, prediction }) => [actual, prediction].includes(outcome.column.name));
  if (!model) return null;
  return {
    kind: "not-in-data",
    missing: `${outcome.column.label} is what the models predict; I can change what it follows from, not the outcome itself.`,
    nearest: [`Which levers would change ${outcome.column.label} most?`],
  };
}

/** "What if all free users replied within 2 hours?": a bound on a lever that is supposed, not one that customers meet. */
function supposedBound(question: ParsedQuestion): FoundCondition | null {
  if (featuresOf(question).some((column) => column.lever !== null)) return null;
  const bounds = question.conditions.filter(({ condition, from }) => {
    if (condition.kind !== "compare" || typeof condition.value !== "number" || condition.op === "<>") return false;
    const lever = question.domain.resultColumns.find((column) => column.name === condition.column)?.lever;
    const isOfCustomers = /^(with|having|whose|have|has|below|above|under|over|of)$/.test(
      question.tokens[from - 1]?.lower ?? "",
    );
    return lever !== null && lever !== undefined && !isOfCustomers;
  });
  return bounds.length === 1 ? (bounds[0] ?? null) : null;
}

function whatIfBound(
  question: ParsedQuestion,
  found: FoundCondition,
  isCostAsked: boolean,
  costEach: number | null,
): Reading | null {
  const { condition } = found;
  if (condition.kind !== "compare" || typeof condition.value === "boolean") return null;
  return read({
    kind: "what-if",
    population: remaining(question, [found]),
    lever: condition.column,
    model: askedModel(question),
    change: { kind: "set", value: condition.value },
    share: 1,
    isCostAsked,
    ...(costEach === null ? {} : { costEach }),
  });
}

/** "Answered within 2 hours": the one lever that is measured in the unit that is said. */
export function leverOfUnit(question: ParsedQuestion): Column | null {
  const words = question.tokens.map((token) => token.lower.replace(/s$/, ""));
  const [lever, ...others] = question.domain.feedColumns.filter(
    (column) => column.lever !== null && column.unit !== null && words.includes(column.unit.replace(/s$/, "")),
  );
  return lever && others.length === 0 ? lever : null;
}

/** One lever at a time: together they would need an assumption on how they act on each other. */
export function askWhich(question: ParsedQuestion, levers: readonly Column[], id?: string): Reading {
  const said = levers.map((lever) => changeOf(question, lever).isSaid);
  return {
    kind: "ask",
    text: `I simulate one change at a time${said.some(Boolean) ? "" : ", and no size was named"}. Which one do you mean?`,
    options: levers
      .slice(0, 4)
      .map(
        (lever) =>
          `What if ${id === undefined ? "we" : id} ${verbOf(lever, id === undefined)} ${lever.label} by ${sizeBeside(question, lever)}?`,
      ),
  };
}

/** The size that stands nearest behind the lever's name: "posts by 10% and clicks by 20%". */
function sizeBeside({ tokens, columns }: ParsedQuestion, lever: Column): string {
  const at = columns.find(({ column }) => column.name === lever.name)?.at ?? 0;
  const sizes = tokens.flatMap((token, index) => (token.kind === "number" && token.isPercent ? [index] : []));
  const nearest = sizes.find((index) => index > at) ?? sizes.at(-1);
  return nearest === undefined ? "10%" : (tokens[nearest]?.text ?? "10%").replace(/\s?(%|percent)/, "%");
}

function verbOf(lever: Column, isPlural: boolean): string {
  const verb = lever.lever?.direction === "down" ? "reduce" : "increase";
  return isPlural ? verb : `${verb}s`;
}

/** The model of the outcome that the question names; of churn where it speaks of leaving. */
function askedModel(question: ParsedQuestion): string {
  return outcomesOf(question).length === 0 && has(question, /\b(retain|retention|churn|leav|stay|quit)/)
    ? (churnModel(question) ?? modelOf(question))
    : modelOf(question);
}

function measureLabel(question: ParsedQuestion): string {
  const name = measureOf(question);
  return question.domain.resultColumns.find((column) => column.name === name)?.label ?? name;
}

/** "convert 10 % of free users to premium". */
function conversionOf(question: ParsedQuestion, isCostAsked: boolean, costEach: number | null): Reading | null {
  const used = question.conditions.filter((found) => {
    const { condition } = found;
    if (condition.kind !== "compare") return false;
    const lever = question.domain.resultColumns.find((column) => column.name === condition.column)?.lever;
    return lever?.direction === "set";
  });
  const first = used[0]?.condition;
  if (!first || first.kind !== "compare") return null;
  const isWorthIt = isCostAsked && featuresOf(question).every((one) => one.lever === null);
  if (
    !isWorthIt &&
    !has(
      question,
      /\b(convert|converts|converted|converting|conversion|upgrade|upgrades|upgraded|upgrading|switch|switches|switched|move|moved|moving|became|become|becomes|go|goes|went|turn|turns|turned|turning|make|making|made|give|giving|gave|get|gets|getting|got|were|had|gift|all .* premium)\b/,
    )
  )
    return null;
  const column = question.domain.resultColumns.find((candidate) => candidate.name === first.column);
  const lever = column?.lever;
  if (!column || lever?.direction !== "set") return null;
  const asksForTo = used.some(({ condition }) => condition.kind === "compare" && condition.value === lever.to);
  // "If half of the free users upgraded": who upgrades leaves the lower value for the other one.
  if (!asksForTo && !has(question, /\b(upgrad|subscrib|convert)/)) return null;
  const share =
    question.tokens.find((token) => token.isPercent)?.value ??
    (has(question, /\bhalf\b/) ? 0.5 : has(question, /\bquarter\b/) ? 0.25 : has(question, /\bthird\b/) ? 1 / 3 : 1);
  return read({
    kind: "what-if",
    population: [{ kind: "compare", column: column.name, op: "=", value: lever.from }, ...remaining(question, used)],
    lever: column.name,
    model: askedModel(question),
    change: { kind: "set", value: lever.to },
    share,
    isCostAsked,
    ...(costEach === null ? {} : { costEach }),
  });
}
