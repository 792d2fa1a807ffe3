import type { StructuredToolInterface } from "@langchain/core/tools";

import type { ChatModel } from "#agent";
import type { Clock, Config } from "#core";

import { createCustomerMask } from "../customer-token.ts";
import type { Channel, RunAsk } from "../service.ts";
import type { Instruments } from "./instruments.ts";
import { observeQueries } from "./observe-queries.ts";
import { observeTurns } from "./observe-turns.ts";
import { traceModel } from "./trace-model.ts";
import { traceQueries, type AskedQuery, type FoundRows } from "./trace-queries.ts";
import { traceTools } from "./trace-tools.ts";
import { traceTurns } from "./trace-turns.ts";
import type { Tracing } from "./tracing.ts";

/** Who looks on; what is left out looks at nothing. */
export type Observers = { readonly instruments?: Instruments; readonly tracing?: Tracing };

/** The service's parts as they are, each counted and traced by whoever looks on. */
export type ObservedService = {
  readonly queries: <Request extends AskedQuery, Result extends FoundRows>(
    runQuery: (request: Request) => Promise<Result>,
  ) => (request: Request) => Promise<Result>;
  readonly tools: (tools: readonly StructuredToolInterface[]) => readonly StructuredToolInterface[];
  /** Changes the model: it tells of its calls. */
  readonly model: (chatModel: ChatModel) => ChatModel;
  readonly turns: (runTurn: RunAsk, chatModel: ChatModel) => RunAsk;
};

/** Part of the mains: puts metrics and traces around the service's ports. A query's text is traced where the audit may hold questions. */
export function observeService(
  { engine, store, chatModel: model }: Pick<Config, "engine" | "store" | "chatModel">,
  deps: Observers & { readonly channel: Channel; readonly clock: Clock; readonly idPattern: string },
): ObservedService {
  const { instruments, tracing, channel, clock } = deps;
  const masked = createCustomerMask(deps.idPattern);
  const textOf = (sql: string) => (store.auditQuestions === "text" ? masked(sql) : null);
  const fallbackName = model.provider === "bedrock" ? model.fallbackModelId : null;
  return {
    queries: (runQuery) => {
      const traced = tracing ? traceQueries(runQuery, { engine: engine.name, tracing, textOf }) : runQuery;
      return instruments ? observeQueries(traced, { engine: engine.name, instruments, clock }) : traced;
    },
    tools: (tools) => (tracing ? traceTools(tools, tracing) : tools),
    model: (chatModel) => {
      if (tracing) traceModel(chatModel, fallbackName, tracing);
      return chatModel;
    },
    turns: (runTurn, chatModel) => {
      const counted = instruments ? observeTurns(runTurn, { instruments, channel, clock }) : runTurn;
      return tracing ? traceTurns(counted, { tracing, model: chatModel }) : counted;
    },
  };
}
