export { answerCacheKey, type AnswerCircumstances } from "./answer-cache.ts";
export type { AuditEntry, AuditedToolCall } from "./audit/audit-entry.ts";
export type { AuditTrail } from "./audit/audit-trail.ts";
export { createFileUsageStore } from "./file-usage-store.ts";
export { createMemoryThreadStore } from "./memory-thread-store.ts";
export { openStore, type Store } from "./open-store.ts";
export type {
  AnswerCache,
  AnswerStore,
  QueryProposal,
  QueryProposalStore,
  StoredThread,
  ThreadStore,
  TurnLease,
  TurnLeases,
} from "./port.ts";
