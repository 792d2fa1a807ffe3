import type { Principal, ThreadTurn } from "#agent";
import { AppError } from "#core";
import type { ConversationStore, Page, PageRequest, ThreadSearch, ThreadSummary } from "#store";

import { withinRights } from "./own-answer.ts";
import { requireRight } from "./require-right.ts";

/** A conversation with a page of its turns, oldest first, each as far as the person's present rights go. */
export type ShownThread = { readonly thread: ThreadSummary; readonly turns: Page<ThreadTurn> };

/**
 * A person's own conversations; of another's all of this says that there is none. Throws `RIGHT_MISSING`, and
 * `REQUEST_INVALID` for an `after` that no page gave.
 */
export type ThreadOperations = {
  readonly list: (principal: Principal, search: ThreadSearch, signal: AbortSignal) => Promise<Page<ThreadSummary>>;
  /** Throws `THREAD_NOT_FOUND`. */
  readonly show: (principal: Principal, id: string, page: PageRequest, signal: AbortSignal) => Promise<ShownThread>;
  /** Throws `THREAD_NOT_FOUND`. */
  readonly rename: (principal: Principal, id: string, title: string, signal: AbortSignal) => Promise<ThreadSummary>;
  /** Removes it with its answers and what was thought of them. Throws `THREAD_NOT_FOUND`. */
  readonly remove: (principal: Principal, id: string, signal: AbortSignal) => Promise<void>;
};

export function createThreadOperations(threads: ConversationStore<ThreadTurn>): ThreadOperations {
  const find = async (id: string, owner: string, signal: AbortSignal) => {
    const found = await threads.find(id, owner, signal);
    if (found === null) throw threadNotFound();
    return found;
  };
  return {
    list: async (principal, search, signal) => {
      requireRight(principal, "ask");
      return threads.list(principal.id, search, signal);
    },
    show: async (principal, id, page, signal) => {
      requireRight(principal, "ask");
      const thread = await find(id, principal.id, signal);
      const { items, next } = await threads.turns(id, principal.id, page, signal);
      const turns = items.map(({ question, answer, role }) => ({
        question,
        answer: withinRights(answer, role ?? null, principal.role).answer,
      }));
      return { thread, turns: { items: turns, next } };
    },
    rename: async (principal, id, title, signal) => {
      requireRight(principal, "ask");
      await threads.rename(id, principal.id, title, signal);
      return find(id, principal.id, signal);
    },
    remove: async (principal, id, signal) => {
      requireRight(principal, "ask");
      await threads.remove(id, principal.id, signal);
    },
  };
}

function threadNotFound(): AppError {
  return new AppError("THREAD_NOT_FOUND", {
    detail: "You have no conversation with this id.",
    hint: "List your conversations to see which there are.",
  });
}
