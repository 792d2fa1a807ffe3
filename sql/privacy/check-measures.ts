import { findFunction } from "../functions/find-function.ts";
import { athena } from "../print/athena.ts";
import { printExpression } from "../print/print-expression.ts";
import { refuseForPrivacy } from "../refuse.ts";
import { taintOf } from "../resolve/resolve-from.ts";
import { identify } from "../resolve/check-grouped.ts";
import { originsOf } from "../resolve/origins.ts";
import type { Check } from "../resolve/scope.ts";
import type { Block } from "../resolve/resolve-select.ts";
import type { Call, Expression } from "../syntax/tree.ts";
import { blockExpressions, walk } from "../syntax/walk.ts";
import { onlyBranch } from "./conditional-aggregates.ts";
import { isConstant, isMeasure } from "./measure.ts";
import type { PrivacyRules } from "./rules.ts";

/** Percentiles of one column in a query, beside a protected column: each is some member's value. */
const mostPercentiles = 9;

/**
 * Throws `PRIVACY_REFUSED` for aggregates over groups in which a protected column takes part, when they give one
 * person's value out of the group (min, max, max_by, array_agg …) or can be weighted until they do.
 */
export function checkMeasures(block: Block, check: Check): void {
  const readsWritten = block.relations.some((relation) => relation.isWritten);
  for (const expression of blockExpressions(block.select, block.query)) {
    for (const node of walk(expression)) {
      // A window over groups sees only groups that are given out.
      if (node.kind !== "call" || node.over || findFunction(node.name).kind !== "aggregate") continue;
      checkMeasure(node, check.privacy.percentiles);
      if (readsWritten && node.args.some((argument) => taintOf(argument).isProtected)) {
        throw refuseForPrivacy(
          `${node.name} measures a protected column while rows are repeated by VALUES or UNNEST.`,
          "Aggregate the protected column without them.",
        );
      }
    }
  }
}

function checkMeasure(call: Call, percentiles: PrivacyRules["percentiles"]): void {
  const { name } = call;
  const isProtected = call.args.some((argument) => taintOf(argument).isProtected);
  if (findFunction(name).picksValues || name === "bool_and" || name === "bool_or") {
    throw refuseForPrivacy(
      `${name} gives single rows' values out of groups that a protected column takes part in.`,
      "Use count, sum, avg, stddev or approx_percentile.",
    );
  }
  if (name === "min" || name === "max") checkExtreme(call, isProtected);
  if (name === "approx_percentile") checkPercentile(call, percentiles);
  if ((name === "kurtosis" || name === "skewness") && !isColumn(call.args[0])) throw refuseForm(call, call.args[0]);
  for (const argument of call.args) checkArgument(call, argument);
}

/** The measure itself, or what one condition takes of it; the condition is counted by person elsewhere. */
function checkArgument(call: Call, argument: Expression): void {
  if (
    call.name === "count_if" ||
    (isCount(call) && argument.kind === "column" && (argument.source?.column.form || taintOf(argument).isIdentity))
  ) {
    return;
  }
  // Only the condition of a single measure is counted by person.
  const isSingle = call.args.slice(1).every((other) => isConstant(other) || isShares(call, other));
  const measured = (isSingle ? onlyBranch(argument)?.result : undefined) ?? argument;
  const isCounted = isCount(call) && measured.kind === "column" && taintOf(measured).isIdentity;
  if (isCounted || ((isMeasure(measured) || isShares(call, measured)) && mixesNothing(measured))) return;
  throw refuseForm(call, argument);
}

function isColumn(node: Expression | undefined): boolean {
  return node?.kind === "column";
}

function refuseForm(call: Call, argument: Expression | undefined): Error {
  return refuseForPrivacy(
    `${call.name}(${argument ? printExpression(argument, athena).slice(0, 120) : ""}) takes a value in a form that can single out a person, in groups that a protected column takes part in.`,
    "Aggregate columns as they are, or sums, differences and products of up to three; round, divide and scale the aggregate instead; count days with date_diff; put a condition into FILTER (WHERE …) of this aggregate, one for each.",
  );
}

/** A protected column goes with constants only: a product with another column would weight persons by it. */
function mixesNothing(argument: Expression): boolean {
  const columns = [...walk(argument)].flatMap((node) =>
    node.kind === "column" && node.source ? [node.source.column] : [],
  );
  return columns.every((column) => column.isProtected) || columns.every((column) => !column.isProtected);
}

function isCount(call: Call): boolean {
  return call.name === "count" || call.name === "approx_distinct";
}

/** A percentile's shares have been checked to be literals. */
function isShares(call: Call, argument: Expression): boolean {
  return call.name === "approx_percentile" && argument.kind === "array" && argument.items.every(isConstant);
}

/** The extreme of a finely graded column is one person's value, and with it their group is known. */
function checkExtreme(call: Call, isProtected: boolean): void {
  const kind = call.args[0]?.type?.kind;
  const isCoarse = kind === "date" || kind === "timestamp";
  if (!isProtected && isCoarse) return;
  // What is known of groups is nobody's own value.
  const sources = call.args
    .flatMap((argument) => [...walk(argument)])
    .flatMap((node) => (node.kind === "column" && node.source ? [node.source] : []));
  if (sources.every(({ relation }) => !relation.isIndividual && !relation.isWritten)) return;
  throw refuseForPrivacy(
    `${call.name} is one person's value, and a protected column takes part in the group.`,
    `Use approx_percentile(x, ${call.name === "min" ? "0.01" : "0.99"}).`,
  );
}

function checkPercentile(call: Call, percentiles: PrivacyRules["percentiles"]): void {
  const [measured, percentile] = call.args;
  const shares = percentile?.kind === "array" ? percentile.items : percentile ? [percentile] : [];
  const isInside = (share: Expression) => "text" in share && Number(share.text) >= 0.01 && Number(share.text) <= 0.99;
  if (!shares.every(isInside)) {
    throw refuseForPrivacy(
      "A percentile beside a protected column is nearer to its end than 1 %.",
      "Use shares from 0.01 to 0.99.",
    );
  }
  for (const origin of measured ? originsOf(measured) : []) {
    const asked = percentiles.get(origin) ?? new Set();
    percentiles.set(origin, asked);
    for (const share of shares) {
      asked.add(
        `${isColumn(measured) || !measured ? origin : identify(measured)} at ${"text" in share ? Number(share.text) : ""}`,
      );
    }
    if (asked.size <= mostPercentiles) continue;
    throw refuseForPrivacy(
      `So many percentiles of ${origin} beside a protected column list single persons' values.`,
      `Ask for at most ${mostPercentiles} different ones of a column in one query.`,
    );
  }
}
