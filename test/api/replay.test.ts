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
const auditor = { id: "aud", role: "auditor" } as const;

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

it("is refused to who sees less now than when it was answered, since it tells what was said then", async () => {
  const answer = await ask("List the 5 customers with the highest churn risk");
  expect(answer.evidence.length).toBeGreaterThan(0);
  const asViewer = service.replay(answer.id, { id: "ann", role: "viewer" }, signal);
  await expect(asViewer).rejects.toMatchObject({ code: "RIGHT_MISSING" });
  expect((await service.replay(answer.id, { id: "ann", role: "steward" }, signal)).verdict).toBe("same");
});

it("stands in the audit: who ran which calls again, and what came of it, with customers' ids as hashes", async () => {
  const answer = await ask("Why did user_00017 get their churn prediction?");
  const before = (await service.operations.audit.list(auditor, { limit: 1, order: "newest" }, signal)).items[0];
  await service.replay(answer.id, ann, signal);
  const { items } = await service.operations.audit.list(
    auditor,
    { limit: 50, after: String(before?.sequence ?? 0) },
    signal,
  );
  expect(answer.evidence.length).toBeGreaterThan(0);
  expect(items.map(({ entry }) => entry)).toEqual(
    answer.evidence.map(({ tool }) =>
      expect.objectContaining({
        kind: "tool-call",
        actor: "ann",
        role: "analyst",
        outcome: "replayed: same",
        call: expect.objectContaining({ tool }),
      }),
    ),
  );
  expect(JSON.stringify(items)).not.toContain("user_00017");
});

it("is of one's own answers only", async () => {
  const answer = await ask("How many customers are there by device type?");
  const asBob = service.replay(answer.id, { id: "bob", role: "analyst" }, signal);
  await expect(asBob).rejects.toMatchObject({ code: "ANSWER_NOT_FOUND" });
});
