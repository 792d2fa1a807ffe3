import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { TurnEvent, TurnRequest } from "#agent";

import type { AppDeps } from "../../api/http/app-deps.ts";
import { localPrincipal } from "../../api/local-principal.ts";
import { buildEvidence } from "../support/build-answer.ts";
import { buildOverview } from "../support/build-overview.ts";
import { buildOperations } from "../support/build-operations.ts";
import { answeringEvents, createFakeRunTurn, createHeldRunTurn, turnError } from "../support/fake-run-turn.ts";
import { hasNoBrowser, leftOut, openBrowser, openWindow } from "../support/open-browser.ts";
import { openMemoryStore } from "../support/open-memory-store.ts";
import { servePage } from "../support/serve-page.ts";
import { openLine } from "./open-line.ts";

/** The page over turns that a test plays; its start page has an overview for a person with `rights`. */
async function serveTurns(runTurn: AppDeps["runTurn"], changes: Partial<AppDeps> = {}) {
  const operations = buildOperations(await openMemoryStore());
  const overview = async () => buildOverview(changes.principalOf ? ["read-audit"] : ["ask", "see-customers"]);
  const results = { ...operations.results, overview };
  return servePage({ runTurn, operations: { ...operations, results }, ...changes });
}

describe.skipIf(hasNoBrowser)(`the page while a turn runs${leftOut}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it("says that it works, and stops by Esc", async () => {
    const held = createHeldRunTurn();
    const served = await serveTurns(held.runTurn);
    const { page, faults } = await openWindow(browser);
    await page.goto(served.url);
    await page.fill("#question", "How long does it take?");
    await page.keyboard.press("Enter");
    await held.started;
    await page.getByRole("button", { name: "Stop" }).waitFor();
    expect(await page.locator("[role=status].unseen").textContent()).toBe("Working on the answer.");
    await page.keyboard.press("Escape");
    await held.aborted;
    await page.getByRole("alert").getByText("what happened (TURN_ABORTED)").waitFor();
    await page.getByRole("button", { name: "Send" }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
    await served.close();
  });

  it("takes a turn up again when it is loaded anew in the middle, and in a second window", async () => {
    const held = createHeldRunTurn();
    const served = await serveTurns(held.runTurn);
    const { page } = await openWindow(browser);
    await page.goto(served.url);
    await page.fill("#question", "Which plan scores higher?");
    await page.keyboard.press("Enter");
    await held.started;
    await page.waitForURL(/\/threads\//);
    const second = await page.context().newPage();
    await second.goto(page.url());
    await page.reload();
    for (const one of [page, second]) await one.getByText("Reading the question").waitFor();
    held.release();
    for (const one of [page, second]) {
      await one.locator(".prose.lead", { hasText: "Premium scores higher" }).waitFor();
      expect(await one.locator(".turn").count()).toBe(1);
    }
    await page.context().close();
    await served.close();
  });

  it("takes a turn up again where its line broke", async () => {
    const held = createHeldRunTurn();
    const [line, served] = await Promise.all([openLine(), serveTurns(held.runTurn)]);
    line.leadTo(served.url);
    const { page } = await openWindow(browser);
    await page.goto(line.url);
    await page.locator("#question").fill("Which plan scores higher?");
    await page.locator("#question").press("Enter");
    await held.started;
    await page.waitForURL(/\/threads\//);
    line.cut();
    line.leadTo(served.url);
    held.release();
    await page.locator(".prose.lead", { hasText: "Premium scores higher" }).waitFor();
    expect(await page.locator(".turn").count()).toBe(1);
    await page.context().close();
    await Promise.all([served.close(), line.close()]);
  });

  it("says that the turn is lost when the server was started anew, and answers the next question", async () => {
    const held = createHeldRunTurn();
    const [line, first] = await Promise.all([openLine(), serveTurns(held.runTurn)]);
    line.leadTo(first.url);
    const { page } = await openWindow(browser);
    await page.goto(line.url);
    await page.locator("#question").fill("Which plan scores higher?");
    await page.locator("#question").press("Enter");
    await held.started;
    await page.waitForURL(/\/threads\//);
    line.cut();
    const again = await serveTurns(createFakeRunTurn().runTurn);
    line.leadTo(again.url);
    await page.locator(".turn .problem").getByText("The server was started anew").waitFor();
    await page.locator(".turn .problem button").click();
    await page.locator(".turn >> nth=1").locator(".actions").waitFor();
    expect(await page.locator(".turn >> nth=1").locator(".lead").innerText()).toContain("Premium scores higher");
    await page.context().close();
    await Promise.all([first.close(), again.close(), line.close()]);
  });

  it("tells what went wrong with a turn and with the server, and what to do", async () => {
    const script = (request: TurnRequest): TurnEvent[] => [
      { type: "turn-start", answerId: "answer_1", thread: request.thread },
      turnError("LLM_THROTTLED"),
    ];
    const served = await serveTurns(createFakeRunTurn(script).runTurn);
    const { page } = await openWindow(browser);
    await page.goto(served.url);
    await page.fill("#question", "Anything?");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("what happened (LLM_THROTTLED)").waitFor();
    expect(await page.getByRole("alert").innerText()).toContain("what to do");
    await served.close();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("There is no connection to Reckoner.").waitFor();
    await page.context().close();
  });

  it("shows texts of the question and of the data as texts, whatever is in them", async () => {
    const attack = `<img src=x onerror="window.hit=1"><script>window.hit=2</script>`;
    const text = `${attack} [away](javascript:window.hit=3) ![pixel](https://example.com/p.png) <svg onload="window.hit=4"> [e1].\n\n| ${attack} | 2 |\n| --- | ---: |\n| <iframe src="https://example.com"></iframe> | 1 |`;
    const answer = {
      text,
      evidence: [
        buildEvidence({
          title: attack,
          columns: [
            { name: "customer_id", type: "varchar" },
            { name: attack, type: "varchar" },
          ],
          rows: [
            [`"><img src=x onerror=window.hit=5>`, attack],
            ["javascript:window.hit=6", "=1+1"],
          ],
          sql: `SELECT '${attack}' -- ${attack}`,
          notices: [attack],
        }),
      ],
      followUps: [attack],
      caveats: [{ kind: "not-causal" as const, text: attack }],
    };
    const served = await serveTurns(createFakeRunTurn((request) => answeringEvents(request, answer)).runTurn);
    const { page, faults } = await openWindow(browser);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).origin));
    await page.goto(served.url);
    await page.fill("#question", attack);
    await page.keyboard.press("Enter");
    await page.locator(".turn .actions").waitFor();
    await page.locator("#source-e1").waitFor();
    expect(await page.evaluate("window.hit")).toBeUndefined();
    expect(await page.locator("main :is(img, script, iframe), .prose svg, .prose [href^=javascript]").count()).toBe(0);
    expect(await page.locator(".question p").innerText()).toBe(attack);
    expect(new Set(asked)).toEqual(new Set([new URL(served.url).origin]));
    expect(faults).toEqual([]);
    await page.context().close();
    await served.close();
  });

  it("does not let a person ask who has no right to", async () => {
    const served = await serveTurns(createFakeRunTurn().runTurn, { principalOf: () => localPrincipal("auditor") });
    const { page } = await openWindow(browser);
    await page.goto(served.url);
    await page.getByText("Your role cannot ask questions.").waitFor();
    expect(await page.locator("#question").count()).toBe(0);
    await page.context().close();
    await served.close();
  });
});
