import { createFixedClock, createSequentialIdSource, createSilentLogger } from "#core";

import { createAnswerOperations } from "../../api/operations/answer-operations.ts";
import { createAuditOperations } from "../../api/operations/audit-operations.ts";
import { createBoardOperations } from "../../api/operations/board-operations.ts";
import { createCustomerOperations, type HeldTable } from "../../api/operations/customer-operations.ts";
import { createFeedbackOperations } from "../../api/operations/feedback-operations.ts";
import { createHandbookOperations } from "../../api/operations/handbook-operations.ts";
import { createKeyOperations } from "../../api/operations/key-operations.ts";
import type { Operations } from "../../api/operations/operations.ts";
import { createLoadOwnAnswer } from "../../api/operations/own-answer.ts";
import { createQueryOperations } from "../../api/operations/query-operations.ts";
import { createResultsOperations } from "../../api/operations/results-operations.ts";
import { createReviewOperations } from "../../api/operations/review-operations.ts";
import { createRunOperations } from "../../api/operations/run-operations.ts";
import { createShareOperations } from "../../api/operations/share-operations.ts";
import { createThreadOperations } from "../../api/operations/thread-operations.ts";
import { createToolOperations } from "../../api/operations/tool-operations.ts";
import { createProposeQuery } from "../../api/propose-query.ts";
import { buildAnswer } from "./build-answer.ts";
import { createFakeRunTurn } from "./fake-run-turn.ts";
import { openMemoryStore } from "./open-memory-store.ts";

export type TestStore = Awaited<ReturnType<typeof openMemoryStore>>;

/** What the one customer of these operations, user_1, has in the tables. */
export const heldTable: HeldTable = {
  table: "scores",
  columns: [
    { name: "id", type: "varchar" },
    { name: "score", type: "double" },
  ],
  rows: [["user_1", 0.75]],
  rowCount: 1,
  truncated: false,
  withheldColumns: ["age"],
};

/** The operations of the service over a store, with tables of one customer and one review in memory. */
export function buildOperations(store: TestStore): Operations {
  const clock = createFixedClock(new Date("2026-11-20T12:00:00Z"));
  const loadOwnAnswer = createLoadOwnAnswer(store.answers);
  const reviewed = new Map([["user_1", 1]]);
  const check = () => {
    throw new RangeError("no correction is SQL here");
  };
  const proposeQuery = createProposeQuery({ proposals: store.queryProposals, check, ids: createSequentialIdSource() });
  return {
    threads: createThreadOperations(store.threads),
    answers: createAnswerOperations(loadOwnAnswer),
    feedback: createFeedbackOperations({ loadOwnAnswer, feedback: store.feedback, proposeQuery }),
    queries: createQueryOperations({
      proposals: store.queryProposals,
      tryQuery: async () => {},
      verifiedTitleOf: () => null,
      addToList: async () => {},
      clock,
    }),
    audit: createAuditOperations(store.audit),
    tools: createToolOperations({
      toolsFor: () => [],
      append: (entry) => store.audit.append(entry),
      dataset: buildAnswer().dataset,
      idPattern: String.raw`^user_\d+$`,
      timeoutMs: 10_000,
      clock,
      log: createSilentLogger(),
    }),
    handbook: createHandbookOperations({ pages: () => [], questions: () => [] }),
    keys: createKeyOperations({ keys: store.apiKeys, clock }),
    shares: createShareOperations({ shared: store.sharedAnswers, loadOwnAnswer, threads: store.threads }),
    customers: createCustomerOperations({
      store,
      runId: "run_1",
      entity: { pattern: String.raw`^user_\d+$`, example: "user_12345", singular: "customer" },
      heldTables: async (customerId) => (customerId === "user_1" ? [heldTable] : []),
      reviews: {
        count: async (customerId) => reviewed.get(customerId) ?? 0,
        forget: async (customerId) => {
          const reviews = reviewed.get(customerId) ?? 0;
          reviewed.delete(customerId);
          return reviews;
        },
      },
      clock,
    }),
    boards: createBoardOperations({
      boards: store.boards,
      loadOwnAnswer,
      threads: store.threads,
      ask: createFakeRunTurn().runTurn,
      liveRunId: "run_1",
      ids: createSequentialIdSource(),
    }),
    results: createResultsOperations(unread),
    runs: createRunOperations(async () => []),
    reviews: createReviewOperations({ queue: async () => [], record: async () => {} }),
  };
}

const notHere = () => Promise.reject(new RangeError("there are no results here"));

/** Results are read from a run; a test of the routes over them opens one. */
const unread = {
  overview: notHere,
  models: () => [],
  model: notHere,
  customer: notHere,
  customerText: notHere,
  query: notHere,
};
