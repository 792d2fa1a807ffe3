/** What is written down of one tool call: never rows, only how many there were. */
export type AuditedToolCall = {
  readonly tool: string;
  /** The query as it ran; null where the tool ran none or failed before. */
  readonly sql: string | null;
  /** Null where the call failed. */
  readonly rowCount: number | null;
  readonly elapsedMs: number;
};

/** Tokens and US dollars of a turn; dollars are null where the model's price is not known. */
export type AuditedUsage = {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly scannedBytes: number;
  readonly costUsd: number | null;
};

/** How many of each were removed. */
export type RemovedCounts = {
  readonly threads: number;
  readonly turns: number;
  readonly answers: number;
  readonly feedback: number;
  readonly cachedAnswers: number;
};

/** One record of the audit. `actor` is who did it: a person's id, or `system`. */
export type AuditEntry =
  | {
      readonly kind: "turn";
      readonly actor: string;
      readonly role: string;
      /** Where it was asked: http, cli, … */
      readonly channel: string;
      readonly thread: string;
      readonly answerId: string | null;
      readonly question: { readonly sha256: string } | { readonly text: string };
      /** The answer's outcome, or the code of the error that the turn ended in. */
      readonly outcome: string;
      readonly tools: readonly AuditedToolCall[];
      readonly model: { readonly provider: string; readonly name: string } | null;
      readonly runId: string;
      readonly modelVersions: Readonly<Record<string, string>>;
      readonly usage: AuditedUsage | null;
      readonly totalMs: number;
    }
  | {
      /** One of the analyst's tools, called without a question. */
      readonly kind: "tool-call";
      readonly actor: string;
      readonly role: string;
      /** Where it was called: mcp, … */
      readonly channel: string;
      /** found, or the code of the error that the call ended in. */
      readonly outcome: string;
      readonly call: AuditedToolCall;
      readonly scannedBytes: number;
      readonly runId: string;
      readonly modelVersions: Readonly<Record<string, string>>;
    }
  | {
      /** erasure: all that was kept went; withdrawal: of consent, to the same effect until it is given again. */
      readonly kind: "erasure" | "withdrawal";
      readonly actor: string;
      /** SHA-256 of the customer's id: the record must not show whom it erased. */
      readonly customer: string;
      readonly removed: RemovedCounts;
      /** Reviews of the customer's predictions that went before. */
      readonly reviews: number;
    }
  | {
      /** consent: given again after a withdrawal; disclosure: somebody looked at what is held about the customer. */
      readonly kind: "consent" | "disclosure";
      readonly actor: string;
      readonly customer: string;
    }
  | {
      /** An API key was made, with this role, or revoked. */
      readonly kind: "key";
      readonly action: "created" | "revoked";
      readonly actor: string;
      readonly key: string;
      readonly role: string;
    }
  | {
      readonly kind: "retention";
      readonly actor: "system";
      readonly retentionDays: number;
      readonly removed: RemovedCounts & { readonly auditRecords: number };
    };
