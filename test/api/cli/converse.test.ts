import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";

import { converse } from "../../../api/cli/ask/converse.ts";
import { createProcessTerminal } from "../../../api/cli/process-terminal.ts";
import { createFixedClock, createSequentialIdSource } from "#core";

import { buildTerminal } from "../../support/build-terminal.ts";
import { createFakeRunTurn, createHeldRunTurn, turnError } from "../../support/fake-run-turn.ts";
import { runWithFake } from "./build-cli.ts";

describe("a conversation", () => {
  it("keeps to one thread, asks follow-ups by number, and begins afresh with /new", async () => {
    const { runTurn, requests } = createFakeRunTurn();
    const lines = ["first?", "2", "9", "", "/new", "1", "other?", "/exit", "never asked?"];
    const { exitCode, out, err } = await runWithFake(["ask"], { isInteractive: true, lines, runTurn });
    expect(exitCode).toBe(0);
    expect(requests.map(({ thread, question }) => [thread, question])).toEqual([
      ["thread_1", "first?"],
      ["thread_1", "How large are the groups?"],
      ["thread_2", "other?"],
    ]);
    expect(out.match(/Premium scores higher/g)).toHaveLength(3);
    expect(err.match(/no follow-up with this number/g)).toHaveLength(2);
  });

  it("goes on with a thread, and ends with the input", async () => {
    const { runTurn, requests } = createFakeRunTurn();
    const options = { isInteractive: true, lines: ["first?"], runTurn };
    const { exitCode } = await runWithFake(["ask", "--thread", "mine"], options);
    expect({ exitCode, threads: requests.map(({ thread }) => thread) }).toEqual({ exitCode: 0, threads: ["mine"] });
  });

  it("shows an error and goes on", async () => {
    const { runTurn, requests } = createFakeRunTurn(() => [turnError("LLM_THROTTLED")]);
    const options = { isInteractive: true, lines: ["first?", "x".repeat(5_000), "second?"], runTurn };
    const { exitCode, err } = await runWithFake(["ask"], options);
    expect(exitCode).toBe(0);
    expect(requests.map(({ question }) => question)).toEqual(["first?", "second?"]);
    expect(err.match(/error \w+/g)).toEqual(["error LLM_THROTTLED", "error QUESTION_TOO_LONG", "error LLM_THROTTLED"]);
  });

  it("stops the answer and not the conversation at Ctrl-C", async () => {
    const held = createHeldRunTurn();
    const { terminal, written, pressCtrlC } = buildTerminal({ lines: ["slow?", "/exit"] });
    const ended = converse({
      runTurn: held.runTurn,
      principal: { id: "local", role: "analyst" },
      thread: null,
      questionChars: 100,
      terminal,
      clock: createFixedClock(new Date("2026-11-20T12:00:00Z")),
      ids: createSequentialIdSource(),
      signal: new AbortController().signal,
    });
    await held.started;
    pressCtrlC();
    expect(await ended).toBe(0);
    expect(written.err).toContain("error TURN_ABORTED");
    expect(written.out).toBe("");
  });
});

describe("Ctrl-C", () => {
  /** A conversation whose person presses Ctrl-C so often while an answer is made, so many milliseconds apart. */
  async function interrupted(times: number, apartMs: number) {
    const held = createHeldRunTurn();
    const { terminal, written, pressCtrlC } = buildTerminal({ lines: ["slow?"] });
    const ended = converse({
      runTurn: held.runTurn,
      principal: { id: "local", role: "analyst" },
      thread: null,
      questionChars: 100,
      terminal,
      clock: createFixedClock(new Date("2026-11-20T12:00:00Z"), apartMs),
      ids: createSequentialIdSource(),
      signal: new AbortController().signal,
    });
    await held.started;
    for (let press = 0; press < times; press++) pressCtrlC();
    return { exitCode: await ended, ...written };
  }

  it("leaves where it comes twice within a second, with the exit code of a shell", async () => {
    expect(await interrupted(2, 1_000)).toMatchObject({ exitCode: 130, out: "" });
  });

  it("stops the answer only where it comes once, or again later", async () => {
    expect((await interrupted(1, 0)).exitCode).toBe(0);
    expect((await interrupted(2, 1_001)).exitCode).toBe(0);
  });
});

describe("the prompt of a terminal", () => {
  function openPrompt() {
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
    const terminal = createProcessTerminal({ stdin, stdout: new PassThrough(), stderr: new PassThrough() });
    return { stdin, prompt: terminal.openPrompt() };
  }

  it("gives lines in order, also those typed before they were asked for, and null at the end", async () => {
    const { stdin, prompt } = openPrompt();
    const first = prompt.nextLine("> ");
    stdin.write("one\rtwo\r");
    expect(await first).toBe("one");
    expect(await prompt.nextLine("> ")).toBe("two");
    const last = prompt.nextLine("> ");
    stdin.end();
    expect(await last).toBeNull();
    expect(await prompt.nextLine("> ")).toBeNull();
  });

  it("hands Ctrl-C to the listener that was set last and goes on", async () => {
    const { stdin, prompt } = openPrompt();
    const heard: string[] = [];
    prompt.onInterrupt(() => heard.push("first"));
    prompt.onInterrupt(() => heard.push("second"));
    const line = prompt.nextLine("> ");
    stdin.write("\u0003");
    stdin.write("still here\r");
    expect(await line).toBe("still here");
    expect(heard).toEqual(["second"]);
    prompt.close();
  });
});
