/**
 * The words of a message as a person reads them: without the name of the app that it is addressed to, with links as
 * their text and Slack's three entities decoded (docs.slack.dev/messaging/formatting-message-text). What it says stays
 * a question, whatever it says.
 */
export function readQuestion(text: string, botUserId: string): string {
  return text
    .replaceAll(/<([^<>]*)>/g, (_, inner: string) => wordsOfLink(inner, botUserId))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replaceAll(/[^\S\n]+/g, " ")
    .trim();
}

/** What stands between `<` and `>`: a person, a channel, a command or a link, perhaps with a label. */
function wordsOfLink(inner: string, botUserId: string): string {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : inner.slice(bar + 1);
  if (target.startsWith("@")) return target.slice(1) === botUserId ? "" : `@${label ?? target.slice(1)}`;
  if (target.startsWith("#")) return `#${label ?? target.slice(1)}`;
  if (target.startsWith("!")) return label ?? `@${target.slice(1)}`;
  return label ?? target.replace(/^mailto:/, "");
}
