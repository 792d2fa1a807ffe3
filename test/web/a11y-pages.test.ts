import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hasNoBrowser, leftOut, openBrowser, openWindow } from "../support/open-browser.ts";
import type { ServedPage } from "../support/serve-page.ts";
import { describeStates } from "./describe-states.ts";
import { findViolations } from "./find-violations.ts";
import { serveGallery } from "./gallery/serve-gallery.ts";
import { enter, otherStates, windowOf, type PageState } from "./gallery/states.ts";

describeStates("the pages beside the conversation", otherStates);

/** What lies over the page where it is narrow, and is entered there. */
const drawers: readonly PageState[] = [
  {
    name: "the menu",
    path: "/threads/thread_bars",
    act: (page) => page.getByRole("button", { name: "Open the menu" }).click(),
    shows: ".rail-open .rail",
  },
  {
    name: "the evidence",
    path: "/threads/thread_contributions",
    act: (page) => page.locator(".cite").first().click(),
    shows: ".evidence-place.drawer .source",
  },
];

describe.skipIf(hasNoBrowser)(`drawers on a phone${leftOut}`, () => {
  let served: ServedPage;
  let browser: Browser;

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveGallery(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  it.each(drawers)("have no fault that axe-core finds: $name", async (state) => {
    const phone = {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      reducedMotion: "reduce",
    } as const;
    const { page, faults } = await openWindow(browser, { ...phone, ...windowOf(state) });
    await enter(page, served.url, state);
    expect({ violations: await findViolations(page), faults }).toEqual({ violations: [], faults: [] });
    await page.context().close();
  });
});
