import { existsSync } from "node:fs";

import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

/** How long something may take to appear on a machine that is busy. */
const waitMs = 15_000;
/** Where Debian, Ubuntu and others put it. */
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser for tests of the page; null where none is installed. */
const chromiumPath: string | null = places.find((place) => existsSync(place)) ?? null;

/** Whether tests of the page are left out, and what their title then says besides. */
export const hasNoBrowser = chromiumPath === null;
export const leftOut = hasNoBrowser ? " (left out: no chromium; apt-get install chromium)" : "";

/** A window of the browser, and everything that went wrong in it: errors, and what its security policy refused. */
export type TestWindow = { readonly page: Page; readonly faults: string[] };

/** Starts the browser. */
export function openBrowser(): Promise<Browser> {
  // A container's root has no user namespaces for the sandbox; what is opened is our own page.
  return chromium.launch({ executablePath: chromiumPath ?? "", args: ["--no-sandbox"] });
}

/** Opens a window of its own, as another person at another machine would. */
export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<TestWindow> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  return watchWindow(await context.newPage());
}

/** Keeps what goes wrong in a window. A request that the server refuses is no fault of the page. */
export function watchWindow(page: Page): TestWindow {
  const faults: string[] = [];
  page.setDefaultTimeout(waitMs);
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
  return { page, faults };
}
