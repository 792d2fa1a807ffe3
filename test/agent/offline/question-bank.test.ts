import { describe, expect, it } from "vitest";

import { domainDirectory, loadDomain } from "#knowledge";

import type { Analysis } from "../../../agent/offline/reading/analysis.ts";
import { createLexicon, type Lexicon } from "../../../agent/offline/reading/lexicon.ts";
import { understand } from "../../../agent/offline/reading/understand.ts";
import { readBank, type BankCase } from "./read-bank.ts";
import { renderReading } from "./render-reading.ts";

const lexicon: Lexicon = createLexicon(await loadDomain(domainDirectory("engagement")), "2026-11-20");
const bank = readBank();

/** The last turn's reading, each turn leaning on the last one before it that was understood. */
function readLast({ turns }: BankCase): Record<string, unknown> {
  const earlier: Analysis[] = [];
  let rendered: Record<string, unknown> = {};
  for (const turn of turns) {
    const { reading, subject } = understand(turn, lexicon, earlier.at(-1) ?? null, earlier.slice(0, -1));
    if (reading.kind === "analysis") earlier.push(reading.analysis);
    else if (subject) earlier.push(subject);
    rendered = renderReading(reading);
  }
  return rendered;
}

describe.each(bank)("the questions of $file", ({ cases }) => {
  it.each(cases)("$id: $turns", (one) => {
    expect(readLast(one)).toMatchObject(one.read);
  });
});

describe("the question bank", () => {
  it("holds at least 400 questions, each id once", () => {
    const ids = bank.flatMap(({ cases }) => cases.map(({ id }) => id));
    expect(ids.length).toBeGreaterThan(400);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
