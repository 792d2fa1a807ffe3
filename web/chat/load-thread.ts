import { call } from "../client/call.ts";
import { toProblem } from "../client/problem.ts";
import type { Turn } from "./turn.ts";

const turnsAPage = 50;

/** A conversation as the server keeps it, and the turn that runs in it. */
export type KeptThread = {
  readonly finished: readonly Turn[];
  readonly running: { readonly answerId: string; readonly question: string } | null;
};

/** All finished turns, and the one that runs; a conversation whose first turn runs is not kept yet. */
export async function loadThread(thread: string, signal: AbortSignal): Promise<KeptThread> {
  const path = { id: thread };
  const { running } = await call("GET /v1/threads/{id}/running", { path }, signal);
  const finished: Turn[] = [];
  try {
    for (let after: string | null | undefined; after !== null;) {
      const query = { limit: turnsAPage, ...(after === undefined ? {} : { after }) };
      const { turns } = await call("GET /v1/threads/{id}", { path, query }, signal);
      finished.push(
        ...turns.items.map(({ question, answer }): Turn => ({ kind: "finished", question, answer, readText: "" })),
      );
      after = turns.next;
    }
  } catch (thrown) {
    if (running === null || toProblem(thrown)?.problem.code !== "THREAD_NOT_FOUND") throw thrown;
  }
  return { finished, running };
}
