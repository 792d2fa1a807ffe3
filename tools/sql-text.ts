import { AppError } from "#core";

/** A string as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Joins the conditions that are there into one WHERE clause; empty without any. Throws `TOOL_INPUT_INVALID` for one
 * that is more than a condition: it must not end the brackets that it is put into.
 */
export function whereClause(...conditions: readonly (string | null | undefined)[]): string {
  const given = conditions.filter((condition) => typeof condition === "string" && condition.trim() !== "");
  for (const condition of given) assertOneCondition(condition ?? "");
  return given.length === 0 ? "" : ` WHERE ${given.map((condition) => `(${condition})`).join(" AND ")}`;
}

/** Strings and quoted names, whose content means nothing here. */
const quoted = /'(?:[^']|'')*'|"(?:[^"]|"")*"/g;

function assertOneCondition(condition: string): void {
  const bare = condition.replaceAll(quoted, " ");
  let depth = 0;
  for (const character of bare) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (depth < 0) break;
  }
  if (depth === 0 && !/--|\/\*|[;'"]/.test(bare)) return;
  throw new AppError("TOOL_INPUT_INVALID", {
    detail: "The condition is not one whole SQL condition.",
    hint: "Give what would stand behind WHERE: no comment, no semicolon, every bracket and quote closed.",
  });
}
