import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { localPrincipal } from "../../api/local-principal.ts";
import { hasNoBrowser, leftOut, openBrowser, openWindow } from "../support/open-browser.ts";
import { openLiveService, type LiveService } from "../support/open-live-service.ts";
import { servePage, type ServedPage } from "../support/serve-page.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** What axe-core finds wrong, a line each. Its script comes in by the debugger, which the page's policy does not concern. */
async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ": " + node.html.slice(0, 160))))`,
  );
  // The script above gives a list of texts.
  return found as readonly string[];
}

describe.skipIf(hasNoBrowser)(`the page for everybody${leftOut}`, () => {
  let live: LiveService;
  let served: ServedPage;
  let browser: Browser;
  let addresses: readonly string[];

  beforeAll(async () => {
    live = await openLiveService();
    const { operations, ...service } = live.service;
    const principal = localPrincipal("steward");
    served = await servePage({ ...service, operations, principalOf: () => principal });
    browser = await openBrowser();
    addresses = await prepare();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await live?.remove();
  });

  /** Asks, shares and saves, so that every page has something to show. */
  async function prepare(): Promise<readonly string[]> {
    const { page } = await openWindow(browser);
    await page.goto(served.url);
    const overview = await live.service.operations.results.overview(localPrincipal("steward"), signal());
    const customer = overview.customers.example;
    for (const [index, question] of [
      `Explain the churn model's prediction for ${customer}`,
      "What is the average engagement score by account type?",
      "What is the weather tomorrow?",
    ].entries()) {
      await page.fill("#question", question);
      await page.keyboard.press("Enter");
      await page.locator(`.turn >> nth=${index}`).locator(".actions").waitFor();
    }
    const thread = new URL(page.url()).pathname;
    const answers = await live.service.operations.threads.show(
      localPrincipal("steward"),
      thread.slice("/threads/".length),
      { limit: 10 },
      signal(),
    );
    const answer = answers.turns.items[0]?.answer.id ?? "";
    await page.context().close();
    return [
      "/",
      thread,
      `/answers/${answer}`,
      `/customers/${customer}`,
      "/models/churn",
      "/models/segments",
      "/runs",
      "/review",
      "/no/where",
    ];
  }

  for (const theme of ["light", "dark"] as const) {
    it(`has no fault that axe-core finds on any page, ${theme}`, async () => {
      const { page } = await openWindow(browser, { colorScheme: theme });
      const found: Record<string, readonly string[]> = {};
      for (const address of addresses) {
        await page.goto(served.url + address, { waitUntil: "networkidle" });
        const violations = await violationsOf(page);
        if (violations.length > 0) found[address] = violations;
      }
      expect(found).toEqual({});
      await page.context().close();
    });
  }

  it("has no such fault on a phone, with the menu and the evidence open", async () => {
    const { page } = await openWindow(browser, { ...phone });
    await page.goto(served.url + (addresses[1] ?? ""), { waitUntil: "networkidle" });
    const closed = await violationsOf(page);
    await page.getByRole("button", { name: "Open the menu" }).click();
    const menu = await violationsOf(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Evidence" }).first().click();
    const evidence = await violationsOf(page);
    expect({ closed, menu, evidence }).toEqual({ closed: [], menu: [], evidence: [] });
    await page.context().close();
  });

  it("keeps the focus in a drawer and gives it back, without widening the page", async () => {
    const { page, faults } = await openWindow(browser, phone);
    await page.goto(served.url + (addresses[1] ?? ""), { waitUntil: "networkidle" });
    expect(await page.locator(".rail").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Open the menu" }).click();
    expect(await page.locator(".rail").isVisible()).toBe(true);
    const isInside = `document.activeElement.closest(".rail") !== null`;
    for (let press = 0; press < 40; press += 1) {
      await page.keyboard.press("Tab");
      // Past the last stop the focus is the browser's own for one press.
      expect(await page.evaluate(`${isInside} || document.activeElement === document.body`)).toBe(true);
    }
    await page.keyboard.press("Escape");
    // The focus goes back with the next frame.
    await page.waitForFunction(`document.activeElement.getAttribute("aria-label") === "Open the menu"`);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(phone.viewport.width);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("can be used by the keyboard alone", async () => {
    const { page } = await openWindow(browser);
    await page.goto(served.url, { waitUntil: "networkidle" });
    await page.locator("body").press("Tab");
    await page.evaluate("document.activeElement.blur()");
    await page.keyboard.press("/");
    await page.locator("#question:focus").waitFor();
    await page.keyboard.type("How many customers are there?");
    await page.keyboard.press("Enter");
    await page.locator(".turn .actions").waitFor();
    await page.keyboard.press("ArrowUp");
    expect(await page.locator("#question").inputValue()).toBe("How many customers are there?");
    await page.keyboard.press("Control+k");
    await page.locator(".examples").waitFor();
    await page.locator("#question:focus").waitFor();
    await page.context().close();
  });

  it("changes its theme and keeps it", async () => {
    const { page } = await openWindow(browser, { colorScheme: "light" });
    await page.goto(served.url, { waitUntil: "networkidle" });
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await background();
    await page.getByRole("button", { name: /^Theme: Auto/ }).click();
    await page.getByRole("button", { name: /^Theme: Light/ }).click();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload({ waitUntil: "networkidle" });
    expect(await background()).toBe(dark);
    await page.context().close();
  });
});

function signal(): AbortSignal {
  return new AbortController().signal;
}
