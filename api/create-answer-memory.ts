import { promptHash, type AnswerMemory, type ChatModel, type Principal, type RunTurnDeps } from "#agent";
import type { Config, Logger, Role } from "#core";
import type { Domain } from "#knowledge";

import { cacheAnswers } from "./cache-answers.ts";
import { codeHash } from "./code-hash.ts";
import type { ServiceStore } from "./open-service-store.ts";
import type { Dataset } from "./service.ts";
import { createShareJudge } from "./shared-answers.ts";

export type AnswerMemoryDeps = {
  readonly cache: ServiceStore["answerCache"];
  readonly domain: Domain;
  readonly dataset: Dataset;
  readonly chatModel: Pick<ChatModel, "provider" | "name">;
  readonly toolsFor: RunTurnDeps["toolsFor"];
  readonly log: Logger;
  readonly signal: AbortSignal;
};

/** Part of the mains: the memory for answers, which forgets with every change of code, prompt, tools or settings. */
export function createAnswerMemory(
  config: Pick<Config, "chatModel" | "engine" | "limits">,
  deps: AnswerMemoryDeps,
): AnswerMemory {
  const { domain, dataset, toolsFor } = deps;
  const { provider, name } = deps.chatModel;
  // Read beside the rest of the start; the first question waits for it where it must.
  const code = codeHash(deps.signal);
  // Nobody may be waiting for it yet when it fails.
  code.catch(() => undefined);
  const settings = JSON.stringify([config.engine.name, config.limits.queryRows, plainSettings(config.chatModel)]);
  const hashes = new Map<Role, string>();
  const promptHashOf = async (principal: Principal) => {
    const { role } = principal;
    const told = { domain, snapshotDate: dataset.snapshotDate, role, code: `${await code} ${settings}` };
    const hash = hashes.get(role) ?? promptHash({ ...told, tools: toolsFor(principal) });
    hashes.set(role, hash);
    return hash;
  };
  return cacheAnswers({
    cache: deps.cache,
    dataset,
    model: { provider, name },
    promptHashOf,
    isShared: createShareJudge(domain),
    log: deps.log,
  });
}

/** A model's settings without its key: another key of the same model gives the same answers. */
function plainSettings(chatModel: Config["chatModel"]): object {
  return "apiKey" in chatModel ? { ...chatModel, apiKey: null } : chatModel;
}
