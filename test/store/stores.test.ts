import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { createFixedClock, isAppError } from "#core";
import {
  createFileAnswerStore,
  createFileThreadStore,
  createMemoryAnswerStore,
  createMemoryThreadStore,
  type ThreadStore,
} from "#store";

import { answerSchema } from "../../agent/answer.ts";
import type { ThreadStore as AgentThreadStore, ThreadTurn } from "../../agent/thread.ts";
import { buildAnswer } from "../support/build-answer.ts";

const turnSchema = z.object({ question: z.string(), words: z.array(z.string()) });
type Turn = z.infer<typeof turnSchema>;
const first: Turn = { question: "Wie groß?", words: ["groß", "ε 😀"] };
const second: Turn = { question: "line\nbreak", words: [] };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-store-"));
});
afterEach(() => rm(directory, { recursive: true }));

const fileStore = () =>
  createFileThreadStore({
    directory,
    turnSchema,
    clock: createFixedClock(new Date("2026-11-20T12:00:00Z")),
  });

async function onlyFile(): Promise<string> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const names = files.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  expect(names).toHaveLength(1);
  return names[0] ?? "";
}

describe.each([
  ["file", fileStore],
  ["memory", () => createMemoryThreadStore<Turn>()],
])("%s thread store", (_name, create) => {
  it("gives back the turns of a conversation in order", async () => {
    const store = create();
    expect(await store.load("thread_1", "ada")).toBeNull();
    await store.append("thread_1", "ada", first);
    await store.append("thread_1", "ada", second);
    await store.append("thread_2", "ada", second);
    expect(await store.load("thread_1", "ada")).toEqual({
      id: "thread_1",
      owner: "ada",
      turns: [first, second],
    });
  });

  it("keeps two people's conversations of the same id apart", async () => {
    const store = create();
    await store.append("thread_1", "ada", first);
    expect(await store.load("thread_1", "bob")).toBeNull();
    await store.append("thread_1", "bob", second);
    expect(await store.load("thread_1", "ada")).toEqual({
      id: "thread_1",
      owner: "ada",
      turns: [first],
    });
    expect(await store.load("thread_1", "bob")).toEqual({
      id: "thread_1",
      owner: "bob",
      turns: [second],
    });
  });

  it("does nothing once the signal is aborted", async () => {
    const store = create();
    const stopped = AbortSignal.abort(new Error("stopped"));
    await expect(store.append("thread_1", "ada", first, stopped)).rejects.toThrow("stopped");
    expect(await store.load("thread_1", "ada")).toBeNull();
  });
});

describe("file thread store", () => {
  it("reads what an earlier process wrote", async () => {
    await fileStore().append("thread_1", "ada", first);
    expect(await fileStore().load("thread_1", "ada")).toEqual({
      id: "thread_1",
      owner: "ada",
      turns: [first],
    });
  });

  it("keeps every turn of appends that overlap", async () => {
    const store = fileStore();
    const turns = Array.from({ length: 20 }, (_, index) => ({
      question: `question ${index}`,
      words: [],
    }));
    await Promise.all(turns.map((turn) => store.append("thread_1", "ada", turn)));
    expect((await store.load("thread_1", "ada"))?.turns).toEqual(turns);
  });

  it("loses only the turn that a kill cut short, wherever it was cut", async () => {
    const store = fileStore();
    await store.append("thread_1", "ada", first);
    const file = await onlyFile();
    const { size: whole } = await stat(file);
    await store.append("thread_1", "ada", second);
    const { size: end } = await stat(file);
    const bytes = await readFile(file);
    for (const cut of [whole + 1, whole + 20, end - 2]) {
      await writeFile(file, bytes);
      await truncate(file, cut);
      expect((await store.load("thread_1", "ada"))?.turns).toEqual([first]);
      await store.append("thread_1", "ada", { question: "after", words: [] });
      expect((await store.load("thread_1", "ada"))?.turns).toEqual([first, { question: "after", words: [] }]);
    }
  });

  it("keeps a last turn of which only the line's end is missing", async () => {
    const store = fileStore();
    await store.append("thread_1", "ada", first);
    const file = await onlyFile();
    await truncate(file, (await stat(file)).size - 1);
    await store.append("thread_1", "ada", second);
    expect((await store.load("thread_1", "ada"))?.turns).toEqual([first, second]);
  });

  it("has no conversation where the first turn was cut short", async () => {
    const store = fileStore();
    await store.append("thread_1", "ada", first);
    await truncate(await onlyFile(), 10);
    expect(await store.load("thread_1", "ada")).toBeNull();
  });

  it("passes over a turn of another version", async () => {
    const store = fileStore();
    await store.append("thread_1", "ada", first);
    await appendFile(await onlyFile(), `${JSON.stringify({ id: "thread_1", owner: "ada", turn: { text: 1 } })}\n`);
    expect((await store.load("thread_1", "ada"))?.turns).toEqual([first]);
  });

  it("stays inside its folder and readable for its own account only", async () => {
    await fileStore().append("../../etc/passwd", "../ada", first);
    const file = await onlyFile();
    expect(path.relative(directory, file)).toMatch(/^[0-9a-f]{32}\/[0-9a-f]{32}\.jsonl$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("is the agent's thread store", async () => {
    const agentTurnSchema = z.object({ question: z.string(), answer: answerSchema });
    const clock = createFixedClock(new Date(0));
    const generic: ThreadStore<ThreadTurn> = createFileThreadStore({
      directory,
      turnSchema: agentTurnSchema,
      clock,
    });
    const store: AgentThreadStore = generic;
    const turn = { question: "Which plan scores higher?", answer: buildAnswer() };
    await store.append("thread_1", "ada", turn);
    expect(await store.load("thread_1", "ada")).toEqual({
      id: "thread_1",
      owner: "ada",
      turns: [turn],
    });
  });
});

describe.each([
  ["file", () => createFileAnswerStore({ directory, answerSchema })],
  ["memory", () => createMemoryAnswerStore<ReturnType<typeof buildAnswer>>()],
])("%s answer store", (_name, create) => {
  it("gives an answer to its owner and to nobody else", async () => {
    const store = create();
    await store.save(buildAnswer(), "ada");
    expect(await store.load("answer_1", "ada")).toEqual(buildAnswer());
    expect(await store.load("answer_1", "bob")).toBeNull();
    expect(await store.load("answer_2", "ada")).toBeNull();
    await store.save(buildAnswer({ text: "bob's" }), "bob");
    expect(await store.load("answer_1", "ada")).toEqual(buildAnswer());
    expect(await store.load("answer_1", "bob")).toEqual(buildAnswer({ text: "bob's" }));
  });
});

describe("file answer store", () => {
  it("says so where a kept answer cannot be read", async () => {
    const store = createFileAnswerStore({ directory, answerSchema });
    await store.save(buildAnswer(), "ada");
    await writeFile(await onlyFile(), '{"owner":"ada","answer":{}}');
    const error = await store.load("answer_1", "ada").catch((caught: unknown) => caught);
    expect(isAppError(error, "INTERNAL") && error.detail).toBe(
      "The kept answer answer_1 cannot be read; another version may have written it.",
    );
  });
});
