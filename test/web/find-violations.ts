import axe from "axe-core";
import type { Page } from "playwright-core";

/** Rules whose outcome hangs on colours; all others find the same in every theme. */
export const colourRules = ["color-contrast", "link-in-text-block"];

/** Rules whose outcome hangs on what is drawn, and where. */
export const layoutRules = [
  "button-name",
  "color-contrast",
  "label",
  "link-name",
  "region",
  "scrollable-region-focusable",
  "skip-link",
  "target-size",
];

/**
 * What axe-core finds wrong, a line each; only by `rules` where they are given. Its script comes in by the debugger,
 * which the page's policy does not concern.
 */
export async function findViolations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: { type: "rule", values: rules } }) };
  const found = await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ": " + node.html.slice(0, 160))))`,
  );
  // The script above gives a list of texts.
  return found as readonly string[];
}
