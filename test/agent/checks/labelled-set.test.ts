import { beforeAll, describe, expect, it } from "vitest";

import { judge, readSentences, readTurns, type Outcome, type RecordedTurn } from "./labelled-set.ts";

/** What was measured; more false alarms or misses than these is worse than the checks have been. */
const floor = {
  develop: { right: 105, falseAlarms: 1, wrong: 109, missed: 4, stray: 0 },
  "held-out": { right: 96, falseAlarms: 3, wrong: 105, missed: 10, stray: 0 },
} as const;
const halves = ["develop", "held-out"] as const;

let turns: ReadonlyMap<string, RecordedTurn>;
let outcomes: Readonly<Record<(typeof halves)[number], readonly Outcome[]>>;

beforeAll(async () => {
  turns = await readTurns();
  const [develop, heldOut] = await Promise.all(halves.map(judged));
  outcomes = { develop: develop ?? [], "held-out": heldOut ?? [] };
  if (process.env["CHECKS_TABLE"]) for (const half of halves) console.log(tableOf(half, outcomes[half]));
});

async function judged(half: (typeof halves)[number]): Promise<Outcome[]> {
  return (await readSentences(half)).map((sentence) => judge(sentence, turns.get(sentence.turn)!));
}

function count(all: readonly Outcome[], outcome: Outcome["outcome"]): number {
  return all.filter((one) => one.outcome === outcome).length;
}

function measure(all: readonly Outcome[]) {
  const right = all.filter((one) => one.wrong.length === 0);
  const wrong = all.filter((one) => one.wrong.length > 0);
  return {
    right: right.length,
    falseAlarms: count(right, "alarm"),
    wrong: wrong.length,
    missed: count(wrong, "missed"),
    stray: count(wrong, "alarm"),
  };
}

/** The table by kind: `CHECKS_TABLE=1 npx vitest run test/agent/checks/labelled-set.test.ts`. */
function tableOf(half: string, all: readonly Outcome[]): string {
  const lines = [`| ${half} | right, false alarms | wrong, missed |`, "| --- | --- | --- |"];
  for (const kind of new Set(all.map((one) => one.kind))) {
    const { right, falseAlarms, wrong, missed } = measure(all.filter((one) => one.kind === kind));
    lines.push(`| ${kind} | ${right}, ${falseAlarms} | ${wrong}, ${missed} |`);
  }
  const { right, falseAlarms, wrong, missed } = measure(all);
  return [...lines, `| all | ${right}, ${falseAlarms} | ${wrong}, ${missed} |`].join("\n");
}

describe("the labelled sentences on recorded turns", () => {
  it("are at least 400, no sentence twice, each on a recorded turn and with its faults in it", () => {
    const all = [...outcomes.develop, ...outcomes["held-out"]];
    expect(all.length).toBeGreaterThanOrEqual(400);
    expect(new Set(all.map((one) => one.text)).size).toBe(all.length);
    expect(all.filter((one) => !one.wrong.every((part) => one.text.includes(part)))).toEqual([]);
  });

  it.each(halves)("raise no more false alarms and misses than were measured: %s", (half) => {
    const found = measure(outcomes[half]);
    expect({ right: found.right, wrong: found.wrong }).toEqual({ right: floor[half].right, wrong: floor[half].wrong });
    expect(found.falseAlarms).toBeLessThanOrEqual(floor[half].falseAlarms);
    expect(found.missed).toBeLessThanOrEqual(floor[half].missed);
    expect(found.stray).toBeLessThanOrEqual(floor[half].stray);
  });

  it("leave the offline analyst's own answers to the recorded questions as they are", () => {
    const flagged = Array.from(turns, ([name, turn]) =>
      judge({ turn: name, kind: "answer", text: turn.text, wrong: [] }, turn),
    );
    expect(flagged.filter((one) => one.outcome !== "right")).toEqual([]);
  });
});
