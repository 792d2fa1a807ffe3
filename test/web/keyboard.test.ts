import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hasNoBrowser, leftOut, openBrowser, openWindow } from "../support/open-browser.ts";
import type { ServedPage } from "../support/serve-page.ts";
import { serveGallery } from "./gallery/serve-gallery.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const thread = "/threads/thread_bars";

describe.skipIf(hasNoBrowser)(`the page by the keyboard${leftOut}`, () => {
  let served: ServedPage;
  let browser: Browser;

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveGallery(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  it("is asked, brings the last question back, and begins anew", async () => {
    const { page } = await openWindow(browser);
    await page.goto(served.url);
    const field = page.locator("#question");
    await field.blur();
    await page.keyboard.press("/");
    await page.locator("#question:focus").waitFor();
    await page.keyboard.type("How many customers are there?");
    await page.keyboard.press("Enter");
    await page.locator(".turn .actions").waitFor();
    await field.press("ArrowUp");
    expect(await field.inputValue()).toBe("How many customers are there?");
    await page.keyboard.press("Control+k");
    await page.locator(".examples").waitFor();
    await page.locator("#question:focus").waitFor();
    await page.context().close();
  });

  it("shows a ring around whatever has the focus, from the first stop to the last", async () => {
    const { page } = await openWindow(browser, { colorScheme: "dark" });
    await page.goto(served.url + thread);
    await page.locator(".turn .actions").waitFor();
    await page.locator("#question").focus();
    const stops: string[] = [];
    do {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(`(() => {
        const at = document.activeElement;
        // Past the last stop the focus is the browser's own for one press.
        if (at === document.body) return "";
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at.closest(".box") ?? at);
        const hasRing = (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
        return (hasRing ? "" : "no ring: ") + (at.getAttribute("aria-label") ?? at.textContent ?? "").trim().slice(0, 40);
      })()`);
      if (stop !== "") stops.push(String(stop));
    } while ((await page.locator("#question:focus").count()) === 0 && stops.length < 150);
    expect(stops.filter((stop) => stop.startsWith("no ring"))).toEqual([]);
    const inOrder = ["Skip to the question", "Find a conversation", "Add to board", "Good answer", "And by region?"];
    expect(stops.filter((stop) => inOrder.includes(stop))).toEqual(inOrder);
    await page.context().close();
  });

  it("tells the keys and what one's role may and may not do, and gives the focus back", async () => {
    const { page } = await openWindow(browser);
    await page.goto(served.url + thread);
    await page.locator(".turn .actions").waitFor();
    const opener = page.getByRole("button", { name: "You, your role and the keys" });
    await opener.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("May not read the audit").waitFor();
    expect(await dialog.getByText("May review predictions").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.waitForFunction(`document.activeElement.getAttribute("aria-label")?.startsWith("You, ")`);
    await page.keyboard.press("?");
    await dialog.getByText("Stop the answer").waitFor();
    await page.context().close();
  });

  it("keeps the focus in a drawer and gives it back", async () => {
    const { page, faults } = await openWindow(browser, phone);
    await page.goto(served.url + thread);
    await page.locator(".turn .actions").waitFor();
    expect(await page.locator(".rail").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Open the menu" }).click();
    await page.locator(".rail").waitFor();
    const isInside = `document.activeElement.closest(".rail") !== null || document.activeElement === document.body`;
    for (let press = 0; press < 60; press += 1) {
      await page.keyboard.press("Tab");
      // Past the last stop the focus is the browser's own for one press.
      expect(await page.evaluate(isInside)).toBe(true);
    }
    await page.keyboard.press("Escape");
    // The focus goes back with the next frame.
    await page.waitForFunction(`document.activeElement.getAttribute("aria-label") === "Open the menu"`);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("changes its theme and keeps it", async () => {
    const { page } = await openWindow(browser, { colorScheme: "light" });
    await page.goto(served.url);
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await background();
    await page.getByRole("button", { name: /^Theme: Auto/ }).press("Enter");
    await page.getByRole("button", { name: /^Theme: Light/ }).press("Enter");
    await page.getByRole("button", { name: /^Theme: Dark/ }).waitFor();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByRole("button", { name: /^Theme: Dark/ }).waitFor();
    expect(await background()).toBe(dark);
    await page.context().close();
  });
});
