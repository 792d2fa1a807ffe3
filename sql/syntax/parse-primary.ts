import { refuse } from "../refuse.ts";
import type { Cursor } from "./cursor.ts";
import { parseCall } from "./parse-call.ts";
import { parseExpression, parseExpressions } from "./parse-expression.ts";
import { parseName } from "./parse-name.ts";
import { parseQuery } from "./parse-query.ts";
import { parseType } from "./parse-type.ts";
import type { Case, Expression, IntervalUnit, Literal } from "./tree.ts";

/** A literal, a column, a call, a bracket, or one of the forms that start with a keyword; then its subscripts. */
export function parsePrimary(cursor: Cursor): Expression {
  let expression = parseBase(cursor);
  while (cursor.takeSymbol("[")) {
    const index = parseExpression(cursor);
    cursor.expectSymbol("]");
    expression = { kind: "subscript", operand: expression, index };
  }
  if (cursor.atWords("at") && cursor.peek(1).text === "time") {
    throw refuse("The query converts time zones (AT TIME ZONE).", "Times in the tables are UTC; use them as they are.");
  }
  return expression;
}

function parseBase(cursor: Cursor): Expression {
  const token = cursor.peek();
  switch (token.kind) {
    case "integer":
    case "decimal":
    case "double":
    case "string":
      cursor.take();
      return { kind: token.kind, text: token.text };
    case "name":
      return parseColumn(cursor);
    case "word":
      return parseWord(cursor, token.text);
    default:
      if (cursor.takeSymbol("(")) return parseBracket(cursor);
      throw cursor.unexpected("an expression");
  }
}

function parseWord(cursor: Cursor, word: string): Expression {
  const follows = cursor.peek(1);
  if (follows.kind === "symbol" && follows.text === "->") return parseLambda(cursor);
  if (word === "array" && follows.text === "[" && follows.kind === "symbol") return parseArray(cursor);
  if ((word === "date" || word === "timestamp") && follows.kind === "string") {
    cursor.take();
    return parseMoment(word, cursor.take().text);
  }
  if (follows.kind === "string" && typedLiterals.has(word)) {
    throw refuse(`The literal ${word.toUpperCase()} '…' is not read.`, "Use a plain literal, or CAST('…' AS type).");
  }
  switch (word) {
    case "null":
      cursor.take();
      return { kind: "null" };
    case "true":
    case "false":
      cursor.take();
      return { kind: "boolean", value: word === "true" };
    case "case":
      return cursor.nested(() => parseCase(cursor));
    case "exists":
      cursor.take();
      cursor.expectSymbol("(");
      return { kind: "exists", query: closing(cursor, parseQuery(cursor)) };
    case "interval":
      return follows.kind === "string" || follows.text === "-" || follows.text === "+"
        ? parseInterval(cursor)
        : parseNamed(cursor);
    default:
      return parseNamed(cursor);
  }
}

const typedLiterals: ReadonlySet<string> = new Set([
  "decimal",
  "json",
  "time",
  "char",
  "double",
  "real",
  "bigint",
  "varbinary",
  "x",
  "u",
  "ipaddress",
  "uuid",
]);

function parseNamed(cursor: Cursor): Expression {
  const word = cursor.peek().text;
  if (cursor.peek(1).kind === "symbol" && cursor.peek(1).text === "(") {
    if (word === "cast" || word === "try_cast") return parseCast(cursor);
    if (word === "extract") return parseExtract(cursor);
    if (word === "row") return parseRow(cursor);
    return parseCall(cursor);
  }
  const fixed = momentsOfAsking.has(word);
  if (fixed) {
    throw refuse(
      `The query asks for ${word}.`,
      "The tables are a snapshot, so the day of asking must not change an answer: count from the newest date in the data, for example (SELECT max(a_date) FROM a_table).",
    );
  }
  return parseColumn(cursor);
}

export const momentsOfAsking: ReadonlySet<string> = new Set([
  "current_date",
  "current_time",
  "current_timestamp",
  "localtime",
  "localtimestamp",
  "now",
]);

function parseColumn(cursor: Cursor): Expression {
  const path = [parseName(cursor, "an expression")];
  while (cursor.takeSymbol(".")) path.push(parseName(cursor, "a column's name"));
  if (cursor.atSymbol("(")) {
    throw refuse(`"${path.join(".")}" is called as a function.`, "Call functions by their plain, unquoted name.");
  }
  return { kind: "column", path };
}

function parseBracket(cursor: Cursor): Expression {
  if (cursor.atWords("select") || cursor.atWords("with"))
    return { kind: "scalar-query", query: closing(cursor, parseQuery(cursor)) };
  if (isLambdaList(cursor)) return parseLambdaList(cursor);
  const items = parseExpressions(cursor);
  cursor.expectSymbol(")");
  const [first] = items;
  return items.length === 1 && first ? first : { kind: "row", items };
}

function parseRow(cursor: Cursor): Expression {
  cursor.take();
  cursor.expectSymbol("(");
  return { kind: "row", items: closing(cursor, parseExpressions(cursor)) };
}

function parseArray(cursor: Cursor): Expression {
  cursor.take();
  cursor.expectSymbol("[");
  if (cursor.takeSymbol("]")) return { kind: "array", items: [] };
  const items = cursor.nested(() => parseExpressions(cursor));
  cursor.expectSymbol("]");
  return { kind: "array", items };
}

/** `x -> body` */
function parseLambda(cursor: Cursor): Expression {
  const parameter = parseName(cursor, "a parameter");
  cursor.expectSymbol("->");
  return { kind: "lambda", parameters: [parameter], body: parseExpression(cursor) };
}

/** Whether `a, b) ->` or `) ->` follows an opening bracket. */
function isLambdaList(cursor: Cursor): boolean {
  let ahead = 0;
  while (cursor.peek(ahead).kind === "word" || cursor.peek(ahead).text === ",") ahead++;
  return cursor.peek(ahead).text === ")" && cursor.peek(ahead + 1).text === "->";
}

function parseLambdaList(cursor: Cursor): Expression {
  const parameters = cursor.atSymbol(")") ? [] : cursor.list(() => parseName(cursor, "a parameter"));
  cursor.expectSymbol(")");
  cursor.expectSymbol("->");
  return { kind: "lambda", parameters, body: parseExpression(cursor) };
}

function parseCase(cursor: Cursor): Case {
  cursor.take();
  const operand = cursor.atWords("when") ? null : parseExpression(cursor);
  const branches: Case["branches"] = [];
  while (cursor.takeWords("when")) {
    const when = parseExpression(cursor);
    cursor.expectWords("then");
    branches.push({ when, result: parseExpression(cursor) });
  }
  if (branches.length === 0) throw cursor.unexpected("WHEN");
  const otherwise = cursor.takeWords("else") ? parseExpression(cursor) : null;
  cursor.expectWords("end");
  return { kind: "case", operand, branches, otherwise };
}

function parseCast(cursor: Cursor): Expression {
  const safe = cursor.take().text === "try_cast";
  cursor.expectSymbol("(");
  const operand = parseExpression(cursor);
  cursor.expectWords("as");
  return { kind: "cast", safe, operand, target: closing(cursor, parseType(cursor)) };
}

function parseExtract(cursor: Cursor): Expression {
  cursor.take();
  cursor.expectSymbol("(");
  const field = cursor.take().text;
  cursor.expectWords("from");
  return { kind: "extract", field, operand: closing(cursor, parseExpression(cursor)) };
}

function parseMoment(kind: "date" | "timestamp", text: string): Expression {
  const pattern = kind === "date" ? /^\d{4}-\d{2}-\d{2}$/ : /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$/;
  if (!pattern.test(text) || Number.isNaN(Date.parse(text.slice(0, 10)))) {
    throw refuse(
      `${kind.toUpperCase()} '${text.slice(0, 40)}' is not a ${kind}.`,
      kind === "date"
        ? "Write DATE 'YYYY-MM-DD'."
        : "Write TIMESTAMP 'YYYY-MM-DD hh:mm:ss', in UTC and without a zone.",
    );
  }
  return { kind, text };
}

const intervalUnits: readonly IntervalUnit[] = ["second", "minute", "hour", "day", "week", "month", "year"];

/** `INTERVAL '7' DAY` */
export function parseInterval(cursor: Cursor): Extract<Literal, { kind: "interval" }> {
  cursor.take();
  const negative = cursor.takeSymbol("-");
  if (!negative) cursor.takeSymbol("+");
  const count = cursor.take().text;
  const unit = intervalUnits.find((candidate) => cursor.takeWords(candidate));
  const longest = unit === "year" ? 4 : unit === "month" ? 5 : 6;
  if (!/^-?\d+$/.test(count) || count.length > longest || unit === undefined || cursor.atWords("to")) {
    throw refuse(
      "An INTERVAL is not a whole count of one unit.",
      "Write it like INTERVAL '7' DAY; units are second to year.",
    );
  }
  return { kind: "interval", count: negative ? -Number(count) : Number(count), unit };
}

function closing<T>(cursor: Cursor, value: T): T {
  cursor.expectSymbol(")");
  return value;
}
