import { readFile } from "node:fs/promises";

/** What the page holds beside the report: its style sheet and its script, as text. */
export type PageFiles = { readonly style: string; readonly script: string };

/**
 * Reads the page's style sheet and script, which lie beside this file. Colours and fonts are the chat page's: its token
 * file is read as a text, so that there is one place for them; nothing of the web room is imported.
 */
export async function loadPageFiles(signal: AbortSignal): Promise<PageFiles> {
  const read = (name: string) => readFile(new URL(name, import.meta.url), { encoding: "utf8", signal });
  const [tokens, style, script] = await Promise.all([
    read("../../../web/styles/tokens.css"),
    read("page.css"),
    read("page-script.js"),
  ]);
  return { style: `${tokens}\n${style}`, script };
}
