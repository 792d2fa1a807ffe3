import type { z } from "zod";

import type { Clock, IdSource, StoreLocation } from "#core";

import { createAnswerCache } from "./answer-cache.ts";
import { createApiKeyStore } from "./api-key-store.ts";
import { createAnswerStore } from "./answer-store.ts";
import { createAuditTrail, type AuditTrail } from "./audit/audit-trail.ts";
import { createBoardStore } from "./board-store.ts";
import { openDatabase } from "./database/open-database.ts";
import { createFeedbackStore } from "./feedback-store.ts";
import { createFindCustomer, type FindCustomer } from "./find-customer.ts";
import { createForgetCustomer, type ForgetCustomer } from "./forget-customer.ts";
import { createHiddenCustomers } from "./hidden-customers.ts";
import { createIdempotencyStore } from "./idempotency-store.ts";
import { importFiles, type Imported } from "./import-files.ts";
import type {
  AnswerCache,
  AnswerStore,
  ApiKeyStore,
  BoardStore,
  ConversationStore,
  FeedbackStore,
  HiddenCustomers,
  IdempotencyStore,
  KeptAnswer,
  KeptTurn,
  QueryProposalStore,
  SessionStore,
  SharedAnswerStore,
  TurnLeases,
} from "./port.ts";
import { createQueryProposalStore } from "./query-proposals.ts";
import { createRemoveExpired, type RemoveExpired } from "./remove-expired.ts";
import { createSessionStore } from "./session-store.ts";
import { createSharedAnswerStore } from "./shared-answer-store.ts";
import { createSlackEvents, type SlackEvents } from "./slack-events.ts";
import { createSlackMessages, type SlackMessages } from "./slack-messages.ts";
import { createThreadStore } from "./thread-store.ts";
import { createTurnLeases } from "./turn-leases.ts";

/** All that is kept of conversations, over one database. Everything throws `STORE_UNAVAILABLE` where that fails. */
export type Store<Turn, Answer extends KeptAnswer> = {
  readonly threads: ConversationStore<Turn>;
  readonly answers: AnswerStore<Answer>;
  readonly feedback: FeedbackStore;
  readonly boards: BoardStore;
  readonly queryProposals: QueryProposalStore;
  readonly answerCache: AnswerCache<Answer>;
  readonly leases: TurnLeases;
  readonly idempotency: IdempotencyStore;
  readonly apiKeys: ApiKeyStore;
  readonly sessions: SessionStore;
  readonly sharedAnswers: SharedAnswerStore<Answer>;
  readonly slack: { readonly events: SlackEvents; readonly messages: SlackMessages };
  readonly audit: AuditTrail;
  readonly findCustomer: FindCustomer;
  readonly hiddenCustomers: HiddenCustomers;
  readonly forgetCustomer: ForgetCustomer;
  readonly removeExpired: RemoveExpired;
  /** Takes over what earlier versions kept as files in this folder, and removes the folder. */
  readonly importFiles: (directory: string, signal: AbortSignal) => Promise<Imported>;
  readonly close: () => Promise<void>;
};

export type StoreOptions<Turn, Answer> = {
  readonly location: StoreLocation;
  readonly retentionDays: number;
  readonly turnSchema: z.ZodType<Turn>;
  readonly answerSchema: z.ZodType<Answer>;
  readonly clock: Clock;
  readonly ids: IdSource;
};

/**
 * Opens the store, made where there is none, its schema brought up to date. Throws `STORE_UNAVAILABLE`, and
 * `STORE_VERSION` where a newer version of the program wrote it.
 */
export async function openStore<Turn extends KeptTurn, Answer extends KeptAnswer>(
  options: StoreOptions<Turn, Answer>,
): Promise<Store<Turn, Answer>> {
  const { location, retentionDays, turnSchema, answerSchema, clock, ids } = options;
  const database = await openDatabase(location);
  return {
    threads: createThreadStore({ database, turnSchema, clock }),
    answers: createAnswerStore({ database, answerSchema, clock }),
    feedback: createFeedbackStore({ database, clock }),
    boards: createBoardStore({ database, clock, ids }),
    queryProposals: createQueryProposalStore({ database, clock }),
    answerCache: createAnswerCache({ database, answerSchema, clock }),
    leases: createTurnLeases({ database, clock, ids }),
    idempotency: createIdempotencyStore({ database, clock }),
    apiKeys: createApiKeyStore({ database, clock, ids }),
    sessions: createSessionStore({ database, clock }),
    sharedAnswers: createSharedAnswerStore({ database, answerSchema, clock }),
    slack: {
      events: createSlackEvents({ database, clock, ids }),
      messages: createSlackMessages({ database, clock }),
    },
    audit: createAuditTrail({ database, clock }),
    findCustomer: createFindCustomer({ database }),
    hiddenCustomers: createHiddenCustomers({ database, clock }),
    forgetCustomer: createForgetCustomer({ database, clock }),
    removeExpired: createRemoveExpired({ database, clock, retentionDays }),
    importFiles: (directory, signal) => importFiles(database, { directory, turnSchema, answerSchema, clock, signal }),
    close: database.close,
  };
}
