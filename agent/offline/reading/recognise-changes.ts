import type { Column } from "#knowledge";

import type { Change, Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, measureOf, modelOf, populationForAll, read, remaining } from "./recognise.ts";

const hypothesis =
  /\b(if|suppose|assum|imagine|were to|what would happen|happens? (if|when)|scenario|simulate|hypothetical|uplift|cost[- ]benefit|pay off|worth it|worthwhile|roi|return on|incentivi[sz]|effect of (increasing|raising|improving|reducing|adding|converting|lowering)|by how much would)\b/;

/** What if a lever were changed, for a group or for everybody. */
export function recogniseWhatIf(question: ParsedQuestion): Reading | null {
  const isCostAsked = has(question, /\b(cost|benefit|roi|worth|break[- ]even|pay off|return on|budget|dollars?)\b/) && has(question, /\bcost|benefit|roi|worth|break|pay off|return/);
  if (!has(question, hypothesis) && !isCostAsked) return null;
  const conversion = conversionOf(question, isCostAsked);
  if (conversion) return conversion;
  const named = featuresOf(question);
  const lever = named.find((column) => column.lever !== null && column.lever.direction !== "set") ?? named[0];
  if (!lever) return null;
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
      change: change.change,
      share: 1,
      isCostAsked,
    },
    ...change.assumptions,
  );
}

function measureLabel(question: ParsedQuestion): string {
  const name = measureOf(question);
  return question.domain.resultColumns.find((column) => column.name === name)?.label ?? name;
}

/** "convert 10 % of free users to premium". */
function conversionOf(question: ParsedQuestion, isCostAsked: boolean): Reading | null {
  const used = question.conditions.filter((found) => {
    const { condition } = found;
    if (condition.kind !== "compare") return false;
    const lever = question.domain.resultColumns.find((column) => column.name === condition.column)?.lever;
    return lever?.direction === "set";
  });
  const first = used[0]?.condition;
  if (!first || first.kind !== "compare") return null;
  if (!has(question, /\b(convert|converted|converting|conversion|upgrade|upgraded|upgrading|switch|switched|move|moved|became|become|turn|turned|make|made|give|gave|gift|all .* premium)\b/)) return null;
  const column = question.domain.resultColumns.find((candidate) => candidate.name === first.column);
  const lever = column?.lever;
  if (!column || lever?.direction !== "set") return null;
  const share = question.tokens.find((token) => token.isPercent)?.value ?? (has(question, /\bhalf\b/) ? 0.5 : 1);
  return read({
    kind: "what-if",
    population: [{ kind: "compare", column: column.name, op: "=", value: lever.from }, ...remaining(question, used)],
    lever: column.name,
    change: { kind: "set", value: lever.to },
    share,
    isCostAsked,
  });
}

/** The size of the change: "by 20 %", "by 2", "to 5", "doubled", "one more"; one unit or 10 % where none is said. */
function changeOf(question: ParsedQuestion, lever: Column): { change: Change; assumptions: string[] } {
  const isDown = has(question, /\b(reduc|lower|decreas|cut|drop|fewer|less|halv|shorten|fall|fell)/);
  const sign = isDown ? -1 : 1;
  if (has(question, /\bdoubl|\btwice\b/)) return { change: { kind: "multiply", factor: 2 }, assumptions: [] };
  if (has(question, /\btripl/)) return { change: { kind: "multiply", factor: 3 }, assumptions: [] };
  if (has(question, /\bhalv|\bin half\b/)) return { change: { kind: "multiply", factor: 0.5 }, assumptions: [] };
  const free = question.tokens.filter(
    (token, index) =>
      token.kind === "number" && token.value !== null && !question.conditions.some((found) => index >= found.from && index < found.to),
  );
  const percentage = free.find((token) => token.isPercent);
  const isTarget = (text: string) => new RegExp(`\\bto ${text.replaceAll(/[.+$%]/g, "\\$&")}`).test(question.lower);
  if (percentage?.value != null) {
    const isPoints = has(question, /\b(percentage )?points?\b|\bpp\b/);
    if (isTarget(percentage.lower)) return { change: { kind: "set", value: percentage.value }, assumptions: [] };
    if (isPoints) return { change: { kind: "add", amount: sign * percentage.value }, assumptions: [] };
    return {
      change: { kind: "multiply", factor: 1 + sign * percentage.value },
      assumptions: [`I read the change as relative: each value times ${Number((1 + sign * percentage.value).toFixed(4))}`],
    };
  }
  const number = free[0];
  if (number?.value != null) {
    if (isTarget(number.lower)) return { change: { kind: "set", value: number.value }, assumptions: [] };
    return { change: { kind: "add", amount: sign * number.value }, assumptions: [] };
  }
  const direction = lever.lever?.direction === "down" || isDown ? -1 : 1;
  if (lever.type === "int" || (lever.range !== null && lever.range[1] > 1)) {
    return {
      change: { kind: "add", amount: direction },
      assumptions: [`no size of the change was said, so I took ${direction > 0 ? "one more" : "one less"} (${lever.unit ?? lever.label})`],
    };
  }
  return {
    change: { kind: "multiply", factor: 1 + direction * 0.1 },
    assumptions: ["no size of the change was said, so I took 10 % relative"],
  };
}

const improveCues =
  /\b(improve|increase|raise|boost|lift|grow|retain|retention|keep|prevent|reduce|lower|decrease|win back|win-back|bring back|re-?engage|re-?activat|save|stop)\b/;
const actionCues =
  /\b(interventions?|actions?|strateg|tactics?|levers?|what (can|could|should|might) (we|i|you)|how (can|could|should|do|would|might) (we|i|you)|recommend|suggest|what to do|best way|ways? to|help (us )?(retain|keep)|if i could change|one behaviou?r|change one|what should)\b/;

/** Which levers to move for a group. */
export function recogniseLevers(question: ParsedQuestion): Reading | null {
  const asksAction = has(question, actionCues);
  const isPastAsked = has(question, /\binterventions?|\bcampaigns?\b|\bworked\b|\bwork best\b/);
  const isGoal = has(question, improveCues) || has(question, /\bchange\b|\bwork(s)? best\b|\bdo about\b|\bdo for\b/);
  if (!asksAction || !isGoal) return null;
  if (featuresOf(question).some((column) => column.lever !== null)) return null;
  const goal = has(question, /\b(retain|retention|keep|prevent|churn|leav|stay|save|win back|quit)/) ? churnModel(question) : null;
  const named = has(question, /\b(improve|increase|raise|boost|lift|grow)\b.{0,20}\bengag/) ? primary(question) : null;
  return read({
    kind: "levers",
    population: populationForAll(question),
    model: named ?? goal ?? modelOf(question),
    isPastAsked,
  });
}

function churnModel(question: ParsedQuestion): string | null {
  return question.domain.models.find((model) => model.kind === "classification" && model.goodDirection === "down")?.name ?? null;
}

function primary(question: ParsedQuestion): string | null {
  return question.domain.models.find((model) => model.isPrimary)?.name ?? null;
}
