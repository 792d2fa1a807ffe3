import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createIdSource, createSilentLogger, createSystemClock, loadConfig } from "#core";

import { collectAnswer } from "../../api/collect-answer.ts";
import { createService } from "../../api/create-service.ts";
import { openServiceStore } from "../../api/open-service-store.ts";
import type { Service } from "../../api/service.ts";
import { buildLiveRun } from "../support/build-live-run.ts";

let directory: string;
let service: Service;

beforeAll(async () => {
  const { dataDirectory } = await buildLiveRun();
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-service-"));
  await cp(dataDirectory, directory, { recursive: true });
  const config = loadConfig({ RECKONER_DATA_DIR: directory, RECKONER_QUERY_BYTES_PER_DAY: "1" }, directory);
  service = await createService(config, {
    clock: createSystemClock(),
    ids: createIdSource(),
    log: createSilentLogger(),
    signal: new AbortController().signal,
  });
}, 120_000);
afterAll(async () => {
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

let threads = 0;
const ask = (question: string, id: string) =>
  collectAnswer(service.runTurn({ thread: `t${threads++}`, question, principal: { id, role: "analyst" } })).then(
    ({ outcome, evidence, text }) => ({ outcome, found: evidence.length, text }),
  );

it("a person whose day is used up gets no more rows and is told why; others are not touched", async () => {
  const first = "How many customers are there by device type?";
  const second = "How many customers are there by account type?";
  expect(await ask(first, "ann")).toMatchObject({ outcome: "answered", found: expect.any(Number) });
  expect(await ask(second, "ann")).toEqual({
    outcome: "refused",
    found: 0,
    text: expect.stringContaining("budget for queries is used up for today"),
  });
  expect(await ask(second, "bob")).toMatchObject({ outcome: "answered" });
});

it("keeps a conversation and writes its turns into the audit, for whoever opens the store next", async () => {
  const thread = "kept";
  const principal = { id: "cleo", role: "analyst" } as const;
  const question = "How many customers are there by device type?";
  const answer = await collectAnswer(service.runTurn({ thread, question, principal }));
  const [clock, ids] = [createSystemClock(), createIdSource()];
  const log = createSilentLogger();
  const config = loadConfig({ RECKONER_DATA_DIR: directory }, directory);
  const { signal } = new AbortController();
  const store = await openServiceStore(config, { runId: answer.dataset.runId, clock, ids, log, signal });
  expect((await store.threads.load(thread, "cleo"))?.turns).toEqual([{ question, answer, role: principal.role }]);
  expect(await service.answers.load(answer.id, "cleo")).toEqual(answer);
  const records = await store.audit.read({ limit: 100 });
  expect(records.at(-1)?.entry).toMatchObject({
    kind: "turn",
    actor: "cleo",
    channel: "cli",
    thread,
    answerId: answer.id,
    tools: answer.evidence.map(({ tool, sql, rowCount }) => ({ tool, sql, rowCount })),
    runId: answer.dataset.runId,
    usage: answer.usage,
  });
  expect(await store.audit.verify()).toMatchObject({ intact: true, records: records.length });
  await store.close();
});
