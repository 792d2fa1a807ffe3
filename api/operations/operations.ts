import type { AnswerOperations } from "./answer-operations.ts";
import type { AuditOperations } from "./audit-operations.ts";
import type { BoardOperations } from "./board-operations.ts";
import type { CustomerOperations } from "./customer-operations.ts";
import type { FeedbackOperations } from "./feedback-operations.ts";
import type { HandbookOperations } from "./handbook-operations.ts";
import type { KeyOperations } from "./key-operations.ts";
import type { QueryOperations } from "./query-operations.ts";
import type { ResultsOperations } from "./results-operations.ts";
import type { ReviewOperations } from "./review-operations.ts";
import type { RunOperations } from "./run-operations.ts";
import type { ShareOperations } from "./share-operations.ts";
import type { ThreadOperations } from "./thread-operations.ts";
import type { ToolOperations } from "./tool-operations.ts";

/** What a person may do besides asking; each checks the rights of the principal it is given. All channels share them. */
export type Operations = {
  readonly threads: ThreadOperations;
  readonly answers: AnswerOperations;
  readonly feedback: FeedbackOperations;
  readonly audit: AuditOperations;
  readonly customers: CustomerOperations;
  readonly queries: QueryOperations;
  readonly boards: BoardOperations;
  readonly results: ResultsOperations;
  readonly runs: RunOperations;
  readonly reviews: ReviewOperations;
  readonly keys: KeyOperations;
  readonly shares: ShareOperations;
  readonly tools: ToolOperations;
  readonly handbook: HandbookOperations;
};
