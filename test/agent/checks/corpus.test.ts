import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { checkText, type EvidenceIndex } from "../../../agent/checks/index.ts";
import { loadIndex, readFixture } from "./turn-fixture.ts";

const rightSchema = z.array(z.strictObject({ kind: z.string(), text: z.string() }));
const wrongSchema = z.array(
  z.strictObject({
    kind: z.string(),
    text: z.string(),
    untraced: z.array(z.string()),
    agreesByChance: z.array(z.string()).default([]),
  }),
);

let index: EvidenceIndex;
let right: z.infer<typeof rightSchema>;
let wrong: z.infer<typeof wrongSchema>;

beforeAll(async () => {
  index = await loadIndex();
  [right, wrong] = await Promise.all([readFixture("right", rightSchema), readFixture("wrong", wrongSchema)]);
});

describe("the labelled sentences", () => {
  it("are at least 300, no sentence twice", () => {
    const texts = [...right, ...wrong].map((sentence) => sentence.text);
    expect(texts.length).toBeGreaterThanOrEqual(300);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it("raise no false alarm where everything is right", () => {
    const alarms = right.flatMap(({ text }) => {
      const { untraced } = checkText(text, index);
      return untraced.length > 0 ? [{ text, untraced: untraced.map((claim) => claim.text) }] : [];
    });
    expect(alarms).toEqual([]);
  });

  it("have each planted fault found, and nothing else flagged", () => {
    const differing = wrong.flatMap(({ text, untraced }) => {
      const found = checkText(text, index).untraced.map((claim) => claim.text);
      return found.join("|") === untraced.join("|") ? [] : [{ text, planted: untraced, found }];
    });
    expect(differing).toEqual([]);
  });
  it("are missed only where another value of the evidence agrees by chance", () => {
    const planted = wrong.flatMap((sentence) => [...sentence.untraced, ...sentence.agreesByChance]);
    const missed = wrong.flatMap((sentence) => sentence.agreesByChance);
    expect(wrong.every((sentence) => sentence.untraced.length + sentence.agreesByChance.length > 0)).toBe(true);
    expect(missed.length / planted.length).toBeLessThan(0.03);
  });
});
