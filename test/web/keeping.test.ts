import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hasNoBrowser, leftOut, openBrowser, openWindow } from "../support/open-browser.ts";
import type { ServedPage } from "../support/serve-page.ts";
import { personHeader, serveGallery } from "./gallery/serve-gallery.ts";

describe.skipIf(hasNoBrowser)(`what is kept with the page${leftOut}`, () => {
  let served: ServedPage;
  let browser: Browser;

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveGallery(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  it("is what one thinks of an answer, also after it is loaded anew and on another page", async () => {
    const { page } = await openWindow(browser);
    await page.goto(`${served.url}/threads/thread_line`);
    await page.getByRole("button", { name: "Bad answer" }).click();
    await page.getByLabel("Too slow").check();
    await page.locator(".reason").getByRole("button", { name: "Send" }).click();
    await page.getByText("Thank you.").waitFor();
    for (const address of ["/threads/thread_line", "/answers/answer_line"]) {
      await page.goto(served.url + address);
      await page.getByRole("button", { name: "Bad answer", pressed: true }).waitFor();
      expect(await page.getByRole("button", { name: "Good answer", pressed: true }).count()).toBe(0);
    }
    await page.context().close();
  });

  it("is a word on a prediction, which does not write over another's that came in the meantime", async () => {
    const windows = await Promise.all(
      ["person:ada", "person:grace"].map((person) =>
        openWindow(browser, { extraHTTPHeaders: { [personHeader]: person } }),
      ),
    );
    const [ada, grace] = windows.map(({ page }) => page) as [Page, Page];
    const card = (page: Page) => page.locator(".queue details", { hasText: "user_2" });
    for (const page of [ada, grace]) {
      await page.goto(`${served.url}/review`);
      await card(page).locator("summary").click();
    }
    await card(ada).getByLabel("It should have been").check();
    await card(ada).getByLabel("The outcome").fill("1");
    await card(ada).getByLabel("Notes").fill("They left.");
    await card(ada).getByRole("button", { name: "Keep" }).click();
    await card(ada).locator(".badge", { hasText: "overridden" }).waitFor();
    await card(grace).getByLabel("The prediction holds").check();
    await card(grace).getByRole("button", { name: "Keep" }).click();
    await card(grace).getByText('person:ada has said: overridden, "They left."').waitFor();
    await ada.reload();
    await card(ada).locator(".badge", { hasText: "overridden" }).waitFor();
    await card(grace).getByRole("button", { name: "Keep mine all the same" }).click();
    await card(grace).locator(".badge", { hasText: "confirmed" }).waitFor();
    await ada.reload();
    await card(ada).locator(".badge", { hasText: "confirmed" }).waitFor();
    expect(windows.map(({ faults }) => faults)).toEqual([[], []]);
    await Promise.all(windows.map(({ page }) => page.context().close()));
  });

  it("is found, renamed and deleted among the conversations", async () => {
    const { page } = await openWindow(browser);
    await page.goto(`${served.url}/threads/thread_wide`);
    const rail = page.locator(".rail");
    await page.getByRole("searchbox").fill("distributed");
    await rail.getByRole("link", { name: "Show everything of everybody" }).waitFor({ state: "detached" });
    await page.getByRole("searchbox").fill("");
    await rail.getByRole("link", { name: "Show everything of everybody" }).waitFor();
    await page.getByRole("button", { name: "Rename or delete the conversation: Show everything of everybody" }).click();
    const dialog = page.getByRole("dialog", { name: "The conversation" });
    await dialog.getByLabel("Name of the conversation").fill("All of it");
    await dialog.getByRole("button", { name: "Rename" }).click();
    await rail.getByRole("link", { name: "All of it" }).waitFor();
    await page.getByRole("button", { name: "Rename or delete the conversation: All of it" }).click();
    await dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await dialog.getByRole("button", { name: "Really delete" }).click();
    await page.locator(".examples").waitFor();
    await rail.getByRole("link", { name: "All of it" }).waitFor({ state: "detached" });
    expect(new URL(page.url()).pathname).toBe("/");
    await page.context().close();
  });

  it("comes back by itself when the server does", async () => {
    const { page } = await openWindow(browser);
    await page.route("**/v1/**", (route) => route.abort());
    await page.goto(served.url);
    await page.getByText("There is no connection to Reckoner.").waitFor();
    await page.unroute("**/v1/**");
    await page.evaluate("dispatchEvent(new Event('online'))");
    await page.locator(".examples").waitFor();
    await page.locator(".rail").getByRole("link", { name: "Weekly look" }).waitFor();
    expect(await page.locator(".problem").count()).toBe(0);
    await page.context().close();
  });

  it("takes a question of any length, and tells what the server says to it", async () => {
    const { page } = await openWindow(browser);
    await page.goto(served.url);
    const question = "Why? ".repeat(2_000).trim();
    await page.locator("#question").fill(question);
    await page.locator("#question").press("Enter");
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toMatch(/4,?000/);
    await page.getByRole("button", { name: "Show all 9,999 characters" }).click();
    expect(await page.locator(".question p").innerText()).toBe(question);
    await page.context().close();
  });
});
