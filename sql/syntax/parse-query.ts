import { refuse } from "../refuse.ts";
import { createCursor, type Cursor } from "./cursor.ts";
import { limits } from "./limits.ts";
import { parseExpression, parseExpressions, parseSortItems } from "./parse-expression.ts";
import { parseWindowBody } from "./parse-call.ts";
import { parseTableReference } from "./parse-from.ts";
import { parseAlias, parseName, parseNames, parseWholeNumber } from "./parse-name.ts";
import { tokenize } from "./tokens.ts";
import type {
  Cte,
  Expression,
  Grouping,
  Query,
  QueryBody,
  Select,
  SelectItem,
  TableReference,
  Window,
} from "./tree.ts";
import { walk } from "./walk.ts";

/**
 * Reads one SELECT query in Athena's dialect. The grammar is the allow-list: a statement, clause or form that is
 * not in it cannot be read. Throws `SQL_REFUSED` with the place and a way to mend it.
 */
export function parseStatement(sql: string): Query {
  const cursor = createCursor(tokenize(sql));
  if (cursor.peek().kind === "end") throw refuse("The query is empty.", "Write one SELECT query.");
  if (!cursor.atWords("select") && !cursor.atWords("with") && !cursor.atSymbol("(") && !cursor.atWords("values")) {
    throw refuse(
      `The statement starts with "${cursor.peek().text}".`,
      "Only SELECT queries are run, alone or after WITH; nothing may be written, set, described or called.",
    );
  }
  const query = parseQuery(cursor);
  // One semicolon at the very end is how people close a query.
  cursor.takeSymbol(";");
  if (cursor.peek().kind !== "end") throw cursor.unexpected("the end of the query");
  return query;
}

/** A query with its WITH, ORDER BY, OFFSET and LIMIT. */
export function parseQuery(cursor: Cursor): Query {
  return cursor.nested(() => {
    const ctes = cursor.takeWords("with") ? cursor.list(() => parseCte(cursor)) : [];
    const body = parseBody(cursor);
    const orderBy = cursor.takeWords("order", "by") ? parseSortItems(cursor) : [];
    const { offset, limit } = parseLimit(cursor);
    return { ctes, body, orderBy, offset, limit };
  });
}

function parseCte(cursor: Cursor): Cte {
  if (cursor.atWords("recursive")) throw cursor.unexpected("the name of a WITH query");
  const name = parseName(cursor, "the name of a WITH query");
  const columns = cursor.atSymbol("(") ? parseNames(cursor) : [];
  cursor.expectWords("as");
  cursor.expectSymbol("(");
  const query = parseQuery(cursor);
  cursor.expectSymbol(")");
  return { name, columns, query };
}

function parseLimit(cursor: Cursor): { offset: number; limit: number | null } {
  let offset = 0;
  let limit: number | null = null;
  if (cursor.takeWords("offset")) {
    offset = parseWholeNumber(cursor, "the number of rows to skip");
    if (!cursor.takeWords("rows")) cursor.takeWords("row");
  }
  if (cursor.takeWords("limit")) {
    limit = cursor.takeWords("all") ? null : parseWholeNumber(cursor, "a number of rows");
  } else if (cursor.takeWords("fetch")) {
    if (!cursor.takeWords("first")) cursor.expectWords("next");
    limit = cursor.peek().kind === "integer" ? parseWholeNumber(cursor, "a number of rows") : 1;
    if (!cursor.takeWords("rows")) cursor.expectWords("row");
    cursor.expectWords("only");
  }
  return { offset, limit };
}

/** UNION and EXCEPT bind alike and to the left, INTERSECT binds tighter. */
function parseBody(cursor: Cursor): QueryBody {
  let branches = 1;
  const parseIntersection = (): QueryBody => {
    let left = parseTerm(cursor);
    while (cursor.takeWords("intersect")) {
      countBranch(++branches);
      left = {
        kind: "set",
        operator: "intersect",
        all: parseAll(cursor),
        left,
        right: parseTerm(cursor),
      };
    }
    return left;
  };
  let left = parseIntersection();
  for (;;) {
    const operator = cursor.takeWords("union") ? "union" : cursor.takeWords("except") ? "except" : null;
    if (operator === null) return left;
    countBranch(++branches);
    left = { kind: "set", operator, all: parseAll(cursor), left, right: parseIntersection() };
  }
}

function parseAll(cursor: Cursor): boolean {
  if (cursor.takeWords("all")) return true;
  cursor.takeWords("distinct");
  return false;
}

function countBranch(branches: number): void {
  if (branches > limits.setBranches) {
    throw refuse(`The query joins more than ${limits.setBranches} queries by UNION.`, "Group in one query instead.");
  }
}

function parseTerm(cursor: Cursor): QueryBody {
  if (cursor.takeSymbol("(")) {
    const query = parseQuery(cursor);
    cursor.expectSymbol(")");
    return { kind: "nested", query };
  }
  if (cursor.takeWords("values")) {
    const rows = cursor.list(() => parseRow(cursor));
    if (rows.length > limits.valuesRows) {
      throw refuse(`VALUES has ${rows.length} rows.`, `Write at most ${limits.valuesRows}.`);
    }
    return { kind: "values", rows };
  }
  if (cursor.atWords("table")) throw cursor.unexpected("SELECT");
  cursor.expectWords("select");
  return parseSelect(cursor);
}

function parseRow(cursor: Cursor): Expression[] {
  const expression = parseExpression(cursor);
  return expression.kind === "row" ? expression.items : [expression];
}

function parseSelect(cursor: Cursor): Select {
  const distinct = cursor.takeWords("distinct");
  if (!distinct) cursor.takeWords("all");
  const items = cursor.list(() => parseSelectItem(cursor));
  if (items.length > limits.selectItems) {
    throw refuse(`The SELECT has ${items.length} columns.`, `Ask for at most ${limits.selectItems}.`);
  }
  const from = cursor.takeWords("from") ? parseFrom(cursor) : null;
  const where = cursor.takeWords("where") ? parseExpression(cursor) : null;
  const groupBy = cursor.takeWords("group", "by") ? cursor.list(() => parseGrouping(cursor)) : [];
  const having = cursor.takeWords("having") ? parseExpression(cursor) : null;
  if (cursor.takeWords("window")) nameWindows(items, cursor);
  if (cursor.atWords("qualify")) throw cursor.unexpected("ORDER BY, LIMIT or the end");
  return { kind: "select", distinct, items, from, where, groupBy, having };
}

/** `WINDOW w AS (…), …`: each `OVER w` of the columns gets its own copy of the window. */
function nameWindows(items: readonly SelectItem[], cursor: Cursor): void {
  const windows = new Map<string, Window>();
  cursor.list(() => {
    const name = parseName(cursor, "a window's name");
    cursor.expectWords("as");
    if (windows.has(name)) throw refuse(`WINDOW names ${name} twice.`, "Give each its own name.");
    windows.set(name, parseWindowBody(cursor));
  });
  for (const item of items) {
    if (item.kind !== "expression") continue;
    for (const node of walk(item.expression)) {
      const window = node.kind === "call" && node.over?.named ? windows.get(node.over.named) : undefined;
      if (window && node.kind === "call") node.over = structuredClone(window);
    }
  }
}

function parseFrom(cursor: Cursor): TableReference {
  return cursor
    .list(() => parseTableReference(cursor))
    .reduce((left, right) => ({ kind: "join", type: "cross", left, right, on: null, using: [] }));
}

function parseSelectItem(cursor: Cursor): SelectItem {
  if (cursor.takeSymbol("*")) return { kind: "star", qualifier: [] };
  const start = cursor.position();
  const qualifier = parseStarQualifier(cursor);
  if (qualifier !== null) return { kind: "star", qualifier };
  cursor.reset(start);
  const expression = parseExpression(cursor);
  return { kind: "expression", expression, alias: parseAlias(cursor) };
}

/** `t.*` or `database.t.*`: its names, or null when something else stands there. */
function parseStarQualifier(cursor: Cursor): readonly string[] | null {
  const names: string[] = [];
  while (cursor.peek().kind === "word" || cursor.peek().kind === "name") {
    names.push(cursor.take().text.toLowerCase());
    if (!cursor.takeSymbol(".")) return null;
    if (cursor.takeSymbol("*")) return names;
  }
  return null;
}

function parseGrouping(cursor: Cursor): Grouping {
  if (cursor.takeWords("grouping", "sets")) {
    cursor.expectSymbol("(");
    const sets = cursor.list(() => parseGroupingSet(cursor));
    cursor.expectSymbol(")");
    return { kind: "sets", sets };
  }
  for (const kind of ["rollup", "cube"] as const) {
    if (!cursor.takeWords(kind)) continue;
    cursor.expectSymbol("(");
    const keys = parseExpressions(cursor);
    cursor.expectSymbol(")");
    return { kind, keys };
  }
  return { kind: "simple", keys: [parseExpression(cursor)] };
}

function parseGroupingSet(cursor: Cursor): Expression[] {
  if (!cursor.takeSymbol("(")) return [parseExpression(cursor)];
  if (cursor.takeSymbol(")")) return [];
  const keys = parseExpressions(cursor);
  cursor.expectSymbol(")");
  return keys;
}
