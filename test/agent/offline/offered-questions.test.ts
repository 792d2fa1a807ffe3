import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { domainDirectory, loadDomain } from "#knowledge";

import type { Analysis } from "../../../agent/offline/reading/analysis.ts";
import { understand } from "../../../agent/offline/reading/understand.ts";
import { openTinyAnalyst, type TinyAnalyst } from "./look-up.ts";
import { readBank } from "./read-bank.ts";

/** Every third question of the bank that stands alone. */
const asked = readBank()
  .flatMap(({ cases }) => cases.flatMap(({ turns }) => (turns.length === 1 ? turns : [])))
  .filter((_, index) => index % 3 === 0);

let analyst: TinyAnalyst;

beforeAll(async () => {
  analyst = await openTinyAnalyst(await loadDomain(domainDirectory("engagement")));
});
afterAll(() => analyst.close());

/** Questions that are offered and that the next turn does not take as an analysis. */
async function notTaken(question: string): Promise<string[]> {
  const { reading } = understand(question, analyst.lexicon, null);
  const previous: Analysis | null = reading.kind === "analysis" ? reading.analysis : null;
  const offered = reading.kind === "ask" ? reading.options : previous ? await offeredAfter(question) : [];
  return offered.filter((offer) => understand(offer, analyst.lexicon, previous).reading.kind !== "analysis");
}

/** What is offered after an answer; nothing where the tiny tables, which have queries only, cannot give one. */
async function offeredAfter(question: string): Promise<readonly string[]> {
  try {
    return (await analyst.answer(question)).followUps;
  } catch {
    return [];
  }
}

describe("the questions that answers offer", () => {
  it("are understood as the next turn", { timeout: 60_000 }, async () => {
    const faults: string[] = [];
    let answered = 0;
    for (const question of asked) {
      const open = await notTaken(question);
      answered++;
      faults.push(...open.map((offer) => `${question} → ${offer}`));
    }
    expect(faults).toEqual([]);
    expect(answered).toBeGreaterThan(200);
  });
});
