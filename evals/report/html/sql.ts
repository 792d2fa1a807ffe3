import { html, type Markup } from "./markup.ts";

const tokens =
  /(?<text>'(?:[^']|'')*')|\b(?<word>select|with|as|from|where|group by|order by|having|limit|join|left|inner|cross|on|using|and|or|not|in|is|null|between|case|when|then|else|end|distinct|over|partition by|union all|union|desc|asc|nulls last|nulls first|cast|filter)\b/gi;

/** SQL with its words and its texts marked, for a reader's eye only: anything else is left as it is. */
export function renderSql(sql: string): Markup {
  const parts: (Markup | string)[] = [];
  let from = 0;
  for (const match of sql.matchAll(tokens)) {
    parts.push(sql.slice(from, match.index));
    const kind = match.groups?.text === undefined ? "word" : "text";
    parts.push(html`<span class="sql-${kind}">${match[0]}</span>`);
    from = match.index + match[0].length;
  }
  return html`<pre>${[...parts, sql.slice(from)]}</pre>`;
}
