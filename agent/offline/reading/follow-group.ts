import type { Analysis, Population, Reading } from "./analysis.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { has, labelOfCondition, read } from "./recognise.ts";
import { againstEverybody, populationOfAnalysis } from "./refine-analysis.ts";

/** Pronouns that stand for the customers of the question before. */
const groupPronoun =
  /\b(them|they|their|theirs|(of|among|within|for) (those|these|them)|(those|these) (\d+ |\w+ )?(users|customers|people|ones|accounts|members)|(this|that|the same) (group|segment|cohort|population)|how many( of them)? are there|(does|do|did) (it|that one|this one) have|(these|those) (have|share|differ)|(what|which) (share|percentage|percent|fraction|proportion) (is|are|of (all|the|everybody).* (is|are)) (that|this|it|those|these))\b|^(and |so |but )*(what|how) (should|can|could|do|would|shall) (we|i|you) (do|act|help|improve|fix|react)( about (it|that|this))?[?. ]*$/;

/** A question of its own about the customers of the question before: "how can we retain them?". */
export function followGroup(
  question: ParsedQuestion,
  base: Analysis,
  listed: readonly string[],
  readAlone: (question: ParsedQuestion) => Reading | null,
): Reading | null {
  const drawnFrom = populationOfAnalysis(base);
  const where = drawnFrom.length === 0 ? ofListed(question, base, listed) : drawnFrom;
  if (!groupPronoun.test(question.lower) || where.length === 0) return null;
  const reading = ofTheGroup(question, where, readAlone);
  // A list shows some of them; what is asked next is told of all.
  if (reading?.kind !== "analysis" || !isListing(base) || drawnFrom.length === 0) return reading;
  const { plural } = question.domain.entity;
  const who = where.map((one) => labelOfCondition(question, one)).join(", ");
  const taken = `I took that as said of all ${plural} that the list was drawn from (${who}), not of the listed ones only`;
  return { ...reading, assumptions: [...reading.assumptions, taken] };
}

/** The customers that were listed, where nothing else says who they are: "what do they have in common?". */
function ofListed({ domain }: ParsedQuestion, base: Analysis, listed: readonly string[]): Population {
  if (!isListing(base) || listed.length < 2) return [];
  return [{ kind: "in", column: domain.entity.column, values: listed, negated: false }];
}

/** Whether an answer lists single customers. */
export function isListing(base: Analysis): boolean {
  return base.kind === "list" || base.kind === "anomalies" || base.kind === "uncertain";
}

function ofTheGroup(
  question: ParsedQuestion,
  where: Population,
  readAlone: (question: ParsedQuestion) => Reading | null,
): Reading | null {
  const isOwnGroup = question.conditions.some((found) => found.source !== "number");
  if (
    isOwnGroup &&
    !/\b(of|among|within) (them|those|these)\b|\b(they|them) (are|is|use|live)\b|\bare they\b|\bdo they\b/.test(
      question.lower,
    )
  )
    return null;
  if (has(question, /\b(set|sets|makes?|make)\b.*\b(apart|different|special)\b|\bdiffer\b|\bdistinguish|\bin common\b/))
    return read(differenceFrom(question, where));
  if (
    /^(and )?(what|which) (share|percentage|percent|fraction|proportion)\b/.test(question.lower) &&
    question.conditions.length === 0
  )
    return read({ kind: "count", population: where, base: [], by: null });
  const inherited = where.map((condition): FoundCondition => ({
    condition,
    from: -1,
    to: -1,
    source:
      condition.kind === "group" || condition.kind === "tail"
        ? condition.kind
        : condition.kind === "compare" && typeof condition.value === "string"
          ? "value"
          : "number",
  }));
  return readAlone({ ...question, conditions: [...inherited, ...question.conditions], isAboutGroup: true });
}

/** What sets the group apart: from the one that is named ("how do they differ from sellers?"), else from everybody. */
function differenceFrom(question: ParsedQuestion, where: Population): Analysis {
  if (question.conditions.length === 0) return againstEverybody(where);
  const label = question.conditions.map(({ condition }) => labelOfCondition(question, condition)).join(", ");
  const others = { label, where: question.conditions.map(({ condition }) => condition) };
  return { kind: "separate", sides: [{ label: "this group", where }, others], isLeversOnly: false, limit: 10 };
}
