/** Words before which a query is easier to read on a new line. */
const breaks =
  /\s+(?=(?:FROM|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|UNION ALL|UNION|(?:LEFT |RIGHT |FULL |INNER |CROSS )?JOIN|SELECT)\b)/g;
/** Longer lines are cut at commas and before AND, where no bracket is open. */
const longestChars = 46;

/**
 * A query on one line gets a line for each of its parts; one with lines of its own stays as it is. Of several queries,
 * an empty line apart, each is looked at alone. Only blanks between words change.
 */
export function layOut(sql: string): string {
  return sql
    .split("\n\n")
    .map((statement) => (statement.includes("\n") || statement.includes("--") ? statement : layOutOne(statement)))
    .join("\n\n");
}

function layOutOne(sql: string): string {
  const held: string[] = [];
  // Letters of private use, which no query holds, stand for each text and quoted name meanwhile.
  const plain = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, (text) => `\uE000${held.push(text) - 1}\uE001`);
  return plain
    .replace(breaks, "\n")
    .split("\n")
    .flatMap(cutLine)
    .join("\n")
    .replace(/\uE000(\d+)\uE001/g, (_, index: string) => held[Number(index)] ?? "");
}

/** A line cut where it is too long; what follows stands below the first item. */
function cutLine(line: string): string[] {
  if (line.length <= longestChars) return [line];
  const indent = " ".repeat((/^\S+(?: BY)?\s/.exec(line)?.[0] ?? "").length);
  const lines: string[] = [];
  let open = "";
  for (const part of partsOf(line)) {
    if (open !== "" && open.length + part.length > longestChars) {
      lines.push(open.trimEnd());
      open = indent + part.trimStart();
    } else open += part;
  }
  return [...lines, open];
}

/** A line's parts up to each comma, and before each AND, outside all brackets. */
function partsOf(line: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at];
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    const end = letter === "," ? at + 1 : / AND /.test(line.slice(at, at + 5)) ? at : null;
    if (depth > 0 || end === null) continue;
    parts.push(line.slice(start, end));
    start = end;
  }
  return [...parts, line.slice(start)];
}
