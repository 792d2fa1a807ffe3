/** The query without its outermost conditions; those inside aggregates and subqueries stay where they are first. */
export function dropWhere(sql: string): string {
  return mapWhere(sql, () => "TRUE");
}

/** Both conditions have become one or the other. */
export function andToOr(sql: string): string {
  return mapWhere(sql, (condition) =>
    /\bbetween\b/i.test(condition) ? condition : condition.replaceAll(/\bAND\b/gi, "OR"),
  );
}

/** What was to be above is below. */
export function turnThresholds(sql: string): string {
  return mapWhere(sql, (condition) =>
    condition.replaceAll(
      /([<>])(=?)(?!>)(?<!<>)/g,
      (_, sign: string, equal: string) => `${sign === "<" ? ">" : "<"}${equal}`,
    ),
  );
}

/** Who was to be left out is who is counted. */
export function dropNegation(sql: string): string {
  return mapWhere(sql, (condition) => condition.replaceAll(/<>|!=/g, "=").replaceAll(/\bNOT IN\b/gi, "IN"));
}

/** The last order of the query, turned round. */
export function turnOrder(sql: string): string {
  const at = sql.toUpperCase().lastIndexOf("ORDER BY");
  if (at < 0) return sql;
  const order = sql.slice(at);
  return /\b(?:ASC|DESC)\b/i.test(order)
    ? sql.slice(0, at) + order.replaceAll(/\b(?:ASC|DESC)\b/gi, (way) => (way.toUpperCase() === "ASC" ? "DESC" : "ASC"))
    : sql.slice(0, at) + order.replace(/(?=\s*(?:LIMIT\b[^)]*)?$)/i, " DESC");
}

/** The last row that was asked for is missing. */
export function oneRowLess(sql: string): string {
  return sql.replace(/\bLIMIT (\d+)(?=\s*$)/i, (whole, count: string) =>
    Number(count) > 1 ? `LIMIT ${Number(count) - 1}` : whole,
  );
}

/** All rows instead of the first. */
export function dropLimit(sql: string): string {
  return sql.replace(/\bLIMIT \d+(?=\s*$)/i, "");
}

/** A row on the border of a condition is on its other side. */
export function moveBoundary(sql: string): string {
  return mapWhere(sql, (condition) =>
    condition.replaceAll(
      /(?<!<)([<>])(=?)(?!>)/g,
      (_, sign: string, equal: string) => sign + (equal === "" ? "=" : ""),
    ),
  );
}

/** Means are maxima. */
export function meanToMaximum(sql: string): string {
  return sql.replaceAll(/\bavg\(/gi, "max(");
}

/** What is to be counted once is counted as often as it stands there. */
export function dropDistinct(sql: string): string {
  return sql.replaceAll(/\bDISTINCT\s+/gi, "");
}

/** One text of the conditions is another. */
export function changeText(sql: string, from: string, to: string): string {
  return sql.replaceAll(`'${from}'`, `'${to}'`);
}

/** A window of days is a week longer. */
export function widenWindow(sql: string): string {
  return sql.replaceAll(/(\bdate_add\('day', -)(\d+)/gi, (_, lead: string, days: string) => lead + (Number(days) + 7));
}

/** Changes every WHERE condition that belongs to a FROM; those of FILTER stay. */
function mapWhere(sql: string, change: (condition: string) => string): string {
  let result = "";
  let from = 0;
  for (const match of sql.matchAll(/\bWHERE\b/gi)) {
    if (match.index < from || /\(\s*$/.test(sql.slice(0, match.index))) continue;
    const start = match.index + match[0].length;
    const end = endOfCondition(sql, start);
    result += `${sql.slice(from, start)} ${change(sql.slice(start, end).trim())} `;
    from = end;
  }
  return result + sql.slice(from);
}

/** Where a condition ends: at the bracket that closes around it, or at the next clause. */
function endOfCondition(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; at++) {
    const letter = sql.charAt(at);
    if (letter === "'") {
      at = sql.indexOf("'", at + 1);
      if (at < 0) return sql.length;
    } else if (letter === "(") depth++;
    else if (letter === ")" && --depth < 0) return at;
    else if (depth === 0 && /^\s(?:GROUP BY|ORDER BY|HAVING|LIMIT|UNION|WINDOW)\b/i.test(sql.slice(at, at + 12)))
      return at;
  }
  return sql.length;
}
