import { describe, expect, it } from "vitest";

import type { TurnEvent } from "#agent";

import { buildAnswer } from "../../support/build-answer.ts";
import { answeringEvents, createFakeRunTurn, turnError } from "../../support/fake-run-turn.ts";
import { runWithFake } from "./build-cli.ts";

const question = "Which plan scores higher?";
const delta = (text: string): TurnEvent => ({ type: "text-delta", text });

/** Asks with a script of what comes before the answer ends. */
function ask(
  before: readonly TurnEvent[],
  { isTerminal = true, last }: { isTerminal?: boolean; last?: TurnEvent } = {},
) {
  const { runTurn } = createFakeRunTurn((request) => {
    const events = answeringEvents(request);
    return [
      ...events.filter(({ type }) => type === "turn-start"),
      ...before,
      last ?? events.at(-1) ?? turnError("INTERNAL"),
    ];
  });
  return runWithFake(["ask", question], { runTurn, isTerminal });
}

const { text } = buildAnswer();
const whole = (await ask([], { isTerminal: false })).out;

describe("an answer at a terminal", () => {
  it("is in the end what a pipe gets, however its text came", async () => {
    const pieces = text.match(/.{1,7}/gs) ?? [];
    expect((await ask(pieces.map(delta))).out).toBe(`\n${whole}`);
    expect((await ask([delta(text)])).out).toBe(`\n${whole}`);
    expect((await ask([])).out).toBe(whole);
  });

  it("is shown anew where its text is taken back, each time from the beginning of a line", async () => {
    const { out, err } = await ask([delta("Free scores higher: "), { type: "text-restart" }, delta(text)]);
    expect(out).toBe(`\nFree scores higher:\n\n${whole}`);
    expect(err).toContain("writing the answer anew");
  });

  it("is shown whole where what came was not its text", async () => {
    expect((await ask([delta("Something else. ")])).out).toBe(`\nSomething else.\n${whole}`);
  });

  it("ends its line where it breaks off, and what went wrong follows", async () => {
    const { out, err, exitCode } = await ask([delta("Premium scores ")], { last: turnError("LLM_INCOMPLETE") });
    expect({ out, exitCode }).toEqual({ out: "\nPremium scores\n", exitCode: 1 });
    expect(err).toContain("error LLM_INCOMPLETE");
  });
});

it("gives a pipe nothing of an answer that is not finished", async () => {
  const { out } = await ask([delta("Premium scores ")], { isTerminal: false, last: turnError("LLM_INCOMPLETE") });
  expect(out).toBe("");
});
