import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { roles, type Role } from "#core";

import { withinRights } from "../../api/operations/own-answer.ts";
import { buildAnswer } from "../support/build-answer.ts";
import { buildOperations, type TestStore } from "../support/build-operations.ts";
import { openMemoryStore } from "../support/open-memory-store.ts";

const { signal } = new AbortController();
const as = (role: Role) => ({ id: "ada", role });
const answer = buildAnswer({ id: "a1", thread: "t1", text: "Planted: 17 of them.", question: "Who?" });

let store: TestStore;
beforeEach(async () => {
  store = await openMemoryStore();
  await store.threads.append("t1", "ada", { question: "Who?", answer, role: "steward" });
});
afterEach(() => store.close());

describe("an answer that was made with rights which the person has no more", () => {
  it("is whole for whose role sees as much, by the table of rights", () => {
    const whole = (made: Role) => roles.filter((role) => withinRights(answer, made, role).isWhole);
    expect(whole("viewer")).toEqual(["viewer", "analyst", "steward", "admin", "auditor"]);
    expect(whole("analyst")).toEqual(["analyst", "steward", "admin"]);
    expect(whole("steward")).toEqual(["steward"]);
  });

  it("shows nothing of it, wherever it is looked at, and all of it again once the rights are back", async () => {
    const { answers, threads, boards, shares } = buildOperations(store);
    const board = await boards.create(as("steward"), "Mine", signal);
    await boards.add(as("steward"), board.id, "a1", signal);
    await shares.share(as("steward"), "a1", signal);
    const lookAs = async (role: Role) =>
      JSON.stringify([
        await answers.show(as(role), "a1", signal),
        (await threads.show(as(role), "t1", { limit: 10 }, signal)).turns.items,
        (await boards.show(as(role), board.id, signal)).items,
        (await shares.show(as(role), "a1", signal)).answer,
      ]);
    const held = await lookAs("analyst");
    expect(held).not.toContain("Planted");
    expect(held).not.toContain(String(answer.evidence[0]?.rows[0]?.[0]));
    expect(held.match(/rights of the role steward/g)).toHaveLength(4);
    expect((await lookAs("steward")).match(/Planted/g)).toHaveLength(4);
  });
});
