import type { Column } from "#knowledge";

import type { Change, Reading } from "./analysis.ts";
import type { Token } from "../text/tokens.ts";
import type { FoundCondition } from "./find-conditions.ts";
import { isMoney } from "./find-comparisons.ts";
import { factorInWords } from "./factor-in-words.ts";
import { unitAfter } from "./units.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import {
  columnOfCondition,
  featuresOf,
  has,
  measureOf,
  modelOf,
  outcomesOf,
  populationForAll,
  read,
  remaining,
} from "./recognise.ts";

const hypothesis =
  /^(raise|increase|improve|boost|lower|reduce|cut|double|triple|halve|convert|set|move|upgrade) |\b(if|suppos\w+|assum\w+|imagin\w+|were to|what would happen|happens? (if|when)|scenario|simulat\w+|hypothetical\w*|uplift|cost[- /]benefit|pay off|worth (it|\w+ing)|worthwhile|roi|return on|incentivi[sz]\w*|(effect|impact) of (increasing|raising|improving|reducing|adding|converting|lowering|doubling|tripling|halving|cutting|moving|upgrading|a \d|an? increase|plus \d+|[+-]?\d|(one|two|three|four|five|ten) (more|fewer|extra|additional))|(one|two|three|four|five|ten|\d+|a) (more|fewer|extra|additional) .*\b(do|does|mean|bring|change|worth|give|get us)\b|(what|how much) would .*\b(more|fewer|extra|additional|less)\b|what would (doubling|tripling|halving|raising|increasing|improving|lowering|reducing|cutting|boosting|converting|adding)\b|by how much would|how much would|what would (a|an) \S+ (better|higher|lower|larger|smaller|increase|rise|drop|more|fewer))\b|(effect|impact) of \+|\b(gain|gains|benefit|benefits) (the )?most (from|if)\b/;

/** What if a lever were changed, for a group or for everybody. */
export function recogniseWhatIf(question: ParsedQuestion): Reading | null {
  const costEach = costOf(question);
  const isCostAsked = costEach !== null || asksCost(question);
  if (!has(question, hypothesis) && !isCostAsked) return null;
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
  if (!lever) return null;
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
  const size = /\bby (\d+(?:\.\d+)?\s?%)/.exec(question.lower)?.[1] ?? "10%";
  return {
    kind: "ask",
    text: `I simulate one change at a time${said.some(Boolean) ? "" : ", and no size was named"}. Which one do you mean?`,
    options: levers
      .slice(0, 4)
      .map(
        (lever) =>
          `What if ${id === undefined ? "we" : id} ${verbOf(lever, id === undefined)} ${lever.label} by ${size}?`,
      ),
  };
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
      /\b(convert|converts|converted|converting|conversion|upgrade|upgrades|upgraded|upgrading|switch|switches|switched|move|moved|moving|became|become|becomes|go|goes|went|turn|turned|make|made|give|gave|get|got|were|had|gift|all .* premium)\b/,
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

const costCues =
  /\b(cost ?[-/&]? ?(and )?benefits?|costs? .*\b(versus|vs|against|and) benefits?|benefits? .*\bcosts?|roi|worth (it|\w+ing|the (cost|costs|money|effort|price|investment|trouble))|worthwhile|break[- ]even|pay off|pays off|return on|in dollars|in money)\b|\bwhat would (that|it|this) be worth\b|\bbe worth\b|\bwhat would (it|that|this) cost\b/;

/** Whether cost and benefit of a change are asked for. */
export function asksCost(question: ParsedQuestion): boolean {
  return has(question, costCues);
}

/** The cost for each changed customer that the question names, in dollars: "at $0.50 each", "2 dollars per user". */
export function costOf(question: ParsedQuestion): number | null {
  const place = costPlace(question);
  return place < 0 ? null : (question.tokens[place]?.value ?? null);
}

function costPlace({ tokens, conditions }: ParsedQuestion): number {
  return tokens.findIndex(
    (token, index) =>
      token.kind === "number" &&
      token.value !== null &&
      !token.isPercent &&
      (isMoney(token) || /^(dollars?|usd|bucks?)$/.test(tokens[index + 1]?.lower ?? "")) &&
      !conditions.some((found) => index >= found.from && index < found.to),
  );
}

/** A change of a lever as it was read, and whether its size was said at all. */
type SaidChange = { readonly change: Change; readonly assumptions: readonly string[]; readonly isSaid: boolean };

/** The size of the change: "by 20 %", "by 2", "to 5", "doubled", "one more"; one unit or 10 % where none is said. */
export function changeOf(question: ParsedQuestion, lever: Column): SaidChange {
  const said = (change: Change, ...assumptions: string[]): SaidChange => ({ change, assumptions, isSaid: true });
  const { tokens } = question;
  const isDown = isDecrease(question);
  const factor = factorInWords(question, lever);
  if (factor !== null)
    return said({ kind: "multiply", factor }, `I read the change as relative: each value times ${String(factor)}`);
  const cost = costPlace(question);
  const places = tokens.flatMap((token, index) =>
    token.kind === "number" &&
    index !== cost &&
    token.value !== null &&
    !question.conditions.some((found) => index >= found.from && index < found.to) &&
    !question.mentions.some((mention) => index >= mention.from && index < mention.to)
      ? [index]
      : [],
  );
  // "Went to 40 %", "set to 3", "were at least 2": the new value itself.
  const isTarget = (index: number) =>
    !/^(more|fewer|less|extra|additional)$/.test(tokens[index + 1]?.lower ?? "") &&
    /^(to|at|=|of|within|under|become|becomes|reach|reaches|reached|hit|hits)$/.test(tokens[index - 1]?.lower ?? "");
  const percentage = places.find((index) => tokens[index]!.isPercent);
  const isPoints = has(question, /\b(percentage )?points?\b|\bpp\b/);
  if (percentage !== undefined) {
    const value = tokens[percentage]!.value ?? 0;
    if (isTarget(percentage) && !/\bby\b/.test(tokens[percentage - 1]!.lower))
      return said({ kind: "set", value: lever.format === "percent" ? value * 100 : value });
    const sign = signAt(tokens, percentage, isDown);
    if (isPoints) return said({ kind: "add", amount: sign * (lever.format === "percent" ? value * 100 : value) });
    const factor = Number((1 + sign * value).toFixed(6));
    return said({ kind: "multiply", factor }, `I read the change as relative: each value times ${factor}`);
  }
  const number = places[0];
  if (number !== undefined) {
    const unit = unitAfter(tokens, number, lever);
    const value = Number(((tokens[number]!.value ?? 0) * (unit?.factor ?? 1)).toPrecision(12));
    const sign = signAt(tokens, number, isDown);
    const isShare = lever.format === "share" && value > 1;
    if (isTarget(number)) return said({ kind: "set", value: isShare ? value / 100 : value });
    if (isPoints && lever.format === "share")
      return said({ kind: "add", amount: (sign * value) / (value >= 1 ? 100 : 1) });
    if (
      /^times$/.test(tokens[number + 1]?.lower ?? "") &&
      !/^(a|per|every|each)$/.test(tokens[number + 2]?.lower ?? "")
    )
      return said({ kind: "multiply", factor: value });
    return said({ kind: "add", amount: sign * (isShare ? value / 100 : Math.abs(value)) });
  }
  const direction = lever.lever?.direction === "down" || isDown ? -1 : 1;
  if (lever.type === "int" || (lever.range !== null && lever.range[1] > 1)) {
    return {
      change: { kind: "add", amount: direction },
      assumptions: [
        `no size of the change was said, so I took one ${lever.unit ?? lever.label} ${direction > 0 ? "more" : "less"}`,
      ],
      isSaid: false,
    };
  }
  return {
    change: { kind: "multiply", factor: 1 + direction * 0.1 },
    assumptions: ["no size of the change was said, so I took 10 % relative"],
    isSaid: false,
  };
}

/** Whether the question speaks of less of the lever: a verb of lowering that is not said of the outcome. */
function isDecrease(question: ParsedQuestion): boolean {
  const outside = question.outside.replaceAll(/\b(less|more) likely\b/g, "");
  return /\b(reduc|lower|decreas|cut|drop|fewer|less|halv|shorten|fall|fell|shrink|minus|faster|quicker|sooner)/.test(
    outside,
  );
}

/** The direction that the words behind the number say ("three more", "an hour faster"), else that of the question. */
function signAt(tokens: readonly Token[], index: number, isDown: boolean): 1 | -1 {
  const behind = [tokens[index + 1], tokens[index + 2]].map((token) => token?.lower ?? "");
  if (behind.some((word) => /^(more|extra|additional|further|higher|longer|slower|later)$/.test(word))) return 1;
  if (behind.some((word) => /^(fewer|less|lower|shorter|faster|quicker|sooner|earlier)$/.test(word))) return -1;
  return isDown ? -1 : 1;
}

const improveCues =
  /\b(improv\w+|increas\w+|rais(e|ing)|boost\w*|lift\w*|grow\w*|retain\w*|retention|keep\w*|prevent\w*|reduc\w+|lower(ing)?|cut(ting)?|curb\w*|slash\w*|decreas\w+|win (them )?back|win-back|bring (them )?back|re-?engag\w+|re-?activat\w*|sav(e|ing)|stop\w*|make .*\b(better|higher|stay)|helps?\b.*\bmost|helps? (most|best|them)|more engaged)\b/;
const actionCues =
  /\b(interventions?|actions?|strateg|tactics?|levers?|what (can|could|should|might) (we|i|you)|how (can|could|should|do|would|might) (we|i|you)|recommend\w*|suggest\w*|what to do|best ways?|ways? to|how to|help (us )?(retain|keep)|if (i|we) could|one (behaviou?r|habit|thing)|(thing|lever|behaviou?r|habit)s? to (change|move|improve|do|try)|change one|(which|what) (single |one )?(\w+ )?change\b|what should|what (would|could|might) (raise|increase|improve|help|reduce|lower|keep|boost))\b/;

/** Which levers to move for a group. */
export function recogniseLevers(question: ParsedQuestion): Reading | null {
  const asksAction = has(question, actionCues);
  const asksLever =
    has(question, /\b(best|single|strongest|which|what|top) (\w+ )?levers?\b.*\b(for|of|to)\b/) &&
    question.conditions.length > 0;
  const isPastAsked = has(question, /\binterventions?|\bactions?\b|\bcampaigns?\b|\bworked\b|\bwork best\b/);
  const isGoal =
    has(question, improveCues) ||
    has(
      question,
      /\bchange\b|\bwork(s)? best\b|\bdo about\b|\bdo for\b|\bbest (interventions?|actions?|tactics?|strateg\w+|levers?)\b/,
    );
  if (!asksLever && (!asksAction || !isGoal)) return null;
  if (featuresOf(question).some((column) => column.lever !== null)) return null;
  const goal = /\b(retain|retention|keep|prevent|churn|leav|stay|save|win .*back|bring .*back|quit)/.test(
    question.outside,
  )
    ? churnModel(question)
    : null;
  const named = has(question, /\b(improv\w+|increas\w+|rais\w+|boost|lift|grow|make)\b.{0,25}\bengag/)
    ? primary(question)
    : null;
  return read({
    kind: "levers",
    population: populationForAll(question),
    model: named ?? goal ?? riskModel(question) ?? modelOf(question),
    isPastAsked,
  });
}

function churnModel(question: ParsedQuestion): string | null {
  return (
    question.domain.models.find((model) => model.kind === "classification" && model.goodDirection === "down")?.name ??
    null
  );
}

/** The model whose prediction tells the group that is asked about: to help those at risk is to lower the risk. */
function riskModel(question: ParsedQuestion): string | null {
  if (outcomesOf(question).length > 0) return null;
  const columns = question.conditions.map(({ condition }) => columnOfCondition(question, condition));
  return (
    question.domain.models.find((model) => model.kind === "classification" && columns.includes(model.prediction))
      ?.name ?? null
  );
}

function primary(question: ParsedQuestion): string | null {
  return question.domain.models.find((model) => model.isPrimary)?.name ?? null;
}
