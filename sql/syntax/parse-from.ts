import { refuse } from "../refuse.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression, parseExpressions } from "./parse-expression.ts";
import { parseAlias, parseName, parseNames } from "./parse-name.ts";
import { parseQuery } from "./parse-query.ts";
import type { Join, TableReference } from "./tree.ts";

/** One table or subquery with everything joined to it. */
export function parseTableReference(cursor: Cursor): TableReference {
  let left = parseTablePrimary(cursor);
  for (;;) {
    const type = parseJoinType(cursor);
    if (type === null) return left;
    const right = parseTablePrimary(cursor);
    if (type === "cross") {
      left = { kind: "join", type, left, right, on: null, using: [] };
    } else if (cursor.takeWords("using")) {
      left = { kind: "join", type, left, right, on: null, using: parseNames(cursor) };
    } else {
      cursor.expectWords("on");
      left = { kind: "join", type, left, right, on: parseExpression(cursor), using: [] };
    }
  }
}

function parseJoinType(cursor: Cursor): Join["type"] | null {
  if (cursor.takeWords("cross", "join")) return "cross";
  if (cursor.takeWords("join") || cursor.takeWords("inner", "join")) return "inner";
  for (const type of ["left", "right", "full"] as const) {
    if (cursor.takeWords(type, "outer", "join") || cursor.takeWords(type, "join")) return type;
  }
  if (cursor.atWords("natural")) throw cursor.unexpected("JOIN");
  return null;
}

function parseTablePrimary(cursor: Cursor): TableReference {
  return cursor.nested(() => {
    if (cursor.takeWords("unnest")) return parseUnnest(cursor);
    if (cursor.takeSymbol("(")) {
      if (startsTable(cursor)) {
        const inner = parseTableReference(cursor);
        cursor.expectSymbol(")");
        return inner;
      }
      const query = parseQuery(cursor);
      cursor.expectSymbol(")");
      return { kind: "derived", query, ...parseTableAlias(cursor) };
    }
    return parseTable(cursor);
  });
}

/** Whether what follows an opening bracket is a table, not a query. */
function startsTable(cursor: Cursor): boolean {
  if (cursor.atWords("select") || cursor.atWords("with") || cursor.atWords("values")) return false;
  let ahead = 0;
  while (cursor.peek(ahead).text === "(" && cursor.peek(ahead).kind === "symbol") ahead++;
  const first = cursor.peek(ahead);
  return !(first.kind === "word" && ["select", "with", "values"].includes(first.text));
}

function parseTable(cursor: Cursor): TableReference {
  if (cursor.peek().kind === "string") {
    throw refuse(`FROM names the string '${cursor.peek().text.slice(0, 40)}'.`, "Name a table; files cannot be read.");
  }
  if (cursor.atWords("lateral") && cursor.peek(1).text === "(") throw cursor.unexpected("a table");
  cursor.countTable();
  const path = [parseName(cursor, "a table")];
  while (cursor.takeSymbol(".")) path.push(parseName(cursor, "a table's name"));
  if (cursor.atSymbol("(")) {
    throw refuse(
      `FROM calls the table function ${path.join(".")}.`,
      "Only tables, subqueries, VALUES and UNNEST(array) can stand in FROM.",
    );
  }
  for (const clause of ["for", "tablesample", "match_recognize"]) {
    if (cursor.atWords(clause)) throw cursor.unexpected("a join or the next clause");
  }
  return { kind: "table", path, ...parseTableAlias(cursor) };
}

function parseUnnest(cursor: Cursor): TableReference {
  cursor.expectSymbol("(");
  const items = parseExpressions(cursor);
  cursor.expectSymbol(")");
  const ordinality = cursor.takeWords("with", "ordinality");
  return { kind: "unnest", items, ordinality, ...parseTableAlias(cursor) };
}

function parseTableAlias(cursor: Cursor): { alias: string | null; columns: readonly string[] } {
  const alias = parseAlias(cursor);
  return { alias, columns: alias !== null && cursor.atSymbol("(") ? parseNames(cursor) : [] };
}
