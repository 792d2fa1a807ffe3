import type { Analysis, Population, Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, has, labelOfCondition, outcomesOf, read } from "./recognise.ts";
import { populationOfAnalysis } from "./refine-analysis.ts";

const backCues =
  /\b(go|going|come|switch) back\b|\b(the |my |our )(first|previous|last|earlier|original) (one|question|answer|analysis|chart|table)\b|\bas before\b|^(and )?(back to|return to)\b/;
const goingBack = /\b(go|going|come|switch) back\b|\b(back|return) to\b|\bas before\b|\b(again|repeat)\b/;
const ofTwo =
  /\b(compare|comparison of|difference between|gap between|ratio of|contrast) (the two|them|both|these|those|the last two|these two|those two)\b|^(and |so |ok |what's |what is |how big is |how large is |show )*(the |that )?(difference|gap|ratio|comparison)( between (them|the two|both))?[?. ]*$|\b(which|what)( one| of (them|the two|these))? (is|has|was) (the )?(stronger|higher|lower|bigger|larger|smaller|better|worse|more)\b[^a-z]*$|^(and |so )?who( is|'s|s)? (higher|lower|better|worse|bigger|smaller|more|less|ahead)\b[^a-z]*$|^(and )?(both|side by side|all together|both together)\b[^a-z]*$/;
const ofTheTwo = /\b(which|who|what)( one)? (of )?(the two|the both|them both|these two|those two|both)\b/;
const asksCertainty =
  /\b(significant|significance|confident|confidence|certain|noise|by chance|statistically|reliable|real)\b|\bhow (sure|certain|confident)\b|\bmargin of error\b|\b(error bars?|confidence intervals?)\b/;
const asksJudgement =
  /^(and |so |but )?(is|are|was) (that|this|it|those|they|these)( \w+)? (high|low|good|bad|a lot|much|normal|typical|usual|unusual|ok|okay|big|small|large|healthy|worrying)\b/;
const ordinal =
  /\b(the )?(first|second|third|fourth|fifth|last|top|1st|2nd|3rd)( one| customer| user| person| of them| in the list)?\b/;

/** A question that leans on more than the words of the one before it: on two answers, or on an earlier one. */
export function followEarlier(
  question: ParsedQuestion,
  previous: Analysis,
  earlier: readonly Analysis[],
  readAlone: (question: ParsedQuestion) => Reading | null,
): Reading | null {
  if (question.ids.length > 0) return null;
  const isBare = question.columns.length === 0 && question.conditions.length === 0;
  if (has(question, backCues) && isBare) return backTo(question, previous, earlier, readAlone);
  if (has(question, ofTwo) && isBare) return compareLast(question, previous, earlier);
  const ofBoth = has(question, ofTheTwo) ? compareIn(question, previous, earlier) : null;
  if (ofBoth) return ofBoth;
  if (has(question, asksCertainty) && isBare && isReferring(question)) return certaintyOf(previous);
  if (has(question, asksJudgement) && isBare) return judge(question, previous);
  if (previous.kind === "list" || previous.kind === "anomalies") {
    const isOfOne = has(question, /^(and |so |but )?(why|explain|what|how|tell me)\b/) && has(question, ordinal);
    if (isOfOne && (isBare || has(question, /\b(first|second|third|last|top) (one|customer|user|person)\b/)))
      return askWho(question);
  }
  return null;
}

/** Whether the question speaks of what was just told: by a pronoun, or by nothing else at all. */
function isReferring(question: ParsedQuestion): boolean {
  return (
    has(question, /\b(that|this|it|these|those|you|difference|result|answer|number|figure)\b/) ||
    question.tokens.length <= 5
  );
}

function backTo(
  question: ParsedQuestion,
  previous: Analysis,
  earlier: readonly Analysis[],
  readAlone: (question: ParsedQuestion) => Reading | null,
): Reading | null {
  const isFirst = has(question, /\b(first|original)\b/);
  // "Which features matter least in the first one?" asks something of its own, of the model that was told first.
  if (!has(question, goingBack) && question.tokens.length > 5) {
    const models = [...earlier, previous].flatMap((one) => ("model" in one ? [one.model] : []));
    const distinct = question.domain.models.filter((model) => models.includes(model.name));
    distinct.sort((a, b) => models.indexOf(a.name) - models.indexOf(b.name));
    const model = isFirst ? distinct[0] : distinct.at(-1);
    return model && distinct.length > 1 ? readAlone({ ...question, models: [model] }) : null;
  }
  const wanted = isFirst ? (earlier[0] ?? previous) : (earlier.at(-1) ?? previous);
  return read(wanted);
}

/** The last two answers beside each other, where they tell the same of two groups, or of one group two relations. */
function compareLast(question: ParsedQuestion, previous: Analysis, earlier: readonly Analysis[]): Reading | null {
  const before = earlier.at(-1);
  if (!before) return null;
  const other = earlier.findLast(
    (one) => one.kind === "customer" && previous.kind === "customer" && one.id !== previous.id,
  );
  if (previous.kind === "customer" && other?.kind === "customer")
    return read({ kind: "compare-customers", ids: [other.id, previous.id], columns: [] });
  if (previous.kind === "relate" && before.kind === "relate") {
    const columns = [...new Set([...before.ys, ...previous.ys, before.x, previous.x])];
    return read({ kind: "correlation-matrix", columns, population: previous.population });
  }
  const measure = measureOfFigure(previous);
  if (measure === null || measure !== measureOfFigure(before)) return null;
  const [a, b] = [populationOfAnalysis(before), populationOfAnalysis(previous)];
  const isShared = (one: Population[number], others: Population) =>
    others.some((other) => JSON.stringify(other) === JSON.stringify(one));
  const [ownA, ownB] = [a.filter((one) => !isShared(one, b)), b.filter((one) => !isShared(one, a))];
  if (ownA.length === 0 && ownB.length === 0) return null;
  const label = (own: Population) =>
    own.length === 0 ? "everybody" : own.map((one) => labelOfCondition(question, one)).join(", ");
  return read({
    kind: "compare",
    measure,
    sides: [
      { label: label(ownA), where: ownA },
      { label: label(ownB), where: ownB },
    ],
    population: a.filter((one) => isShared(one, b)),
    column: null,
    asks: null,
  });
}

/** "Which of the two churns more?": the last two groups beside each other in what is named now. */
function compareIn(question: ParsedQuestion, previous: Analysis, earlier: readonly Analysis[]): Reading | null {
  const [measure, ...others] = outcomesOf(question);
  if (!measure || others.length > 0 || question.conditions.length > 0) return null;
  if (previous.kind === "compare") return read({ ...previous, measure: measure.name, asks: null });
  const compared = compareLast(question, previous, earlier);
  if (compared?.kind !== "analysis" || compared.analysis.kind !== "compare") return null;
  return read({ ...compared.analysis, measure: measure.name });
}

/** The one mean that an answer tells of a group; null where it tells something else. */
function measureOfFigure(analysis: Analysis): string | null {
  if (analysis.kind !== "aggregate" || analysis.by !== null) return null;
  const [measure, ...others] = analysis.measures;
  return measure && others.length === 0 && measure.statistic === "mean" ? measure.column : null;
}

/** How sure a figure is stands in its answer: the interval, the test, the caveats. */
function certaintyOf(previous: Analysis): Reading | null {
  const tells: ReadonlySet<Analysis["kind"]> = new Set([
    "aggregate",
    "compare",
    "relate",
    "what-if",
    "separate",
    "levers",
  ]);
  if (!tells.has(previous.kind)) return null;
  return read(previous, "how sure that is, the intervals, tests and caveats of the answer say");
}

/** "Is that high?": beside everybody, where the figure was of a group. */
function judge(question: ParsedQuestion, previous: Analysis): Reading | null {
  const measure = measureOfFigure(previous);
  const where = populationOfAnalysis(previous);
  const { domain } = question;
  if (measure !== null && where.length > 0)
    return read(
      {
        kind: "compare",
        measure,
        sides: [
          { label: where.map((one) => labelOfCondition(question, one)).join(", "), where },
          { label: "everybody", where: [] },
        ],
        population: [],
        column: null,
        asks: null,
      },
      "I compare it with everybody",
    );
  if (measure === null) return null;
  const measured = domain.resultColumns.find((column) => column.name === measure);
  const label = measured?.rateLabel ?? measured?.label ?? measure;
  const parting = domain.feedColumns.filter((column) => column.type === "string" && column.role === "feature");
  return {
    kind: "ask",
    text: "Compared with what? The data holds one snapshot and no goal to measure it by.",
    options: parting.slice(0, 2).map((column) => `${label} by ${column.label}`),
  };
}

/** The questions of a conversation are read without the answers, so a place in a list names nobody. */
function askWho(question: ParsedQuestion): Reading {
  const { entity } = question.domain;
  return {
    kind: "ask",
    text: `Which ${entity.singular}? Name the id from the list, as in ${entity.idPrefix}…`,
    options: [],
  };
}

/** "Compare it with power users": the figure before, of its group and of the one that is named. */
export function compareWith(question: ParsedQuestion, previous: Analysis): Reading | null {
  const isComparison = has(
    question,
    /^(and |now |ok |so )?(compare|contrast|benchmark)\b.*\b(with|to|against|and)\b|^(and |so )?how (does|do|did) (that|it|this|they|those|these) compare (with|to|against)\b|^(and )?(versus|vs\.?|against|compared (to|with))\b/,
  );
  if (!isComparison || question.conditions.length === 0 || outcomesOf(question).length > 0) return null;
  if (previous.kind !== "aggregate" && previous.kind !== "count" && previous.kind !== "distribution") return null;
  const column =
    previous.kind === "aggregate"
      ? previous.measures[0]?.column
      : previous.kind === "distribution"
        ? previous.column
        : question.domain.results.defaultMeasure;
  if (column === undefined) return null;
  const other = question.conditions.map(({ condition }) => condition);
  const name = other.map((one) => labelOfCondition(question, one)).join(", ");
  const measured = question.domain.resultColumns.find((one) => one.name === column);
  const label = measured?.rateLabel ?? measured?.label ?? column;
  const by = "by" in previous ? previous.by : null;
  if (by !== null) {
    const parted = question.domain.resultColumns.find((one) => one.name === by)?.label ?? by;
    return {
      kind: "ask",
      text: "Which of the two do you mean?",
      options: [`${label} by ${parted} of ${name}`, `Do ${name} differ from others in ${label}?`],
    };
  }
  const replaced = new Set(other.map((one) => columnOfCondition(question, one)));
  const own = populationOfAnalysis(previous);
  const isOwn = (one: Population[number]) => replaced.has(columnOfCondition(question, one));
  const first = own.some(isOwn) ? own.filter(isOwn) : own;
  return read({
    kind: "compare",
    measure: column,
    sides: [
      {
        label: first.length === 0 ? "everybody" : first.map((one) => labelOfCondition(question, one)).join(", "),
        where: first,
      },
      { label: name, where: other },
    ],
    population: own.filter((one) => !first.includes(one)),
    column: null,
    asks: null,
  });
}
