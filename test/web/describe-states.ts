import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hasNoBrowser, leftOut, openBrowser, openWindow } from "../support/open-browser.ts";
import type { ServedPage } from "../support/serve-page.ts";
import { colourRules, findViolations, layoutRules } from "./find-violations.ts";
import { serveGallery } from "./gallery/serve-gallery.ts";
import { enter, windowOf, type PageState } from "./gallery/states.ts";

const phone = { width: 390, height: 844 };

/** What is wrong with the page as it stands: axe-core's findings, and whether it is wider than its window. */
async function faultsOf(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const isWider = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
  return [...(await findViolations(page, rules)), ...(isWider ? ["wider than the window"] : [])];
}

/** Resolves when what hangs on the window's size has been rendered for the new one, and nothing moves any more. */
async function drawnAnew(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  })()`);
}

/** Looks at each state in light, in dark and as narrow as a phone; in the latter two by the rules that hang on them. */
export function describeStates(title: string, states: readonly PageState[]): void {
  describe.skipIf(hasNoBrowser)(`${title}, light, dark and narrow${leftOut}`, () => {
    let served: ServedPage;
    let browser: Browser;

    beforeAll(async () => {
      [served, browser] = await Promise.all([serveGallery(), openBrowser()]);
    });
    afterAll(async () => {
      await browser?.close();
      await served?.close();
    });

    it.each(states)("has no fault that axe-core finds and reports no error: $name", async (state) => {
      const look = { colorScheme: "light", reducedMotion: "reduce" } as const;
      const { page, faults } = await openWindow(browser, { ...look, ...windowOf(state) });
      await enter(page, served.url, state);
      const light = await faultsOf(page);
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      const dark = await faultsOf(page, colourRules);
      await page.setViewportSize(phone);
      await drawnAnew(page);
      const narrow = await faultsOf(page, layoutRules);
      expect({ light, dark, narrow, faults }).toEqual({ light: [], dark: [], narrow: [], faults: [] });
      await page.context().close();
    });
  });
}
