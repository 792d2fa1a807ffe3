/**
 * Text for mrkdwn: `&`, `<` and `>` are all that Slack reads as its own, so a text from the data can neither mention
 * anybody (`<!channel>`, `<@U1>`) nor link anywhere.
 */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * Markdown for a markdown block or a stream. What Slack would read as a mention is broken, as are pictures and links
 * to elsewhere: a text that came out of data must not make a reader's client call anybody.
 */
export function safeMarkdown(text: string): string {
  return breakMentions(text)
    .replaceAll(/!(?=\[)/g, "\\!")
    .replaceAll(/\](?=\()/g, "]\\");
}

/** The text with what Slack reads as a mention or a link in angle brackets broken; for code, where no link is. */
export function breakMentions(text: string): string {
  return text.replaceAll(/<(?=[!@#]|[a-z][a-z\d+.-]*:)/gi, "&lt;");
}

/** Markdown as plain words: without marks, citations and line breaks. */
export function plainWords(markdown: string): string {
  return markdown
    .replaceAll(/\*\*|`/g, "")
    .replaceAll(/\s*\[e\d+(?:\s*,\s*e\d+)*\]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The text cut to `most` characters, its end marked by an ellipsis; a character is not cut in two. */
export function cutTo(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text
    .slice(0, most - 1)
    .replace(/\p{Surrogate}$/u, "")
    .trimEnd()}…`;
}
