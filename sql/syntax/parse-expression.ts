import { refuse } from "../refuse.ts";
import type { Cursor } from "./cursor.ts";
import { limits } from "./limits.ts";
import { parsePrimary } from "./parse-primary.ts";
import { parseQuery } from "./parse-query.ts";
import type { BinaryOperator, Expression, SortItem } from "./tree.ts";

/** Any expression; OR binds loosest. */
export function parseExpression(cursor: Cursor): Expression {
  return cursor.nested(() => parseChain(cursor, ["or"], () => parseChain(cursor, ["and"], () => parseNot(cursor))));
}

export function parseExpressions(cursor: Cursor): Expression[] {
  return cursor.list(() => parseExpression(cursor));
}

/** Items of an ORDER BY. */
export function parseSortItems(cursor: Cursor): SortItem[] {
  return cursor.list(() => {
    const expression = parseExpression(cursor);
    const descending = cursor.takeWords("desc");
    if (!descending) cursor.takeWords("asc");
    const nulls = cursor.takeWords("nulls", "first") ? "first" : cursor.takeWords("nulls", "last") ? "last" : null;
    return { expression, descending, nulls };
  });
}

/** A left-deep chain of operators that bind alike. The chain's length is bounded by the number of tokens only. */
function parseChain(cursor: Cursor, operators: readonly BinaryOperator[], parse: () => Expression): Expression {
  let left = parse();
  let links = 0;
  for (;;) {
    const token = cursor.peek();
    const operator = operators.find((candidate) => candidate === token.text);
    if (operator === undefined || (token.kind !== "word" && token.kind !== "symbol")) return left;
    // A chain is a deep tree to the left: later walks recurse over it.
    if (++links > limits.inListItems)
      throw refuse(`${links} operators stand in one chain.`, "Use IN (…) or a join instead.");
    cursor.take();
    left = { kind: "binary", operator, left, right: parse() };
  }
}

function parseNot(cursor: Cursor): Expression {
  if (!cursor.takeWords("not")) return parsePredicate(cursor);
  return cursor.nested(() => ({ kind: "not", operand: parseNot(cursor) }));
}

const comparisons: readonly BinaryOperator[] = ["=", "<>", "<", "<=", ">", ">="];

function parsePredicate(cursor: Cursor): Expression {
  const left = parseConcatenation(cursor);
  const operator = comparisons.find((candidate) => cursor.takeSymbol(candidate));
  if (operator !== undefined) {
    for (const word of ["any", "all", "some"]) {
      if (cursor.atWords(word) && cursor.peek(1).text === "(") {
        throw refuse(
          `The comparison uses ${word.toUpperCase()} (…).`,
          "Use IN (…), or compare with min or max of the subquery.",
        );
      }
    }
    return { kind: "binary", operator, left, right: parseConcatenation(cursor) };
  }
  if (cursor.takeWords("is")) return parseIs(cursor, left);
  const negated = cursor.takeWords("not");
  if (cursor.takeWords("between")) {
    const low = parseConcatenation(cursor);
    cursor.expectWords("and");
    return { kind: "between", negated, operand: left, low, high: parseConcatenation(cursor) };
  }
  if (cursor.takeWords("like")) {
    const pattern = parseConcatenation(cursor);
    const escape = cursor.takeWords("escape") ? parseConcatenation(cursor) : null;
    return { kind: "like", negated, operand: left, pattern, escape };
  }
  if (cursor.takeWords("in")) return parseIn(cursor, left, negated);
  if (negated) throw cursor.unexpected("BETWEEN, LIKE or IN");
  return left;
}

function parseIs(cursor: Cursor, left: Expression): Expression {
  const negated = cursor.takeWords("not");
  if (cursor.takeWords("null")) return { kind: "is-null", negated, operand: left };
  cursor.expectWords("distinct", "from");
  const operator = negated ? "is not distinct from" : "is distinct from";
  return { kind: "binary", operator, left, right: parseConcatenation(cursor) };
}

function parseIn(cursor: Cursor, left: Expression, negated: boolean): Expression {
  cursor.expectSymbol("(");
  if (cursor.atWords("select") || cursor.atWords("with")) {
    const query = parseQuery(cursor);
    cursor.expectSymbol(")");
    return { kind: "in-query", negated, operand: left, query };
  }
  const items = parseExpressions(cursor);
  cursor.expectSymbol(")");
  if (items.length > limits.inListItems) {
    throw refuse(
      `IN has ${items.length} values.`,
      `Write at most ${limits.inListItems}, or a condition that means them.`,
    );
  }
  return { kind: "in-list", negated, operand: left, items };
}

/** || binds like + and − in Trino; all three share one level. */
export function parseConcatenation(cursor: Cursor): Expression {
  return parseChain(cursor, ["+", "-", "||"], () => parseChain(cursor, ["*", "/", "%"], () => parseSign(cursor)));
}

function parseSign(cursor: Cursor): Expression {
  if (cursor.takeSymbol("+")) return cursor.nested(() => parseSign(cursor));
  if (cursor.takeSymbol("-")) return cursor.nested(() => ({ kind: "negate", operand: parseSign(cursor) }));
  return parsePrimary(cursor);
}
