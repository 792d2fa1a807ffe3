import type { Answer } from "../contract/routes.d.ts";

/** An answer to be pasted elsewhere: question, text, and what its citations stand for, with the queries. */
export function answerMarkdown({ question, text, evidence, dataset }: Answer): string {
  const cited = text.replace(/\[(e\d+(?:\s*,\s*e\d+)*)\]/g, (_, ids: string) => `[${ids.replaceAll("e", "")}]`);
  const sources = evidence.map(({ id, title, sql }) => {
    const line = `${id.slice(1)}. ${title}`;
    return sql === null ? line : `${line}\n\n${fenced(sql)}`;
  });
  const parts = [`### ${question.replaceAll(/\s+/g, " ")}`, cited.trim()];
  if (sources.length > 0) parts.push(`Sources (data of ${dataset.snapshotDate}):`, ...sources);
  return `${parts.join("\n\n")}\n`;
}

/** SQL in a fence that no run of backticks inside it can end. */
function fenced(sql: string): string {
  const longest = Math.max(2, ...[...sql.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `   ${fence}sql\n${sql.replaceAll(/^/gm, "   ")}\n   ${fence}`;
}
