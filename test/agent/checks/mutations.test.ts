import { beforeAll, describe, expect, it } from "vitest";

import { createRandom } from "#core";

import { judge, readTurns, type RecordedTurn } from "./labelled-set.ts";
import { mutations } from "./mutations.ts";

/** The least share of mutated answers that the checks have to catch, by kind: a little under what was measured. */
const caughtAtLeast: Readonly<Record<string, number>> = {
  "a digit changed": 0.9,
  "two digits transposed": 0.95,
  "ten times as large": 0.9,
  "figures of two rows exchanged": 0.85,
  "two groups exchanged": 0.8,
  "a direction reversed": 0.5,
  "a sign reversed": 0.9,
};
const answersEach = 100;

let turns: ReadonlyMap<string, RecordedTurn>;

beforeAll(async () => {
  turns = await readTurns();
});

/** The share caught of a hundred different wrong answers, or of as many as there are. */
function attack(kind: string): { readonly tried: number; readonly caught: number; readonly missed: readonly string[] } {
  const random = createRandom(29);
  const all = [...turns.values()];
  const tried = new Set<string>();
  const missed: string[] = [];
  for (let attempt = 0; attempt < answersEach * 20 && tried.size < answersEach; attempt++) {
    const turn = all[attempt % all.length]!;
    const text = mutations[kind]!(turn.text, random);
    if (text === null || text === turn.text || tried.has(text)) continue;
    tried.add(text);
    const { outcome } = judge({ turn: "", kind, text, wrong: [] }, turn);
    if (outcome === "right") missed.push(firstDifference(turn.text, text));
  }
  return { tried: tried.size, caught: tried.size - missed.length, missed };
}

function firstDifference(before: string, after: string): string {
  let at = 0;
  while (before[at] === after[at]) at++;
  return after.slice(Math.max(0, at - 60), at + 40).replaceAll("\n", " ");
}

describe("answers with one fault", () => {
  it.each(Object.keys(mutations))("are caught: %s", (kind) => {
    const { tried, caught, missed } = attack(kind);
    if (process.env["CHECKS_TABLE"])
      console.log(`${kind}: ${caught} of ${tried}\n  ${missed.slice(0, 12).join("\n  ")}`);
    expect(tried).toBeGreaterThan(0);
    expect(caught / tried).toBeGreaterThanOrEqual(caughtAtLeast[kind] ?? 1);
  });
});
