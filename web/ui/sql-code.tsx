import { layOut } from "./lay-out-sql.ts";

const token = /('(?:[^']|'')*')|\b([A-Za-z_]+)\b|([\s\S])/g;
const keywords = new Set(
  (
    "SELECT FROM WHERE AND OR NOT GROUP BY ORDER LIMIT OFFSET WITH AS ON JOIN LEFT RIGHT FULL INNER OUTER CROSS CASE WHEN THEN ELSE END " +
    "IN IS NULL BETWEEN LIKE UNION ALL DISTINCT HAVING OVER PARTITION FILTER CAST INTERVAL DATE TRUE FALSE ASC DESC NULLS FIRST LAST VALUES EXISTS"
  ).split(" "),
);
/** SQL with its keywords and texts coloured; the text itself is not changed but for line ends. */
export function SqlCode({ sql }: { readonly sql: string }) {
  const parts: { readonly text: string; readonly kind: "word" | "string" | "plain" }[] = [];
  for (const [text, string, word] of layOut(sql).matchAll(token)) {
    const kind = string ? "string" : word && keywords.has(word.toUpperCase()) ? "word" : "plain";
    const last = parts.at(-1);
    if (last?.kind === kind && kind === "plain") parts[parts.length - 1] = { text: last.text + text, kind };
    else parts.push({ text, kind });
  }
  return (
    <pre class="sql" tabIndex={0} role="group" aria-label="Query">
      <code>
        {parts.map(({ text, kind }, index) =>
          kind === "plain" ? (
            text
          ) : (
            <span key={index} class={kind}>
              {text}
            </span>
          ),
        )}
      </code>
    </pre>
  );
}
