import { setImmediate as nextMoment } from "node:timers/promises";

import {
  createChatModel,
  createMiddleware,
  createOfflineAnalyst,
  createRunTurn,
  sleep,
  type Answer,
  type AnswerMemory,
  type RunTurn,
  type ThreadStore,
  type ThreadTurn,
  type TurnRequest,
} from "#agent";
import { createRandom, type Clock, type Config, type IdSource, type Logger, type Role } from "#core";
import type { Domain } from "#knowledge";
import type { LiveRun } from "#pipeline";
import { createCachedRunQuery, createDuckDbRunQuery, type RunQuery } from "#sql";
import { createModelLoader, createTools } from "#tools";

import { datasetOf } from "../dataset-of.ts";
import { openTruth, type TruthBase } from "../truth/open-truth.ts";
import type { Seams } from "./fault.ts";
import { plantInReplies, plantInTool } from "./plant.ts";
import { createUnguardedQuery } from "./unguarded-query.ts";

/** What every product of one check is made of. */
export type ProductDeps = {
  readonly domain: Domain;
  readonly run: LiveRun;
  /** A run of another day or of other customers. */
  readonly anotherRun: LiveRun;
  readonly limits: Config["limits"];
  readonly chatModel: Config["chatModel"];
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
};

/** Makes products with changed seams; engines are opened once for each run, dictionary and cap, and shared. */
export type ProductMaker = {
  readonly create: (seams: Partial<Seams>) => Promise<RunTurn>;
  readonly close: () => Promise<void>;
};

/** A fault may make a query endless; one without takes tens of milliseconds. */
const slowestQueryMs = 8_000;
/** A fault may keep a turn from ending; one without takes a second. */
const longestTurnMs = 30_000;
const maxModelCalls = 16;
const maxToolCalls = 24;
/** Results kept in memory for all products: most of their queries are the same. */
const maxResults = 5_000;

/**
 * The product as `createService` puts it together, with a conversation store in memory, and every seam open; without
 * the budgets and leases that concern no single answer.
 */
export function createProductMaker(deps: ProductDeps): ProductMaker {
  const { run, limits, clock, ids, log } = deps;
  const engines = keepEngines(deps);
  const dataset = datasetOf(run);
  const loadModel = createModelLoader(deps.domain, run.models);
  const create = async (seams: Partial<Seams>): Promise<RunTurn> => {
    const domain = seams.domain?.(deps.domain) ?? deps.domain;
    const openQuery = withinTheTurn(await engines.queryOf(domain, seams));
    const runQuery = seams.query?.(openQuery) ?? openQuery;
    const toolsOf = (role: Role) => {
      const tools = createTools({ domain, runQuery, role, loadModel, clock });
      const { evidence } = seams;
      return evidence ? tools.map((tool) => plantInTool(tool, evidence)) : tools;
    };
    const chatModel = await createChatModel(deps.chatModel, {
      idleTimeoutMs: limits.modelIdleTimeoutMs,
      createOffline: () => plantInReplies(createOfflineAnalyst(domain, dataset.snapshotDate), seams.reply),
      log,
    });
    const threads = createMemoryThreads();
    const middleware = { fallback: null, maxModelCalls, maxToolCalls, sleep, random: createRandom(1), log };
    const runTurn = createRunTurn({
      domain,
      dataset: seams.dataset?.(dataset) ?? dataset,
      chatModel,
      toolsFor: keepByRole(toolsOf),
      middleware: createMiddleware(middleware),
      threads: seams.threads?.(threads) ?? threads,
      answerMemory: createMemory(seams.memory ?? "same-role"),
      limits: { ...limits, turnTimeoutMs: Math.min(limits.turnTimeoutMs, longestTurnMs) },
      clock,
      ids,
      log,
    });
    const { principal } = seams;
    return principal ? (request) => runTurn({ ...request, principal: principal(request.principal) }) : runTurn;
  };
  return { create, close: engines.close };
}

/** The engines of one maker: one for each run, dictionary and cap, opened when first asked for. */
function keepEngines(deps: ProductDeps) {
  const engines = new Map<string, ReturnType<typeof openEngine>>();
  let pastGuard: Promise<TruthBase> | undefined;
  const queryOf = async (domain: Domain, { database = "live", guard = "on", maxRows }: Partial<Seams>) => {
    const asked = database === "live" ? deps.run : deps.anotherRun;
    if (guard === "off") {
      return createUnguardedQuery(await (pastGuard ??= openPastGuard(asked, deps)), deps.clock);
    }
    const cap = maxRows ?? deps.limits.queryRows;
    const key = JSON.stringify([asked.runId, cap, domain.policy, domain.tables]);
    const opened = engines.get(key) ?? openEngine(asked, { ...deps, domain, maxRows: cap });
    engines.set(key, opened);
    return (await opened).runQuery;
  };
  const close = async () => {
    (await pastGuard)?.close();
    for (const engine of engines.values()) await (await engine).close();
  };
  return { queryOf, close };
}

/** The run's tables without a guard, but for this machine's files: a case that asks for one is to fail, not to succeed. */
async function openPastGuard(run: LiveRun, { domain, signal }: ProductDeps): Promise<TruthBase> {
  const base = await openTruth(run, domain, signal);
  await base.rows("SET enable_external_access = false");
  return base;
}

async function openEngine(
  { runId, serveDatabasePath }: LiveRun,
  { domain, limits, maxRows, clock, ids }: ProductDeps & { readonly maxRows: number },
) {
  const engine = await createDuckDbRunQuery({
    databasePath: serveDatabasePath,
    domain,
    memoryMb: limits.queryMemoryMb,
    timeoutMs: Math.min(limits.queryTimeoutMs, slowestQueryMs),
    maxRows,
    clock,
    ids,
  });
  const { runQuery } = createCachedRunQuery({ runQuery: engine.runQuery, runId: () => runId, maxResults });
  return { runQuery, close: engine.close };
}

/**
 * The query, but for a turn that is over: a fault may have a tool ask for ever, and answers from memory alone would leave
 * no moment for the turn's time to end.
 */
function withinTheTurn(runQuery: RunQuery): RunQuery {
  return async (request) => {
    await nextMoment();
    request.signal?.throwIfAborted();
    return runQuery(request);
  };
}

/** Answers of before, to the same question and, but for a fault, to people of the same rights. */
function createMemory(sharedWith: Seams["memory"]): AnswerMemory {
  const kept = new Map<string, Answer>();
  const keyOf = ({ question, principal }: TurnRequest) =>
    JSON.stringify([question, sharedWith === "anybody" ? null : principal.role]);
  return {
    find: async (request) => kept.get(keyOf(request)) ?? null,
    keep: async (request, answer) => {
      kept.set(keyOf(request), answer);
    },
  };
}

function keepByRole<Made>(create: (role: Role) => Made): (principal: { readonly role: Role }) => Made {
  const kept = new Map<Role, Made>();
  return ({ role }) => {
    const made = kept.get(role) ?? create(role);
    kept.set(role, made);
    return made;
  };
}

function createMemoryThreads(): ThreadStore {
  const kept = new Map<string, ThreadTurn[]>();
  return {
    load: async (id, owner) => {
      const turns = kept.get(id);
      return turns ? { id, owner, turns: [...turns] } : null;
    },
    append: async (id, _owner, turn) => {
      kept.set(id, [...(kept.get(id) ?? []), turn]);
    },
  };
}
