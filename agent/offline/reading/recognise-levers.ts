import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, featuresOf, has, modelOf, outcomesOf, populationForAll, read } from "./recognise.ts";

const goals: readonly RegExp[] = [
  /\b(improv\w+|increas\w+|rais(e|ing)|boost\w*|lift\w*|grow\w*|reduc\w+|lower(ing)?|cut(ting)?|curb\w*|slash\w*|decreas\w+|make .*\b(better|higher|stay)|change)\b/,
  /\b(retain\w*|retention|keep\w*|prevent\w*|sav(e|ing)|stop\w*|stay|help|do (about|for))\b|\bhelps?\b.*\bmost\b/,
  /\b(wins?|winning|brings?|bringing|gets?|getting|come|coming|lure|luring|draw|drawing|go|going)\b.*\bback\b|\bwin-back\b/,
  /\b(re-?engag\w+|re-?activat\w*|reviv\w+|re-?awaken\w*|wake (them )?up|(engaged|active|interested) again|more (engaged|active)|return)\b/,
  /\b(convinc\w+|persuad\w+|motivat\w+|encourag\w+|nudg\w+|push|incentivi[sz]\w+|target)\b/,
  /\b(lose|loses|losing)\b|\bwhat (can|could|should) be done\b/,
  /\bwhat (should|can|could|do|would|shall) (we|i|you) do\b|\bhow (should|can|could) (we|i|you) (act|react)\b/,
  /\b(work(s|ed)?|helps?|most effective|effective)( the)? (best|most|better)?\b/,
  /\bbest (interventions?|actions?|tactics?|strateg\w+|levers?|steps?|moves?|ways?)\b/,
  /\b(interventions?|actions?|tactics?|strateg\w+|levers?|steps?|measures?|moves?|habits?)\b.*\b(is|are|would be|seems?|promises?|has|have|brings?|gives?|pays?|expected) ?(the )?(\w+ )?(best|most|biggest|largest|strongest|effects?|effective|gain|impact|promising)\b/,
];
const actionCues =
  /\b(interventions?|actions?|strateg\w*|tactics?|levers?|measures?|what (can|could|should|might|must) (we|i|you|be)|how (can|could|should|do|would|might|shall) (we|i|you|one)|how to|recommend\w*|suggest\w*|what to do|best ways?|ways? to|help (us )?(retain|keep)|if (i|we) could|(one|single|which|what) (behaviou?r|habit|thing|move|step|action)|(thing|lever|behaviou?r|habit)s? to (change|move|improve|do|try)|change one|(which|what) (single |one )?(\w+ )?change\b|what should|what (would|could|might) (raise|increase|improve|help|reduce|lower|keep|boost|change|bring|win|make|get|work)|what (works?|helps?|brings?|gets?|keeps?|wins?)|(ideas?|advice|tips?) (for|to|how|on)|any (ideas?|advice|tips?))\b/;
const ranked =
  /\b(rank|order|sort|list|compare|prioriti[sz]e)\b.*\b(interventions?|actions?|tactics?|strateg\w+|levers?|measures?|habits?)\b/;

/** Which levers to move for a group. */
export function recogniseLevers(question: ParsedQuestion): Reading | null {
  const asksLever =
    has(question, ranked) ||
    (has(question, /\b(best|single|strongest|which|what|top) (\w+ )?levers?\b.*\b(for|of|to)\b/) &&
      question.conditions.length > 0);
  const isPastAsked = has(question, /\binterventions?|\bactions?\b|\bcampaigns?\b|\bworked\b|\bwork best\b/);
  const isGoal = goals.some((goal) => has(question, goal));
  if (!asksLever && (!has(question, actionCues) || !isGoal)) return null;
  if (featuresOf(question).some((column) => column.lever !== null)) return null;
  const goal = /\b(retain|retention|keep|prevent|churn|leav|stay|save|back\b|quit|lose|losing)/.test(question.outside)
    ? churnModel(question)
    : null;
  const named = has(
    question,
    /\b(improv\w+|increas\w+|rais\w+|boost|lift|grow|make|get|re-?engag\w*|more)\b.{0,25}\bengag/,
  )
    ? primary(question)
    : null;
  return read({
    kind: "levers",
    population: populationForAll(question),
    model: named ?? goal ?? riskModel(question) ?? modelOf(question),
    isPastAsked,
  });
}

/** The model of leaving; null where none is part of the domain. */
export function churnModel(question: ParsedQuestion): string | null {
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
