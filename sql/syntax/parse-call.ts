import { refuse } from "../refuse.ts";
import type { Cursor } from "./cursor.ts";
import { parseConcatenation, parseExpression, parseExpressions, parseSortItems } from "./parse-expression.ts";
import { parseName, parseWholeNumber } from "./parse-name.ts";
import { momentsOfAsking, parseInterval } from "./parse-primary.ts";
import type { Call, Expression, Frame, FrameBound, Window } from "./tree.ts";

/** Other names of the same function; the tree knows one. */
const synonyms: Readonly<Record<string, string>> = {
  ceiling: "ceil",
  pow: "power",
  stddev: "stddev_samp",
  variance: "var_samp",
  every: "bool_and",
  any_value: "arbitrary",
  char_length: "length",
  character_length: "length",
  substring: "substr",
  dow: "day_of_week",
  doy: "day_of_year",
  yow: "year_of_week",
  week_of_year: "week",
  day_of_month: "day",
  position: "strpos",
};

/** `name([DISTINCT] … [ORDER BY …]) [WITHIN GROUP (…)] [FILTER (…)] [IGNORE NULLS] [OVER (…)]` */
export function parseCall(cursor: Cursor): Call {
  const written = cursor.take().text;
  if (momentsOfAsking.has(written)) {
    throw refuse(
      `The query asks for ${written}().`,
      "The tables are a snapshot: count from the newest date in the data.",
    );
  }
  cursor.expectSymbol("(");
  const star = cursor.takeSymbol("*");
  const distinct = !star && cursor.takeWords("distinct");
  let args: Expression[] = [];
  let orderBy: Call["orderBy"] = [];
  if (!star && !cursor.atSymbol(")")) {
    args = cursor.nested(() => parseArguments(cursor, written));
    if (cursor.takeWords("on", "overflow")) throw cursor.unexpected('")"');
    if (cursor.takeWords("order", "by")) orderBy = parseSortItems(cursor);
  }
  cursor.expectSymbol(")");
  if (cursor.takeWords("within", "group")) {
    cursor.expectSymbol("(");
    cursor.expectWords("order", "by");
    orderBy = parseSortItems(cursor);
    cursor.expectSymbol(")");
  }
  const filter = parseFilter(cursor);
  const ignoreNulls = cursor.takeWords("ignore", "nulls");
  if (!ignoreNulls) cursor.takeWords("respect", "nulls");
  const over = cursor.takeWords("over") ? parseWindow(cursor) : null;
  const name = Object.hasOwn(synonyms, written) ? (synonyms[written] ?? written) : written;
  return { kind: "call", name, args, star, distinct, ignoreNulls, orderBy, filter, over };
}

/** Arguments; `substring(x FROM a FOR b)` is brought to its comma form. */
function parseArguments(cursor: Cursor, name: string): Expression[] {
  if (name === "position") return parsePosition(cursor);
  if (name === "trim" && ["both", "leading", "trailing"].includes(cursor.peek().text)) {
    throw refuse("The query uses trim(BOTH … FROM …).", "Use trim(x), ltrim(x) or rtrim(x).");
  }
  const args = parseExpressions(cursor);
  if ((name === "substring" || name === "substr") && args.length === 1 && cursor.takeWords("from")) {
    args.push(parseExpression(cursor));
    if (cursor.takeWords("for")) args.push(parseExpression(cursor));
  }
  return args;
}

/** `position(part IN text)` is strpos(text, part). */
function parsePosition(cursor: Cursor): Expression[] {
  const part = parseConcatenation(cursor);
  cursor.expectWords("in");
  return [parseConcatenation(cursor), part];
}

function parseFilter(cursor: Cursor): Expression | null {
  if (!cursor.takeWords("filter")) return null;
  cursor.expectSymbol("(");
  cursor.expectWords("where");
  const condition = parseExpression(cursor);
  cursor.expectSymbol(")");
  return condition;
}

function parseWindow(cursor: Cursor): Window {
  if (!cursor.atSymbol("(")) {
    return { partitionBy: [], orderBy: [], frame: null, named: parseName(cursor, "a window") };
  }
  return parseWindowBody(cursor);
}

/** `(PARTITION BY … ORDER BY … ROWS …)` */
export function parseWindowBody(cursor: Cursor): Window {
  cursor.expectSymbol("(");
  const partitionBy = cursor.takeWords("partition", "by") ? parseExpressions(cursor) : [];
  const orderBy = cursor.takeWords("order", "by") ? parseSortItems(cursor) : [];
  const frame = parseFrame(cursor);
  cursor.expectSymbol(")");
  return { partitionBy, orderBy, frame, named: null };
}

function parseFrame(cursor: Cursor): Frame | null {
  const unit = (["rows", "range", "groups"] as const).find((candidate) => cursor.takeWords(candidate));
  if (unit === undefined) return null;
  if (!cursor.takeWords("between")) return { unit, start: parseBound(cursor, unit), end: { kind: "current row" } };
  const start = parseBound(cursor, unit);
  cursor.expectWords("and");
  return { unit, start, end: parseBound(cursor, unit) };
}

function parseBound(cursor: Cursor, unit: Frame["unit"]): FrameBound {
  if (cursor.takeWords("current", "row")) return { kind: "current row" };
  if (cursor.takeWords("unbounded", "preceding")) return { kind: "unbounded preceding" };
  if (cursor.takeWords("unbounded", "following")) return { kind: "unbounded following" };
  if (unit === "range" && cursor.atWords("interval")) {
    const interval = parseInterval(cursor);
    if (interval.count < 0) throw refuse("A frame's INTERVAL is negative.", "Write … PRECEDING or … FOLLOWING.");
    if (cursor.takeWords("preceding")) return { kind: "preceding", interval };
    cursor.expectWords("following");
    return { kind: "following", interval };
  }
  const rows = parseWholeNumber(cursor, "a number of rows written out");
  if (cursor.takeWords("preceding")) return { kind: "preceding", rows };
  cursor.expectWords("following");
  return { kind: "following", rows };
}
