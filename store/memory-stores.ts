import type { AnswerStore, ThreadStore } from "./port.ts";

/** Keeps conversations for the life of the process. */
export function createMemoryThreadStore<Turn>(): ThreadStore<Turn> {
  const threads = new Map<string, Turn[]>();
  return {
    async load(id, owner, signal) {
      signal?.throwIfAborted();
      const turns = threads.get(keyOf(owner, id));
      return turns ? { id, owner, turns: [...turns] } : null;
    },
    async append(id, owner, turn, signal) {
      signal?.throwIfAborted();
      const key = keyOf(owner, id);
      threads.set(key, [...(threads.get(key) ?? []), turn]);
    },
  };
}

/** Keeps finished answers for the life of the process. */
export function createMemoryAnswerStore<Answer extends { readonly id: string }>(): AnswerStore<Answer> {
  const answers = new Map<string, Answer>();
  return {
    async load(id, owner, signal) {
      signal?.throwIfAborted();
      return answers.get(keyOf(owner, id)) ?? null;
    },
    async save(answer, owner, signal) {
      signal?.throwIfAborted();
      answers.set(keyOf(owner, answer.id), answer);
    },
  };
}

/** JSON keeps the border between the two, whatever they hold. */
function keyOf(owner: string, id: string): string {
  return JSON.stringify([owner, id]);
}
