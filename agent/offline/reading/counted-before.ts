import type { Analysis, Condition, Reading } from "./analysis.ts";
import { complementOf } from "./complement.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, outcomesOf, read } from "./recognise.ts";
import { populationOfAnalysis } from "./refine-analysis.ts";

const asksNumber =
  /^(and |so |but |ok )*((in )?(absolute|real|actual|raw) (numbers?|terms|counts?|figures?)|(as|in) (absolute |an? )?(numbers?|counts?|percent(age)?s?|shares?|%)|how many( \w+){0,2} (is|are|was|were) (that|this|they|those|these|them|it)|how many(?=[?. ]*$)|how many (of (them|those|these)( are there)?|(are|is) there)|how many( \w+)? (are |is )?(in|for) each\b|(what|which) (number|count|share|percentage|percent|proportion) (is|are) (that|this|those|they|these)|(the )?(number|count|counts|size|sizes)( of (them|each|those))?)\b(?!.*\b(would|could|if|need|gain|lose)\b)/;
const asksHaving = /^(and |so |but )?how many( \w+)? (have|has|got|do have) (one|it|any|some|them)\b/;
const asksAmount = /^(and |so |but )?how much\b.*\b(is|are|do|does) (that|this|they|those|these|them|it)\b/;

/** "In absolute numbers?", "how many is that?", "how much value is that?": the customers of the answer before, counted. */
export function countedBefore(question: ParsedQuestion, base: Analysis): Reading | null {
  if (question.conditions.length > 0 || question.ids.length > 0) return null;
  const population = populationOfAnalysis(base);
  const by = "by" in base ? base.by : null;
  const isBare = outcomesOf(question).length === 0 && featuresOf(question).every((column) => column.name === by);
  if (isBare && has(question, asksHaving)) {
    const opposite = population.map((one) => (one.kind === "missing" ? complementOf(one) : null));
    const measured = base.kind === "aggregate" ? base.measures.filter((one) => one.statistic === "share-missing") : [];
    const having: Condition[] = [
      ...opposite.filter((one) => one !== null),
      ...measured.map(({ column }) => ({ kind: "missing" as const, column, negated: true })),
    ];
    return having.length === 1 && population.length + measured.length === 1
      ? read({ kind: "count", population: having, base: [], by: null })
      : null;
  }
  if (population.length === 0 && by === null) return null;
  if (isBare && has(question, asksNumber)) {
    const of = base.kind === "count" ? base.base : [];
    return read({ kind: "count", population, base: of, by });
  }
  const [measure, ...others] = [...outcomesOf(question), ...featuresOf(question)];
  const isSum = measure && others.length === 0 && measure.format === "usd";
  if (!isSum || !has(question, asksAmount)) return null;
  return read(
    {
      kind: "aggregate",
      measures: [{ column: measure.name, statistic: "sum" }],
      population,
      by,
      order: null,
      limit: null,
    },
    'I read "how much" as the total',
  );
}
