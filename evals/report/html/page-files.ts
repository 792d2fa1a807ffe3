import { readFile } from "node:fs/promises";

/** What the page holds beside the report: its style sheet and its script, as text. */
export type PageFiles = { readonly style: string; readonly script: string };

/** Reads the page's style sheet and script, which lie beside this file. */
export async function loadPageFiles(signal: AbortSignal): Promise<PageFiles> {
  const read = (name: string) => readFile(new URL(name, import.meta.url), { encoding: "utf8", signal });
  const [style, script] = await Promise.all([read("page.css"), read("page-script.js")]);
  return { style, script };
}
