import type { Service } from "../../api/service.ts";
import { buildAnswer } from "./build-answer.ts";
import { buildOperations } from "./build-operations.ts";
import { createFakeRunTurn } from "./fake-run-turn.ts";
import { openMemoryStore } from "./open-memory-store.ts";

/** The service over a fake turn and a store in memory, changed by `changes`. */
export async function buildService(changes: Partial<Service> = {}): Promise<Service> {
  const { dataset } = buildAnswer();
  const store = await openMemoryStore();
  return {
    runTurn: createFakeRunTurn().runTurn,
    answers: store.answers,
    credentials: store,
    operations: buildOperations(store),
    slack: {
      ...store.slack,
      signs: {
        namesCustomer: (text) => /\buser_\d+\b/.test(text),
        givesSingleRows: () => false,
      },
      noteRefusal: async () => {},
    },
    replay: () => Promise.reject(new Error("nothing is replayed here")),
    ready: async () => dataset,
    dataset,
    close: store.close,
    ...changes,
  };
}
