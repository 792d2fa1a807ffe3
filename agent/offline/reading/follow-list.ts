import type { Analysis, Reading } from "./analysis.ts";
import { followCustomer } from "./follow-customer.ts";
import { isListing } from "./follow-group.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { endOf, featuresOf, has, limitOf, outcomesOf, read } from "./recognise.ts";
import { populationOfAnalysis } from "./refine-analysis.ts";

const ofOne = /\b(him|his|her|hers|he|she|(this|that) (customer|user|person|one|member|account|client))\b/;
const reasonCues =
  /\b(reasons?|explain|explanations?|drivers?|what (drives|makes|puts|moves))\b|\bwhy (are|do|did|is|would|were|will) (they|these|those|each|all)\b/;
const bareWhy = /^(and |but |so )*(why|how come)( (them|these|those|they|that|so))?[?. ]*$/;
const mostExplained = 20;

/** A question on the customers that the answer before listed: on the only one, their reasons, another order, less shown. */
export function followList(question: ParsedQuestion, base: Analysis, listed: readonly string[]): Reading | null {
  if (!isListing(base) || question.ids.length > 0) return null;
  const fewer = base.kind === "list" ? fewerColumns(question, base) : null;
  if (fewer || listed.length === 0) return fewer;
  const model = modelOfList(question, base);
  const [only, ...others] = listed;
  if (only !== undefined && others.length === 0)
    return followCustomer(question, { kind: "customer", id: only, model, aspect: "show", columns: [] });
  if (has(question, ofOne) && question.conditions.length === 0) return askWhom(question, listed);
  const named = [...outcomesOf(question), ...featuresOf(question)];
  const isBare = named.length === 0 && question.conditions.length === 0;
  const isWhy = has(question, bareWhy) && populationOfAnalysis(base).length === 0;
  if (
    (has(question, reasonCues) || isWhy) &&
    question.conditions.length === 0 &&
    (isBare || outcomesOf(question).length > 0)
  ) {
    const asked = question.domain.models.find(({ actual, prediction }) =>
      outcomesOf(question).some(({ name }) => name === actual || name === prediction),
    );
    return read({ kind: "reasons", ids: listed.slice(0, mostExplained), model: asked?.name ?? model });
  }
  return base.kind === "list" ? otherOrder(question, base, listed) : null;
}

/** The model of the column that a list is ordered by; the primary one's where it is none's. */
function modelOfList({ domain }: ParsedQuestion, base: Analysis): string {
  if ("model" in base) return base.model;
  const ordered = base.kind === "list" ? base.orderBy : "";
  const own = domain.models.find(({ actual, prediction }) => actual === ordered || prediction === ordered);
  return (own ?? domain.models.find(({ isPrimary }) => isPrimary))?.name ?? "";
}

function askWhom({ domain }: ParsedQuestion, listed: readonly string[]): Reading {
  return {
    kind: "ask",
    text: `Which ${domain.entity.singular} of the list?`,
    options: listed.slice(0, 3).map((id) => `Why is the prediction for ${id} what it is?`),
  };
}

type List = Extract<Analysis, { kind: "list" }>;

/** "Just their ids", "only id and lifetime value": the same rows with less beside them. */
function fewerColumns(question: ParsedQuestion, base: List): Reading | null {
  const isAsked =
    has(question, /\b(just|only|nothing but|without the rest)\b/) ||
    has(question, /\bids? (and|with|plus)\b|^(the |their )?ids?\b/);
  const saysId = question.tokens.some(({ lower }) => /^ids?$/.test(lower));
  if (!isAsked || !saysId || question.conditions.length > 0) return null;
  return read({ ...base, columns: [...outcomesOf(question), ...featuresOf(question)].map(({ name }) => name) });
}

/** "Sort them by churn": the listed ones in another order, not those that another order would list. */
function otherOrder(question: ParsedQuestion, base: List, listed: readonly string[]): Reading | null {
  const isOrder = has(question, /\b(sort|sorted|order|ordered|rank|ranked|reorder|arrange)\b/);
  const [column] = [...outcomesOf(question), ...featuresOf(question)];
  if (!isOrder || !column || limitOf(question) !== null || question.conditions.length > 0) return null;
  const { domain } = question;
  const model = domain.models.find(({ actual, kind }) => actual === column.name && kind === "classification");
  const order = has(question, /\bascending\b/) || endOf(question) === "bottom" ? "asc" : "desc";
  return read(
    {
      ...base,
      population: [{ kind: "in", column: domain.entity.column, values: listed, negated: false }],
      orderBy: model?.prediction ?? column.name,
      order,
      limit: listed.length,
    },
    `I kept the ${listed.length} listed ${domain.entity.plural}`,
  );
}
