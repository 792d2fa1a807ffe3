import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createIdSource, createSilentLogger, createSystemClock, loadConfig } from "#core";

import { collectAnswer } from "../../api/collect-answer.ts";
import { createService } from "../../api/create-service.ts";
import type { Service } from "../../api/service.ts";
import { buildLiveRun } from "../support/build-live-run.ts";

let directory: string;
let service: Service;
const { signal } = new AbortController();
const ann = { id: "ann", role: "analyst" } as const;

beforeAll(async () => {
  const { dataDirectory } = await buildLiveRun();
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-replay-"));
  await cp(dataDirectory, directory, { recursive: true });
  service = await createService(loadConfig({ RECKONER_DATA_DIR: directory }, directory), {
    clock: createSystemClock(),
    ids: createIdSource(),
    log: createSilentLogger(),
    signal,
  });
}, 120_000);
afterAll(async () => {
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

const ask = (question: string) =>
  collectAnswer(service.runTurn({ thread: question, question, principal: ann, fresh: true }));

it.each([
  "What is the mean age by account type?",
  "What drives churn the most?",
  "How does engagement relate to age?",
  "What if every customer got 2 more push notifications a week?",
  "Why is the customer with the highest churn risk at risk?",
  "How good is the churn model?",
])("every number of an answer holds when its calls run again on the same run: %s", async (question) => {
  const answer = await ask(question);
  const replayed = await service.replay(answer.id, ann, signal);
  const rested = answer.claims.filter((claim) => claim.evidence.length > 0 && claim.status !== "given");
  expect(replayed).toMatchObject({
    answerId: answer.id,
    verdict: "same",
    answeredOn: answer.dataset,
    replayedOn: service.dataset,
    counts: { same: rested.filter(({ status }) => status !== "untraced").length, changed: 0, gone: 0 },
  });
  expect(replayed.evidence.map(({ id, status }) => [id, status])).toEqual(
    answer.evidence.map(({ id }) => [id, "same"]),
  );
});

it("is with the rights of now: what a viewer may not ask is gone", async () => {
  const answer = await ask("List the 5 customers with the highest churn risk");
  expect(answer.evidence.length).toBeGreaterThan(0);
  const replayed = await service.replay(answer.id, { id: "ann", role: "viewer" }, signal);
  expect(replayed.verdict).toBe("gone");
});

it("is of one's own answers only", async () => {
  const answer = await ask("How many customers are there by device type?");
  const asBob = service.replay(answer.id, { id: "bob", role: "analyst" }, signal);
  await expect(asBob).rejects.toMatchObject({ code: "ANSWER_NOT_FOUND" });
});
