import type { StructuredToolInterface } from "@langchain/core/tools";
import { z } from "zod";

import {
  createMiddleware,
  createRunTurn,
  type ChatModel,
  type RunTurnDeps,
  type ThreadTurn,
  type TurnEvent,
  type TurnRequest,
} from "#agent";
import { createFixedClock, createRandom, createSequentialIdSource, createSilentLogger, type Role } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createMemoryThreadStore } from "#store";
import type { EvidenceDraft } from "#tools";

import { capabilitiesOf } from "../../agent/models/catalog.ts";
import { createEvidenceTool } from "../../tools/create-tool.ts";
import { ScriptedModel, type ScriptedReply } from "../support/scripted-model.ts";

/** What a fake query finds: mean scores of two groups. */
export const foundScores: EvidenceDraft = {
  tool: "query_athena",
  title: "Mean score by account type",
  input: { sql: "SELECT 1" },
  columns: [
    { name: "account_type", type: "varchar" },
    { name: "customers", type: "bigint" },
    { name: "mean_score", type: "double" },
  ],
  rows: [
    ["premium", 31_588, 0.634_812],
    ["free", 68_412, 0.512_331],
  ],
  rowCount: 2,
  truncated: false,
  sql: "SELECT account_type FROM final_results",
  queryId: "query_1",
  scannedBytes: 1_024,
  elapsedMs: 3,
  more: {},
  notices: [],
  verified: null,
};

/** A tool that finds what it is given, or throws it. */
export function fakeTool(finds: EvidenceDraft | Error, name = "query_athena"): StructuredToolInterface {
  return createEvidenceTool({
    name,
    description: "Finds.",
    schema: z.object({ sql: z.string().optional() }),
    run: async () => {
      if (finds instanceof Error) throw finds;
      return finds;
    },
  });
}

export const lookUp = { name: "query_athena", args: { sql: "SELECT 1" } } as const;

/** One turn after another over a scripted model, on one conversation. */
export async function createScriptedTurn(
  replies: readonly ScriptedReply[],
  options: Partial<Pick<RunTurnDeps, "limits" | "log" | "answerMemory">> & {
    readonly tools?: readonly StructuredToolInterface[];
  } = {},
) {
  const model = new ScriptedModel(replies);
  const chatModel: ChatModel = {
    model,
    fallback: null,
    provider: "ollama",
    name: "scripted",
    capabilities: capabilitiesOf({ provider: "ollama", name: "scripted" }),
  };
  return { model, ...(await createTurn(chatModel, options)) };
}

/** The turn over any chat model, with fake tools and a memory for conversations. */
export async function createTurn(
  chatModel: ChatModel,
  options: Partial<Pick<RunTurnDeps, "limits" | "log" | "answerMemory">> & {
    readonly tools?: readonly StructuredToolInterface[];
  } = {},
) {
  const domain = await loadDomain(domainDirectory("engagement"));
  const log = options.log ?? createSilentLogger();
  const threads = createMemoryThreadStore<ThreadTurn>();
  const tools = options.tools ?? [fakeTool(foundScores)];
  const runTurn = createRunTurn({
    domain,
    dataset: { runId: "run_1", snapshotDate: "2026-11-20", modelVersions: { engagement: "v1", churn: "v2" } },
    chatModel,
    toolsFor: () => tools,
    middleware: createMiddleware({
      fallback: chatModel.fallback,
      maxModelCalls: 6,
      maxToolCalls: 4,
      sleep: () => Promise.resolve(),
      random: createRandom(1),
      log,
    }),
    threads,
    answerMemory: options.answerMemory,
    limits: options.limits ?? { questionChars: 200, turnTimeoutMs: 5_000 },
    clock: createFixedClock(new Date("2026-11-21T12:00:00Z"), 1),
    ids: createSequentialIdSource(),
    log,
  });
  /** Asks, and gives every event of the turn; `onEvent` sees each as it comes. */
  const ask = async (
    question: string,
    more: { readonly role?: Role; readonly signal?: AbortSignal; readonly onEvent?: (event: TurnEvent) => void } = {},
  ): Promise<TurnEvent[]> => {
    const request: TurnRequest = {
      thread: "thread_1",
      question,
      principal: { id: "ann", role: more.role ?? "analyst" },
      signal: more.signal,
    };
    const events: TurnEvent[] = [];
    for await (const event of runTurn(request)) {
      events.push(event);
      more.onEvent?.(event);
    }
    return events;
  };
  return { runTurn, ask, threads, domain };
}

/** The answer that a turn ended in. */
export function answerOf(events: readonly TurnEvent[]) {
  const last = events.at(-1);
  if (last?.type !== "answer-end") throw new TypeError(`the turn ended in ${JSON.stringify(last)}`);
  return last.answer;
}

/** What a reader has on the screen after each event that changes it. */
export function screens(events: readonly TurnEvent[]): readonly string[] {
  let text = "";
  return events.flatMap((event) => {
    if (event.type === "text-delta") text += event.text;
    else if (event.type === "text-restart") text = "";
    else return [];
    return [text];
  });
}
