import type { Answer, AnswerMemory, TurnRequest } from "#agent";
import { toAppError, type Logger, type Role } from "#core";
import { answerCacheKey, type AnswerCache } from "#store";

import type { Dataset } from "./service.ts";

export type CacheAnswersDeps = {
  readonly cache: Pick<AnswerCache<Answer>, "find" | "keep">;
  readonly dataset: Dataset;
  readonly model: { readonly provider: string; readonly name: string };
  /** Everything else that the answers of a role hang on, as one text. */
  readonly promptHashOf: (principal: TurnRequest["principal"]) => Promise<string>;
  /** Whether everybody of the role may be given an answer; else it is its asker's own. */
  readonly isShared: (answer: Answer, role: Role) => boolean;
  readonly log: Logger;
};

/**
 * The turn's memory in the store's cache. An answer is kept for everybody of the asker's role where `isShared` allows
 * it and for the asker alone where it does not. A cache that cannot be read or written is logged and done without.
 */
export function cacheAnswers(deps: CacheAnswersDeps): AnswerMemory {
  const { cache, dataset, model, promptHashOf, isShared, log } = deps;
  const keyOf = async ({ question, principal }: TurnRequest, isOwn: boolean) => {
    const promptHash = await promptHashOf(principal);
    const { id, role } = principal;
    return answerCacheKey({ question, runId: dataset.runId, model, promptHash, role, person: isOwn ? id : null });
  };
  const orWithout = async <Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result | null> =>
    work.catch((error: unknown) => {
      signal.throwIfAborted();
      log.warn({ event: "answer-cache-failed", code: toAppError(error).code });
      return null;
    });
  return {
    find: async (request, signal) => {
      const keys = await Promise.all([keyOf(request, false), keyOf(request, true)]);
      const found = await Promise.all(keys.map((key) => orWithout(cache.find(key, signal), signal)));
      return found.find((kept) => kept !== null)?.answer ?? null;
    },
    keep: async (request, answer, signal) => {
      const key = await keyOf(request, !isShared(answer, request.principal.role));
      // Others may be given it: in which conversation it was said is nobody else's business.
      await orWithout(cache.keep(key, { ...answer, thread: "" }, signal), signal);
    },
  };
}
