import type { ThreadStore } from "./port.ts";

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

/** JSON keeps the border between the two, whatever they hold. */
function keyOf(owner: string, id: string): string {
  return JSON.stringify([owner, id]);
}
