import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { localPrincipal } from "../../api/local-principal.ts";
import { hasNoBrowser, leftOut, openBrowser, openWindow, watchWindow } from "../support/open-browser.ts";
import { openLiveService, type LiveService } from "../support/open-live-service.ts";
import { servePage, type ServedPage } from "../support/serve-page.ts";

const question = "What is the average engagement score by account type?";

/** Asks and waits until the last turn has its answer. */
async function ask(page: Page, text: string): Promise<void> {
  const before = await page.locator(".turn").count();
  await page.fill("#question", text);
  await page.keyboard.press("Enter");
  await page.locator(`.turn >> nth=${before}`).locator(".actions").waitFor();
}

describe.skipIf(hasNoBrowser)(`the page over a live run${leftOut}`, () => {
  let live: LiveService;
  let served: ServedPage;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    live = await openLiveService();
    const { service } = live;
    served = await servePage({
      runTurn: service.runTurn,
      operations: service.operations,
      replay: service.replay,
      ready: service.ready,
      // Everybody is a steward here; another window may be another one.
      principalOf: (request) => {
        const { id, role } = localPrincipal("steward");
        return { id: request.headers.get("x-test-person") ?? id, role };
      },
    });
    browser = await openBrowser();
    ({ page, faults } = await openWindow(browser, { permissions: ["clipboard-read", "clipboard-write"] }));
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await live?.remove();
  });

  it("asks, shows the answer with its checks and chart, and goes on in the same conversation", async () => {
    await page.goto(served.url);
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor();
    await ask(page, question);
    expect(new URL(page.url()).pathname).toMatch(/^\/threads\/thread_[0-9a-f]{16}$/);
    expect(await page.locator(".prose.lead").innerText()).toMatch(/premium.*0\.\d+/is);
    expect(await page.locator(".checks").innerText()).toMatch(/All \d+ numbers in the text match the results/);
    await page.locator(".plot svg").waitFor();
    await ask(page, "And by gender?");
    expect(await page.locator(".turn").count()).toBe(2);
    await page.locator(".rail").getByRole("link", { name: question }).waitFor();
  });

  it("scrolls its parts, and never the document", async () => {
    await page.keyboard.press("End");
    expect(await page.evaluate("[scrollY, document.documentElement.scrollHeight <= innerHeight]")).toEqual([0, true]);
  });

  it("shows a kept conversation after it is loaded anew", async () => {
    const before = await page.locator(".turn .prose").allTextContents();
    await page.reload();
    await page.locator(".turn >> nth=1").locator(".actions").waitFor();
    expect(await page.locator(".turn .prose").allTextContents()).toEqual(before);
  });

  it("opens the evidence of a citation, and runs its query again when it was changed", async () => {
    await page.locator(".cite").first().click();
    const source = page.locator("#source-e1");
    await source.getByRole("button", { name: "Edit and run" }).click();
    await source.locator("textarea").fill("SELECT 40 + 2 AS answer");
    await source.getByRole("button", { name: "Run" }).click();
    await source.locator("dd", { hasText: /^42$/ }).waitFor();
    await source.locator("textarea").fill("DROP TABLE final_results");
    await source.getByRole("button", { name: "Run" }).click();
    await source.getByRole("alert").waitFor();
    await source.getByRole("button", { name: "As it was" }).click();
    expect(await source.locator("textarea").count()).toBe(0);
  });

  it("asks a changed question again", async () => {
    const turns = await page.locator(".turn").count();
    await page.locator(".question").last().hover();
    await page.locator(".question .edit").last().click();
    const field = page.locator(".question.editing textarea");
    // The field takes the focus once it is there; typing before that would go elsewhere.
    await field.fill("How many customers are there by account type?");
    await field.press("Enter");
    await page.locator(`.turn >> nth=${turns}`).locator(".actions").waitFor();
    expect(await page.locator(".question p").last().innerText()).toBe("How many customers are there by account type?");
  });

  it("copies an answer as markdown with its sources", async () => {
    await page.getByRole("button", { name: "Copy the answer as markdown" }).last().click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const text = String(await page.evaluate("navigator.clipboard.readText()"));
    expect(text).toMatch(/^### How many customers are there by account type\?\n\n[\s\S]*\n\nSources \(data of \d{4}-/);
    expect(text).toContain("```sql");
  });

  it("shares the question by a link, which another person asks with rights of their own", async () => {
    await page.goto(served.url);
    await ask(page, question);
    await page.getByRole("button", { name: "Share" }).click();
    const dialog = page.getByRole("dialog", { name: "Share the answer" });
    const link = await dialog.locator("input").inputValue();
    await dialog.getByRole("button", { name: "Close" }).click();
    const other = await openWindow(browser, { extraHTTPHeaders: { "x-test-person": "local:other" } });
    await other.page.goto(link);
    await other.page.locator(".shared", { hasText: question }).waitFor();
    await other.page.getByRole("link", { name: "Ask it" }).click();
    await other.page.locator(".turn .actions").waitFor();
    expect(new URL(other.page.url()).pathname).not.toBe(new URL(page.url()).pathname);
    expect(other.faults).toEqual([]);
    await other.page.context().close();
  });

  it("only writes into the field what an address from elsewhere would ask", async () => {
    const stranger = await openWindow(browser);
    await stranger.page.goto(`${served.url}/?ask=${encodeURIComponent("How many customers are there?")}`);
    await stranger.page.locator(".examples").waitFor();
    expect(await stranger.page.locator("#question").inputValue()).toBe("How many customers are there?");
    expect(await stranger.page.locator(".turn").count()).toBe(0);
    await stranger.page.context().close();
  });

  it("keeps an answer on a board, and takes it off", async () => {
    await page.getByRole("button", { name: "Add to board" }).click();
    const dialog = page.getByRole("dialog", { name: "Add to a board" });
    await dialog.getByLabel("A new board").fill("Weekly look");
    await dialog.getByRole("button", { name: "Add" }).click();
    await page.locator(".rail").getByRole("link", { name: "Weekly look" }).click();
    await page.locator(".board-item", { hasText: question }).waitFor();
    await page.getByRole("button", { name: `Take off the board: ${question}` }).click();
    await page.getByText("Nothing is on this board yet.").waitFor();
    await page.getByRole("button", { name: "Rename or delete the board: Weekly look" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Really delete" }).click();
    await page.locator(".examples").waitFor();
    const entry = page.locator(".rail").getByRole("link", { name: "Weekly look" });
    await entry.waitFor({ state: "detached" });
    expect(await entry.count()).toBe(0);
  });

  it("keeps a person's word on a prediction", async () => {
    await page.goto(`${served.url}/review`);
    const first = page.locator(".queue details").first();
    await first.locator("summary").press("Enter");
    await first.getByLabel("The prediction holds").check();
    await first.getByLabel("Notes").fill("Looked at it <b>twice</b>");
    await first.getByRole("button", { name: "Keep" }).click();
    await page.locator(".queue .badge", { hasText: "confirmed" }).waitFor();
    await page.reload();
    await page.locator(".queue details").first().waitFor();
    await page.getByLabel("State").selectOption("reviewed");
    await page.locator(".queue .badge", { hasText: "confirmed" }).waitFor();
    expect(await page.locator(".queue details").count()).toBe(1);
    expect(await page.locator(".queue .notice").textContent()).toContain("Looked at it <b>twice</b>");
  });

  it("shows in each of two windows what was asked in the other", async () => {
    await page.goto(served.url);
    await ask(page, "How good is the data?");
    const second = watchWindow(await page.context().newPage());
    await second.page.goto(page.url());
    await second.page.locator(".turn .actions").waitFor();
    const asked = ["How good is the data?", "How many customers are there?", question];
    await ask(page, asked[1] ?? "");
    await second.page.locator(".turn >> nth=1").locator(".actions").waitFor();
    await ask(second.page, asked[2] ?? "");
    await page.locator(".turn >> nth=2").locator(".actions").waitFor();
    expect(await page.locator(".question p").allTextContents()).toEqual(asked);
    expect(second.faults).toEqual([]);
    await second.page.close();
  });

  it("says of an address that names nothing that it names nothing", async () => {
    const response = await page.goto(`${served.url}/no/such/page`);
    expect(response?.status()).toBe(404);
    await page.getByText("This address names no page of Reckoner.").waitFor();
  });

  it("has shown no error, and nothing that its security policy refuses", () => {
    expect(faults).toEqual([]);
  });
});
