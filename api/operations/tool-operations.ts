import { ToolMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { z } from "zod";

import { traceOf, type Principal } from "#agent";
import { AppError, isAppError, toAppError, type Clock, type Logger } from "#core";
import type { AuditEntry } from "#store";
import { parseToolInput, type EvidenceDraft } from "#tools";

import { createCustomerMask } from "../customer-token.ts";
import type { Channel, Dataset } from "../service.ts";
import { requireRight } from "./require-right.ts";

/** One of the analyst's tools, as a person or another assistant may call it. */
export type AnalystTool = {
  readonly name: string;
  /** When to call it and what it gives, as the analyst's own model reads it. */
  readonly description: string;
  readonly schema: z.ZodObject;
};

/** What a call found: the capped text that a language model reads, and the whole evidence, from the same rows. */
export type ToolFinding = { readonly text: string; readonly evidence: EvidenceDraft };

/** The analyst's tools without the analyst, with the person's own rights, budgets and hidden customers. */
export type ToolOperations = {
  readonly list: (principal: Principal) => readonly AnalystTool[];
  /**
   * Runs one tool and writes it into the audit before anything is given. Throws `RIGHT_MISSING`, `NOT_FOUND` for a
   * tool that is not there, `TOOL_INPUT_INVALID`, `TURN_ABORTED`, `TURN_TIMEOUT`, what the tool throws, and
   * `STORE_UNAVAILABLE` where the audit cannot be written.
   */
  readonly call: (
    principal: Principal,
    call: { readonly name: string; readonly input: unknown; readonly channel: Channel },
    signal: AbortSignal,
  ) => Promise<ToolFinding>;
};

type ToolOperationsDeps = {
  readonly toolsFor: (principal: Principal) => readonly StructuredToolInterface[];
  readonly append: (entry: AuditEntry) => Promise<unknown>;
  readonly dataset: Dataset;
  /** Form of a customer's id, from `^` to `$`. */
  readonly idPattern: string;
  /** How long a call may take. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Logger;
};

export function createToolOperations(deps: ToolOperationsDeps): ToolOperations {
  const masked = createCustomerMask(deps.idPattern);
  return {
    list: (principal) => deps.toolsFor(principal).flatMap(toAnalystTool),
    call: async (principal, { name, input, channel }, signal) => {
      const startedMs = deps.clock.monotonicMs();
      const tool = deps.toolsFor(principal).find((one) => one.name === name);
      if (!tool) throw unknownTool(name);
      const limited = AbortSignal.any([signal, AbortSignal.timeout(deps.timeoutMs)]);
      const write = (outcome: string, evidence: EvidenceDraft | null) => {
        const sql = evidence === null ? sqlIn(input) : evidence.sql;
        return deps.append({
          kind: "tool-call",
          actor: principal.id,
          role: principal.role,
          channel,
          outcome,
          call: {
            tool: name,
            sql: sql === null ? null : masked(sql),
            rowCount: evidence?.rowCount ?? null,
            elapsedMs: Math.round(deps.clock.monotonicMs() - startedMs),
          },
          scannedBytes: evidence?.scannedBytes ?? 0,
          runId: deps.dataset.runId,
          modelVersions: deps.dataset.modelVersions,
        });
      };
      let found: ToolFinding;
      try {
        requireRight(principal, "ask");
        found = await runTool(tool, input, limited);
      } catch (thrown) {
        const error = errorOf(thrown, limited);
        if (error.code === "INTERNAL") deps.log.warn({ event: "tool-failed", tool: name, ...traceOf(thrown) });
        await write(error.code, null);
        throw error;
      }
      await write("found", found.evidence);
      return found;
    },
  };
}

/** The analyst's tools are all described by a zod object; one that is not could not be offered. */
function toAnalystTool({ name, description, schema }: StructuredToolInterface): AnalystTool[] {
  return schema instanceof z.ZodObject ? [{ name, description, schema }] : [];
}

async function runTool(tool: StructuredToolInterface, input: unknown, signal: AbortSignal): Promise<ToolFinding> {
  const { name, schema } = tool;
  const args = schema instanceof z.ZodObject ? parseToolInput({ name, schema }, input) : input;
  signal.throwIfAborted();
  const message: unknown = await tool.invoke({ type: "tool_call", id: "call", name, args }, { signal });
  // Only the product's own tools run here, and their artifact is an EvidenceDraft.
  const evidence = ToolMessage.isInstance(message) ? (message.artifact as EvidenceDraft | undefined) : undefined;
  if (!ToolMessage.isInstance(message) || !evidence) {
    throw new AppError("INTERNAL", { detail: "The tool gave no evidence.", hint: "Call it again." });
  }
  return { text: message.text, evidence };
}

/** Why the call ended; once the signal is aborted, that is the reason for whatever was thrown. */
function errorOf(thrown: unknown, signal: AbortSignal): AppError {
  if (!signal.aborted) return toAppError(thrown);
  const { reason }: { readonly reason: unknown } = signal;
  if (isAppError(reason)) return reason;
  const isLate = reason instanceof DOMException && reason.name === "TimeoutError";
  return isLate
    ? new AppError("TURN_TIMEOUT", {
        detail: "The call was not done in time.",
        hint: "Ask for less at once.",
        cause: thrown,
      })
    : new AppError("TURN_ABORTED", { detail: "The call was stopped.", hint: "Call it again.", cause: thrown });
}

/** The query that was tried. */
function sqlIn(input: unknown): string | null {
  const sql: unknown = typeof input === "object" && input !== null ? Reflect.get(input, "sql") : null;
  return typeof sql === "string" ? sql : null;
}

function unknownTool(name: string): AppError {
  return new AppError("NOT_FOUND", {
    detail: `There is no tool ${JSON.stringify(name.slice(0, 100))}.`,
    hint: "List the tools to see what there is.",
  });
}
