import type { Config, Logger } from "#core";
import { addVerifiedQuery, domainDirectory } from "#knowledge";
import { forgetReviews, readReviews } from "#pipeline";
import { createGuard, createVerifiedMatcher, type RunQuery } from "#sql";
import { handbookPages, usualQuestions } from "#tools";

import { readHeldTables } from "./held-tables.ts";
import type { ServiceStore } from "./open-service-store.ts";
import { createAnswerOperations } from "./operations/answer-operations.ts";
import { createAuditOperations } from "./operations/audit-operations.ts";
import { createBoardOperations } from "./operations/board-operations.ts";
import { createCustomerOperations } from "./operations/customer-operations.ts";
import { createFeedbackOperations } from "./operations/feedback-operations.ts";
import { createHandbookOperations } from "./operations/handbook-operations.ts";
import { createKeyOperations } from "./operations/key-operations.ts";
import type { Operations } from "./operations/operations.ts";
import { createLoadOwnAnswer } from "./operations/own-answer.ts";
import { createQueryOperations } from "./operations/query-operations.ts";
import { createShareOperations } from "./operations/share-operations.ts";
import { createThreadOperations } from "./operations/thread-operations.ts";
import { createToolOperations } from "./operations/tool-operations.ts";
import { createResults, type ResultsDeps } from "./results/create-results.ts";
import type { RunAsk } from "./service.ts";
import { createProposeQuery } from "./propose-query.ts";

/** Part of the mains: what a person may do besides asking, over the store, the tables and the pipeline's reviews. */
export function createOperations(
  config: Pick<Config, "data" | "limits">,
  deps: {
    readonly store: ServiceStore;
    /** Asks as the person would. */
    readonly ask: RunAsk;
    /** Shows hidden customers too: what is still held must be told to who may know. */
    readonly runQuery: RunQuery;
    readonly log: Logger;
  } & ResultsDeps,
): Operations {
  const { store, domain, runQuery, clock, ids } = deps;
  const { runId } = deps.dataset;
  const { directory } = config.data;
  const { check } = createGuard({ domain });
  const loadOwnAnswer = createLoadOwnAnswer(store.answers);
  const matchVerified = createVerifiedMatcher(domain);
  const proposeQuery = createProposeQuery({ proposals: store.queryProposals, check, ids });
  return {
    ...createResults(config, deps),
    boards: createBoardOperations({
      boards: store.boards,
      loadOwnAnswer,
      threads: store.threads,
      ask: deps.ask,
      liveRunId: runId,
      ids,
    }),
    threads: createThreadOperations(store.threads),
    answers: createAnswerOperations(loadOwnAnswer),
    feedback: createFeedbackOperations({ loadOwnAnswer, feedback: store.feedback, proposeQuery }),
    queries: createQueryOperations({
      proposals: store.queryProposals,
      tryQuery: async (sql, { id }, signal) => void (await runQuery({ sql, role: "analyst", person: id, signal })),
      verifiedTitleOf: (sql) => matchVerified(sql)?.query.title ?? null,
      addToList: (entry, signal) => addVerifiedQuery(domainDirectory(domain.name), entry, { ids, signal }),
      clock,
    }),
    audit: createAuditOperations(store.audit),
    tools: createToolOperations({
      toolsFor: deps.toolsFor,
      append: (entry) => store.audit.append(entry),
      dataset: deps.dataset,
      idPattern: domain.entity.pattern,
      timeoutMs: config.limits.turnTimeoutMs,
      clock,
      log: deps.log,
    }),
    handbook: createHandbookOperations({
      pages: ({ role }) => handbookPages(deps, role),
      questions: ({ role }) => usualQuestions(domain, role),
    }),
    keys: createKeyOperations({ keys: store.apiKeys, clock }),
    shares: createShareOperations({ shared: store.sharedAnswers, loadOwnAnswer, threads: store.threads }),
    customers: createCustomerOperations({
      store,
      runId,
      entity: domain.entity,
      heldTables: (customerId, principal, signal) =>
        readHeldTables({ domain, runQuery }, customerId, principal, signal),
      reviews: {
        count: async (customerId, signal) =>
          (await readReviews(directory, signal)).filter((review) => review.customerId === customerId).length,
        forget: (customerId) => forgetReviews(directory, customerId),
      },
      clock,
    }),
  };
}
