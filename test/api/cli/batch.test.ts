import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { buildAnswer } from "../../support/build-answer.ts";
import { answeringEvents, createFakeRunTurn, turnError } from "../../support/fake-run-turn.ts";
import { runWithFake } from "./build-cli.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-batch-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function runBatchOf(lines: readonly unknown[], options: Parameters<typeof runWithFake>[1] = {}) {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  await writeFile(path.join(directory, "batch.jsonl"), text);
  const result = await runWithFake(["ask", "--batch", "batch.jsonl"], { directory, ...options });
  return {
    ...result,
    lines: result.out
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line)),
  };
}

const answer = (thread: string, question: string) => buildAnswer({ thread, question });

describe("reckoner ask --batch", () => {
  it("answers each line's turns in one conversation, in the order of the file", async () => {
    const { runTurn, requests } = createFakeRunTurn();
    const { exitCode, lines, err } = await runBatchOf(
      [{ id: "a", turns: ["one?", "and two?"] }, "", { id: 7, turns: ["three?"], role: "viewer", note: "mine" }],
      { runTurn },
    );
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      { id: "a", answers: [answer("thread_1", "one?"), answer("thread_1", "and two?")] },
      { id: 7, answers: [answer("thread_2", "three?")] },
    ]);
    expect(requests.map(({ principal }) => principal.role)).toEqual(["analyst", "analyst", "viewer"]);
    expect(err).toBe("2 of 2 dialogs done, 0 failed\n");
  });

  it("gives a turn that fails as its line's error, goes on with the next line, and fails in the end", async () => {
    const { runTurn } = createFakeRunTurn((request) =>
      request.question === "bad?" ? [turnError("SQL_TIMEOUT")] : answeringEvents(request),
    );
    const { exitCode, lines } = await runBatchOf(
      [
        { id: "a", turns: ["one?", "bad?", "never asked?"] },
        { id: "b", turns: [" "] },
        { id: "c", turns: ["two?"] },
      ],
      { runTurn },
    );
    expect(exitCode).toBe(1);
    const { type: _type, ...timeout } = turnError("SQL_TIMEOUT") as { type: string };
    expect(lines).toEqual([
      { id: "a", answers: [answer("thread_1", "one?")], error: timeout },
      { id: "b", answers: [], error: expect.objectContaining({ code: "QUESTION_EMPTY" }) },
      { id: "c", answers: [answer("thread_3", "two?")] },
    ]);
  });

  it.each([
    ["not JSON", "{", "line 2: not JSON"],
    ["no turns", { id: "b" }, "line 2: turns: Invalid input"],
    ["an empty dialog", { id: "b", turns: [] }, "line 2: turns: Too small"],
    ["a turn that is no text", { id: "b", turns: [1] }, "line 2: turns.0: Invalid input"],
    ["a role that is none", { id: "b", turns: ["x"], role: "king" }, "line 2: role: Invalid option"],
    ["no id", { turns: ["x"] }, "line 2: id: Invalid input"],
    ["a list", ["x"], "line 2: the line: Invalid input"],
  ])("asks nothing where a line is wrong: %s", async (_name, line, message) => {
    const { exitCode, out, err, configs } = await runBatchOf([{ id: "a", turns: ["one?"] }, line]);
    expect({ exitCode, out, configs }).toEqual({ exitCode: 2, out: "", configs: [] });
    expect(err).toContain(message);
  });

  it("names the first of many wrong lines and counts the rest", async () => {
    const { err } = await runBatchOf(Array.from({ length: 8 }, () => "?"));
    expect(err).toContain(
      "line 1: not JSON; line 2: not JSON; line 3: not JSON; line 4: not JSON; line 5: not JSON; and 3 more",
    );
  });

  it("refuses a file without dialogs and one that is not there", async () => {
    expect(await runBatchOf([])).toMatchObject({ exitCode: 2, err: expect.stringContaining("no dialog") });
    const missing = await runWithFake(["ask", "--batch", "missing.jsonl"], { directory });
    expect(missing).toMatchObject({ exitCode: 2, err: expect.stringContaining("missing.jsonl cannot be read") });
  });

  it("reads the dialogs from standard input for -", async () => {
    const { exitCode, out } = await runWithFake(["ask", "--batch", "-"], { input: '{"id":"a","turns":["one?"]}\n' });
    expect({ exitCode, line: JSON.parse(out) }).toEqual({
      exitCode: 0,
      line: { id: "a", answers: [answer("thread_1", "one?")] },
    });
  });

  it("ends at an interrupt with what is done, and fails", async () => {
    const stop = new AbortController();
    const { runTurn } = createFakeRunTurn((request) => {
      stop.abort();
      return answeringEvents(request);
    });
    const dialogs = [
      { id: "a", turns: ["one?"] },
      { id: "b", turns: ["two?"] },
    ];
    const { exitCode, lines, err } = await runBatchOf(dialogs, { runTurn, signal: stop.signal });
    expect({ exitCode, ids: lines.map((line) => line.id) }).toEqual({ exitCode: 1, ids: ["a"] });
    expect(err).toBe("1 of 2 dialogs done, 0 failed, 1 not asked\n");
  });
});
