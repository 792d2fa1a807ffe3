import { z } from "@hono/zod-openapi";

import type { AuditEntry, AuditRecord, AuditVerdict, RemovedCounts } from "#store";

import { pageOf } from "./request-parts.ts";

/** How many of each were removed. */
export const removedCounts = z.object({
  threads: z.int(),
  turns: z.int(),
  answers: z.int(),
  feedback: z.int(),
  cachedAnswers: z.int(),
}) satisfies z.ZodType<RemovedCounts>;

const toolCall = z.object({
  tool: z.string(),
  sql: z.string().nullable(),
  rowCount: z.int().nullable(),
  elapsedMs: z.number(),
});

const toolCallEntry = z.object({
  kind: z.literal("tool-call"),
  actor: z.string(),
  role: z.string(),
  channel: z.string(),
  outcome: z.string(),
  call: toolCall,
  scannedBytes: z.number(),
  runId: z.string(),
  modelVersions: z.record(z.string(), z.string()),
});

const turnEntry = z.object({
  kind: z.literal("turn"),
  actor: z.string(),
  role: z.string(),
  channel: z.string(),
  thread: z.string(),
  answerId: z.string().nullable(),
  question: z.union([z.object({ sha256: z.string() }), z.object({ text: z.string() })]),
  outcome: z.string(),
  tools: z.array(toolCall),
  model: z.object({ provider: z.string(), name: z.string() }).nullable(),
  runId: z.string(),
  modelVersions: z.record(z.string(), z.string()),
  usage: z
    .object({
      inputTokens: z.int(),
      outputTokens: z.int(),
      cacheReadTokens: z.int(),
      cacheWriteTokens: z.int(),
      scannedBytes: z.number(),
      costUsd: z.number().nullable(),
    })
    .nullable(),
  totalMs: z.number(),
});

const entry = z
  .discriminatedUnion("kind", [
    turnEntry,
    toolCallEntry,
    z.object({
      kind: z.enum(["erasure", "withdrawal"]),
      actor: z.string(),
      customer: z.string().meta({ description: "SHA-256 of the customer's id in lower case." }),
      removed: removedCounts,
      reviews: z.int(),
    }),
    z.object({ kind: z.enum(["consent", "disclosure"]), actor: z.string(), customer: z.string() }),
    z.object({
      kind: z.literal("key"),
      action: z.enum(["created", "revoked"]),
      actor: z.string(),
      key: z.string(),
      role: z.string(),
    }),
    z.object({
      kind: z.literal("retention"),
      actor: z.literal("system"),
      retentionDays: z.number(),
      removed: removedCounts.extend({ auditRecords: z.int() }),
    }),
  ])
  .meta({ id: "AuditEntry" }) satisfies z.ZodType<AuditEntry>;

const record = z
  .object({ sequence: z.int(), at: z.string(), entry, hash: z.string() })
  .meta({ id: "AuditRecord" }) satisfies z.ZodType<AuditRecord>;

/** What `GET /v1/audit` gives. */
export const auditPageResponse = pageOf(record, "AuditPage");

const link = z.object({ sequence: z.int(), hash: z.string() });

/** What `GET /v1/audit/verification` gives. */
export const verificationResponse = z
  .discriminatedUnion("intact", [
    z.object({ intact: z.literal(true), records: z.int(), end: link }),
    z.object({ intact: z.literal(false), end: link, sequence: z.int(), fault: z.enum(["missing", "altered"]) }),
  ])
  .meta({ id: "AuditVerification" }) satisfies z.ZodType<AuditVerdict>;
