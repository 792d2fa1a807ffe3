import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Answer, TurnEvent, TurnRequest } from "#agent";
import { createIdSource, createSilentLogger, createSystemClock, loadConfig, type Config, type Role } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";

import { cacheAnswers } from "../../api/cache-answers.ts";
import { createService } from "../../api/create-service.ts";
import { openServiceStore } from "../../api/open-service-store.ts";
import type { Service } from "../../api/service.ts";
import { createShareJudge } from "../../api/shared-answers.ts";
import { buildAnswer, buildEvidence } from "../support/build-answer.ts";
import { buildLiveRun } from "../support/build-live-run.ts";

const open = "How many customers are there by device type?";
const confidential = "What is the mean age by account type?";
const { signal } = new AbortController();

describe("a question that begins a conversation", () => {
  let config: Config;
  let service: Service;
  let directory: string;
  const deps = { clock: createSystemClock(), ids: createIdSource(), log: createSilentLogger(), signal };

  beforeAll(async () => {
    const { dataDirectory } = await buildLiveRun();
    directory = await mkdtemp(path.join(tmpdir(), "reckoner-cached-"));
    await cp(dataDirectory, directory, { recursive: true });
    config = loadConfig({ RECKONER_DATA_DIR: directory }, directory);
    service = await createService(config, deps);
  }, 120_000);
  afterAll(async () => {
    await service.close();
    await rm(directory, { recursive: true, force: true });
  });

  let threads = 0;
  const eventsOf = async (question: string, id: string, more: Partial<TurnRequest> & { readonly role?: Role } = {}) => {
    const { role = "analyst", thread = `t${threads++}`, ...rest } = more;
    const events: TurnEvent[] = [];
    for await (const event of service.runTurn({ thread, question, principal: { id, role }, ...rest }))
      events.push(event);
    return events;
  };
  const ask = async (...asked: Parameters<typeof eventsOf>): Promise<Answer> => {
    const last = (await eventsOf(...asked)).at(-1);
    if (last?.type !== "answer-end") throw new TypeError(`the turn ended in ${JSON.stringify(last)}`);
    return last.answer;
  };
  const isCached = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).cached !== null;

  it("is answered as before, marked, at no cost, kept in its conversation and in the audit", async () => {
    const first = await ask(open, "ann");
    const events = await eventsOf(` ${open.toLowerCase().replace("?", "")}`, "ann", { thread: "again" });
    expect(events.map(({ type }) => type)).toEqual(["turn-start", "text-delta", "answer-end"]);
    const answer = await service.answers.load(events[0]?.type === "turn-start" ? events[0].answerId : "", "ann");
    const finishedAt = new Date(Date.parse(first.timing.startedAt) + first.timing.totalMs).toISOString();
    const zero = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, scannedBytes: 0 };
    expect(answer).toEqual({
      ...first,
      id: expect.any(String),
      thread: "again",
      question: " how many customers are there by device type",
      usage: { ...zero, costUsd: 0 },
      timing: { startedAt: expect.any(String), totalMs: expect.any(Number), toolMs: 0, checkMs: 0 },
      cached: { answerId: first.id, finishedAt },
    });
    expect(answer?.id).not.toBe(first.id);
    const store = await openServiceStore(config, { ...deps, runId: first.dataset.runId });
    expect((await store.threads.load("again", "ann"))?.turns.map((turn) => turn.answer)).toEqual([answer]);
    const entries = (await store.audit.read({ limit: 100 })).map(({ entry }) => entry);
    const tools = first.evidence.map(({ tool, sql, rowCount }) => ({ tool, sql, rowCount, elapsedMs: 0 }));
    expect(entries.at(-1)).toMatchObject({ kind: "turn", actor: "ann", thread: "again", answerId: answer?.id, tools });
    await store.close();
  });

  it("is answered afresh where the person asks for that, and in a conversation that has begun", async () => {
    expect(await isCached(open, "ben", { thread: "begun" })).toBe(true);
    expect(await isCached(open, "ben", { thread: "begun" })).toBe(false);
    expect(await isCached(open, "ben", { fresh: true })).toBe(false);
  });

  it("is shared by a role where nothing confidential was read, and else the asker's own", async () => {
    expect([await isCached(open, "cleo"), await isCached(open, "dan")]).toEqual([true, true]);
    expect([await isCached(confidential, "cleo"), await isCached(confidential, "cleo")]).toEqual([false, true]);
    expect([await isCached(confidential, "dan"), await isCached(confidential, "dan")]).toEqual([false, true]);
  });

  it("is not answered with what another role was told", async () => {
    expect([await isCached(open, "eve"), await isCached(open, "eve", { role: "viewer" })]).toEqual([true, false]);
    expect(await isCached(open, "eve", { role: "steward" })).toBe(false);
    // What a viewer is told is all of protected groups.
    expect([await isCached(open, "eve", { role: "viewer" }), await isCached(open, "fay", { role: "viewer" })]).toEqual([
      true,
      false,
    ]);
  });

  it("is asked again where it was not answered", async () => {
    const unanswerable = "What is the weather like on Mars?";
    expect((await ask(unanswerable, "gil")).outcome).not.toBe("answered");
    expect(await isCached(unanswerable, "gil")).toBe(false);
  });

  it("is not answered from what an erasure has taken", async () => {
    const found = await ask("List the 3 customers with the highest churn risk", "hal");
    const customer = /user_\w+/.exec(JSON.stringify(found.evidence))?.[0] ?? "";
    const about = `What is the churn risk of ${customer}?`;
    expect([await isCached(about, "hal"), await isCached(about, "hal")]).toEqual([false, true]);
    const store = await openServiceStore(config, { ...deps, runId: found.dataset.runId });
    expect(
      (await store.forgetCustomer(customer, { actor: "root", reason: "erasure", reviews: 0 })).cachedAnswers,
    ).toBeGreaterThan(0);
    await store.close();
    expect(await isCached(about, "hal")).toBe(false);
  });

  it("is answered from memory by the next process, and by none that is told not to", async () => {
    await ask(open, "ivy");
    const next = await createService(config, deps);
    const without = await createService(config, { ...deps, cacheAnswers: false });
    const cachedBy = async ({ runTurn }: Service) => {
      for await (const event of runTurn({ thread: "p", question: open, principal: { id: "ivy", role: "analyst" } }))
        if (event.type === "answer-end") return event.answer.cached !== null;
      return null;
    };
    expect(await cachedBy(without)).toBe(false);
    await next.close();
    const other = await createService(config, deps);
    expect(await isCached(open, "ivy")).toBe(true);
    await other.close();
    await without.close();
  });
});

describe("createShareJudge", () => {
  it("shares what was read wholly in the open, and nothing that it cannot tell", async () => {
    const domain = await loadDomain(domainDirectory("engagement"));
    const isShared = createShareJudge(domain);
    const query = (sql: string | null, changes = {}) =>
      isShared(buildAnswer({ evidence: [buildEvidence({ sql, input: {}, ...changes })] }), "analyst");
    const counted = "SELECT device_type, count(*) AS customers FROM final_results GROUP BY device_type";
    expect(query(counted)).toBe(true);
    expect(query(null, { tool: "search_knowledge" })).toBe(true);
    expect(query(`${counted}\n\n${counted}`, { tool: "get_feature_stats" })).toBe(true);
    expect(query("SELECT avg(age) AS mean FROM final_results")).toBe(false);
    expect(query(`${counted}\n\nSELECT avg(age) AS mean FROM final_results`)).toBe(false);
    expect(query("SELECT count(*) AS n FROM (SELECT * FROM final_results) AS t WHERE t.gender = 'Other'")).toBe(false);
    expect(query(counted, { input: { where: "AGE > 60" } })).toBe(false);
    expect(query(counted, { tool: "simulate_change" })).toBe(false);
    expect(query("no SQL at all")).toBe(false);
  });
});

describe("cacheAnswers", () => {
  it("does without a cache that fails, and says so in the log", async () => {
    const lines: unknown[] = [];
    const log = { ...createSilentLogger(), warn: (line: unknown) => void lines.push(line) };
    const fail = () => Promise.reject(new Error("no disk"));
    const { dataset, model } = buildAnswer();
    const memory = cacheAnswers({
      cache: { find: fail, keep: fail },
      dataset,
      model,
      promptHashOf: () => Promise.resolve("p"),
      isShared: () => true,
      log,
    });
    const request: TurnRequest = { thread: "t", question: open, principal: { id: "ann", role: "analyst" } };
    expect(await memory.find(request, signal)).toBeNull();
    await memory.keep(request, buildAnswer(), signal);
    expect(lines).toEqual(Array.from({ length: 3 }, () => ({ event: "answer-cache-failed", code: "INTERNAL" })));
    await expect(memory.find(request, AbortSignal.abort())).rejects.toThrow();
  });
});
