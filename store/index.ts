export { answerCacheKey, type AnswerCircumstances } from "./answer-cache.ts";
export type { AuditEntry, AuditedToolCall, RemovedCounts } from "./audit/audit-entry.ts";
export type { AuditOrder, AuditRecord, AuditTrail, AuditVerdict } from "./audit/audit-trail.ts";
export type { ChainLink } from "./audit/hash-chain.ts";
export { customerHash } from "./customer-hash.ts";
export type { FindCustomer } from "./find-customer.ts";
export type { ForgetCustomer } from "./forget-customer.ts";
export { createFileUsageStore } from "./file-usage-store.ts";
export { createMemoryThreadStore } from "./memory-thread-store.ts";
export { openHiddenCustomers, type OpenedHiddenCustomers } from "./open-hidden-customers.ts";
export { openStore, type Store } from "./open-store.ts";
export { readSchemaVersion, type SchemaVersion } from "./read-schema-version.ts";
export type {
  AnswerCache,
  AnswerStore,
  ApiKey,
  ApiKeyStore,
  BoardStore,
  BoardSummary,
  ConversationStore,
  CustomerMentions,
  Feedback,
  FeedbackStore,
  GivenFeedback,
  HiddenCustomers,
  HidingReason,
  IdempotencyStore,
  Page,
  PageRequest,
  QueryProposal,
  QueryProposalStore,
  Session,
  SessionStore,
  SharedAnswerStore,
  StoredThread,
  ThreadSearch,
  ThreadStore,
  ThreadSummary,
  TurnLease,
  TurnLeases,
} from "./port.ts";
export type { OpenMessage, SlackClaim, SlackEvents, SlackPlace } from "./slack-events.ts";
export type { SlackMessage, SlackMessages } from "./slack-messages.ts";
