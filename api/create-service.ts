import {
  assertNoTracing,
  createChatModel,
  createMiddleware,
  createOfflineAnalyst,
  createRunTurn,
  sleep,
  type Principal,
} from "#agent";
import { createRandom, type Config } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { openLiveRun, type LiveRun } from "#pipeline";
import type { RunQuery } from "#sql";
import { createModelLoader, createTools } from "#tools";

import { answerOnce } from "./answer-once.ts";
import { assertSameRun } from "./assert-same-run.ts";
import { auditTurns, createRefusalNote, type AuditDeps } from "./audit-turns.ts";
import { createAnswerMemory } from "./create-answer-memory.ts";
import { createEngine, type EngineDeps } from "./create-engine.ts";
import { createOperations } from "./create-operations.ts";
import { createCustomerSigns } from "./customer-signs.ts";
import { hideCustomers } from "./hide-customers.ts";
import { keepByPrincipal } from "./keep-by-principal.ts";
import { limitTurns } from "./limits/limit-turns.ts";
import { oneTurnPerThread } from "./one-turn-per-thread.ts";
import { createLoadOwnAnswer } from "./operations/own-answer.ts";
import { openReadCustomer } from "./open-read-customer.ts";
import { openServiceStore } from "./open-service-store.ts";
import { refuseWithoutRight } from "./refuse-without-right.ts";
import { observeService } from "./telemetry/observe-service.ts";
import { replayKept } from "./replay-kept.ts";
import type { CreateService, Dataset } from "./service.ts";

/** Model calls and tool calls that one question may take. */
const maxModelCalls = 16;
const maxToolCalls = 24;

/** Part of the mains: the one place where engine, tools, agent and store are put together. */
export const createService: CreateService = async (config, deps) => {
  const { clock, ids, log, signal, isolateQueries = false, channel = "cli", cacheAnswers = true } = deps;
  assertNoTracing(process.env);
  const domain = await loadDomain(domainDirectory("engagement"), signal);
  const run = await openLiveRun(config.data.directory, domain, signal);
  const dataset = datasetOf(run);
  const engineDeps = { domain, clock, ids, isolateQueries, watchDifferences: true };
  if (config.engine.name !== "duckdb") await checkTables(config, { ...engineDeps, runId: run.runId, signal });
  const engine = await createEngine(config, { ...engineDeps, run });
  const observed = observeService(config, { ...deps, channel, idPattern: domain.entity.pattern });
  const runQuery = observed.queries(engine.runQuery);
  const loadModel = createModelLoader(domain, run.models);
  const store = await openServiceStore(config, { runId: run.runId, clock, ids, log, signal }).catch(async (error) => {
    await engine.close();
    throw error;
  });
  const visibleQuery = hideCustomers(runQuery, { hidden: store.hiddenCustomers, domain });
  // The tables of an engine elsewhere are the truth there; this machine's file may be of another day.
  const hasFile = config.engine.name === "duckdb" && run.customerFilePath !== null;
  const customers = hasFile ? await openReadCustomer(run.customerFilePath, store.hiddenCustomers) : null;
  const queryFor =
    ({ id }: Principal): RunQuery =>
    (request) =>
      visibleQuery({ ...request, person: id });
  const toolsFor = keepByPrincipal((principal) =>
    observed.tools(createTools({ domain, runQuery: queryFor(principal), role: principal.role, loadModel, clock })),
  );
  const chatModel = observed.model(
    await createChatModel(config.chatModel, {
      idleTimeoutMs: config.limits.modelIdleTimeoutMs,
      createOffline: () => createOfflineAnalyst(domain, dataset.snapshotDate),
      log,
    }),
  );
  const middleware = createMiddleware({
    fallback: chatModel.fallback,
    maxModelCalls,
    maxToolCalls,
    sleep,
    random: createRandom(clock.now().getTime()),
    log,
  });
  const runTurn = createRunTurn({
    domain,
    dataset,
    chatModel,
    toolsFor,
    middleware,
    threads: store.threads,
    ...(cacheAnswers && {
      answerMemory: createAnswerMemory(config, {
        cache: store.answerCache,
        domain,
        dataset,
        chatModel,
        toolsFor,
        log,
        signal,
      }),
    }),
    limits: config.limits,
    clock,
    ids,
    log,
  });
  const once = answerOnce(runTurn, { keys: store.idempotency, answers: store.answers });
  const auditDeps: AuditDeps = {
    append: (entry) => store.audit.append(entry),
    channel,
    dataset,
    questions: config.store.auditQuestions,
    idPattern: domain.entity.pattern,
    clock,
    log,
  };
  const limited = limitTurns(oneTurnPerThread(once, store.leases, log), config.rates);
  const audited = auditTurns(refuseWithoutRight(limited), auditDeps);
  const ask = observed.turns(audited, chatModel);
  return {
    runTurn: ask,
    answers: store.answers,
    credentials: store,
    operations: createOperations(config, {
      store,
      ask,
      domain,
      run,
      dataset,
      analyst: { provider: chatModel.provider, name: chatModel.name },
      runQuery,
      queryFor,
      toolsFor,
      loadModel,
      customers,
      clock,
      ids,
      log,
    }),
    replay: replayKept({
      domain,
      dataset,
      toolsFor,
      loadOwnAnswer: createLoadOwnAnswer(store.answers),
      append: (entry) => store.audit.append(entry),
      channel,
      limits: config.limits,
      clock,
    }),
    slack: {
      ...store.slack,
      signs: createCustomerSigns(domain),
      noteRefusal: createRefusalNote({ ...auditDeps, channel: "slack" }),
    },
    ready: async (abort) => datasetOf(await openLiveRun(config.data.directory, domain, abort)),
    dataset,
    close: async () => {
      await engine.close();
      await customers?.close();
      await store.close();
    },
  };
};

/** Asks an engine elsewhere whether its tables hold this machine's run; by one of its own that reuses no result. */
async function checkTables(
  config: Config,
  deps: Omit<EngineDeps, "run"> & { readonly runId: string; readonly signal: AbortSignal },
): Promise<void> {
  const engine = await createEngine(config, { ...deps, run: null });
  try {
    await assertSameRun(engine.runQuery, deps);
  } finally {
    await engine.close();
  }
}

function datasetOf(run: LiveRun): Dataset {
  return {
    runId: run.runId,
    snapshotDate: run.snapshotDate,
    modelVersions: Object.fromEntries(run.models.map((model) => [model.name, model.version])),
  };
}
