import type { Answer, Principal, TurnEvent } from "#agent";
import { AppError, type IdSource } from "#core";
import type { BoardStore, BoardSummary } from "#store";

import { collectAnswer } from "../collect-answer.ts";
import type { RunAsk } from "../service.ts";
import { answerNotFound } from "./answer-operations.ts";
import type { LoadOwnAnswer } from "./own-answer.ts";
import { questionsUpTo, type AskedThreads } from "./questions-up-to.ts";
import { requireRight } from "./require-right.ts";

/** A board with its answers; `isStale` where a newer run than the answer's is live. */
export type Board = Omit<BoardSummary, "answers"> & {
  readonly items: readonly { readonly answer: Answer; readonly isStale: boolean }[];
};

/** A person's boards of saved answers. Where a board is named, throws `BOARD_NOT_FOUND`. */
export type BoardOperations = {
  readonly list: (principal: Principal, signal: AbortSignal) => Promise<readonly BoardSummary[]>;
  readonly create: (principal: Principal, title: string, signal: AbortSignal) => Promise<BoardSummary>;
  readonly show: (principal: Principal, id: string, signal: AbortSignal) => Promise<Board>;
  readonly rename: (principal: Principal, id: string, title: string, signal: AbortSignal) => Promise<void>;
  readonly remove: (principal: Principal, id: string, signal: AbortSignal) => Promise<void>;
  /** Throws `ANSWER_NOT_FOUND` for what is no answer of the person's own. */
  readonly add: (principal: Principal, id: string, answerId: string, signal: AbortSignal) => Promise<void>;
  readonly takeOff: (principal: Principal, id: string, answerId: string, signal: AbortSignal) => Promise<void>;
  /** Asks again what an older run answered; the new answers take the old ones' places. How many. */
  readonly refresh: (principal: Principal, id: string, signal: AbortSignal) => Promise<number>;
};

type BoardDeps = {
  readonly boards: BoardStore;
  readonly loadOwnAnswer: LoadOwnAnswer;
  readonly threads: AskedThreads;
  readonly ask: RunAsk;
  readonly liveRunId: string;
  readonly ids: IdSource;
};

export function createBoardOperations(deps: BoardDeps): BoardOperations {
  const { boards, loadOwnAnswer, liveRunId } = deps;
  const show: BoardOperations["show"] = async (principal, id, signal) => {
    requireRight(principal, "ask");
    const board = await boards.find(id, principal.id, signal);
    if (board === null) throw boardNotFound();
    const found = await Promise.all(
      (await boards.answerIds(id, principal.id, signal)).map((answerId) => loadOwnAnswer(principal, answerId, signal)),
    );
    const items = found.flatMap((own) =>
      own === null ? [] : [{ answer: own.answer, isStale: own.answer.dataset.runId !== liveRunId }],
    );
    return { id: board.id, title: board.title, updatedAt: board.updatedAt, items };
  };
  return {
    list: async (principal, signal) => {
      requireRight(principal, "ask");
      return boards.list(principal.id, signal);
    },
    create: async (principal, title, signal) => {
      requireRight(principal, "ask");
      return boards.create(principal.id, title, signal);
    },
    show,
    rename: async (principal, id, title, signal) => {
      requireRight(principal, "ask");
      await boards.rename(id, principal.id, title, signal);
    },
    remove: async (principal, id, signal) => {
      requireRight(principal, "ask");
      await boards.remove(id, principal.id, signal);
    },
    add: async (principal, id, answerId, signal) => {
      requireRight(principal, "ask");
      if ((await loadOwnAnswer(principal, answerId, signal)) === null) throw answerNotFound();
      await boards.add(id, principal.id, answerId, signal);
    },
    takeOff: async (principal, id, answerId, signal) => {
      requireRight(principal, "ask");
      await boards.takeOff(id, principal.id, answerId, signal);
    },
    refresh: async (principal, id, signal) => {
      const stale = (await show(principal, id, signal)).items.filter(({ isStale }) => isStale);
      for (const { answer } of stale) {
        const again = await askAgain(deps, principal, answer, signal);
        await boards.replace(id, principal.id, answer.id, again.id, signal);
      }
      return stale.length;
    },
  };
}

/** An answer may rest on what was asked before it, so all questions up to it are asked again, in a new conversation. */
async function askAgain(
  { threads, ask, ids }: BoardDeps,
  principal: Principal,
  answer: Answer,
  signal: AbortSignal,
): Promise<Answer> {
  const questions = await questionsUpTo(threads, principal.id, answer, signal);
  const thread = ids("thread");
  let last: Answer | null = null;
  for (const question of questions) {
    const events: AsyncIterable<TurnEvent> = ask({ thread, question, principal, signal });
    last = await collectAnswer(events);
  }
  if (last === null) throw new RangeError("a turn has a question");
  return last;
}

function boardNotFound(): AppError {
  return new AppError("BOARD_NOT_FOUND", {
    detail: "You have no board with this id.",
    hint: "List your boards to see which there are.",
  });
}
