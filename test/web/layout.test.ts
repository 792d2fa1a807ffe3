import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Answer, RunTurn, TurnEvent } from "#agent";

import { buildOperations } from "../support/build-operations.ts";
import { answeringEvents } from "../support/fake-run-turn.ts";
import { hasNoBrowser, leftOut, openBrowser, openWindow } from "../support/open-browser.ts";
import { openMemoryStore } from "../support/open-memory-store.ts";
import { servePage } from "../support/serve-page.ts";
import { answers } from "./gallery/answers.ts";

const sentence = "One thing follows from another, and each is told in its turn. ";
const paragraphs = Array.from({ length: 80 }, (_, index) => `Part ${index + 1}. ${sentence.repeat(5)}\n\n`);
/** Longer than what is told of layout shifts that a person's own press brought about. */
const frameMs = 16;

/** Serves a turn that writes `parts` a frame apart, with the answer's picture as it is in the gallery. */
async function serveWriting(name: string, parts: readonly string[]) {
  const store = await openMemoryStore();
  const runTurn: RunTurn = async function* (request) {
    const changes: Partial<Answer> = { ...answers[name], thread: request.thread, question: request.question };
    const events = answeringEvents(request, { ...changes, text: parts.join("") });
    for (const event of events) {
      if (event.type === "answer-end") await store.answers.save(event.answer, "local");
      if (event.type !== "text-delta") {
        yield event;
        continue;
      }
      for (const text of parts) {
        yield { type: "text-delta", text } satisfies TurnEvent;
        await new Promise((resolve) => setTimeout(resolve, frameMs));
      }
    }
  };
  return servePage({ runTurn, operations: buildOperations(store) });
}

/** Keeps what shifts and by how much, and where the text's second part stands in each frame in which it is there. */
const watch = `
  window.shifts = [];
  const nameOf = ({ node }) => node?.className || node?.nodeName;
  window.places = new Set();
  new PerformanceObserver((list) => window.shifts.push(
    ...list.getEntries().map(({ value, sources }) => ({ value, sources: sources.map(nameOf).join(", ") }))))
    .observe({ type: "layout-shift" });
  const look = () => {
    for (const paragraph of document.querySelectorAll(".prose p"))
      if (paragraph.textContent.startsWith("Part 2.")) window.places.add(Math.round(paragraph.getBoundingClientRect().top));
    requestAnimationFrame(look);
  };
  look();
`;

type Shift = { readonly value: number; readonly sources: string };

describe.skipIf(hasNoBrowser)(`what is read${leftOut}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it.each([
    ["bars", ".plot svg"],
    ["contributions", ".waterfall"],
  ])("stays where it stands while a long text comes in and when its picture follows: %s", async (name, picture) => {
    const served = await serveWriting(name, paragraphs);
    const { page, faults } = await openWindow(browser);
    await page.goto(served.url);
    await page.locator("#question").fill("Tell me everything.");
    await page.evaluate(watch);
    await page.locator("#question").press("Enter");
    await page.locator(".turn .actions").waitFor();
    await page.locator(picture).waitFor();
    const shifts = await page.evaluate<readonly Shift[]>("window.shifts");
    const sum = shifts.reduce((before, { value }) => before + value, 0);
    expect(sum < 0.02 ? [] : shifts).toEqual([]);
    expect(await page.evaluate("window.places.size")).toBe(1);
    expect(faults).toEqual([]);
    await page.context().close();
    await served.close();
  });
});
