import type { Principal } from "#agent";
import { AppError } from "#core";
import type { AuditOrder, AuditRecord, AuditTrail, AuditVerdict, ChainLink, Page, PageRequest } from "#store";

import { requireRight } from "./require-right.ts";

export type AuditPageRequest = PageRequest & { readonly order?: AuditOrder };

/** The audit, for whoever may read it. Throws `RIGHT_MISSING`. */
export type AuditOperations = {
  /** `next` and `after` are the sequence of a page's last record. Throws `REQUEST_INVALID` for one that is none. */
  readonly list: (principal: Principal, page: AuditPageRequest, signal: AbortSignal) => Promise<Page<AuditRecord>>;
  /** Follows the chain of hashes; `noted` is the `end` of an earlier look, kept elsewhere. */
  readonly verify: (principal: Principal, noted: ChainLink | null, signal: AbortSignal) => Promise<AuditVerdict>;
};

export function createAuditOperations(audit: Pick<AuditTrail, "read" | "verify">): AuditOperations {
  return {
    list: async (principal, { limit, after, order = "oldest" }, signal) => {
      requireRight(principal, "read-audit");
      const place = after === undefined ? {} : { after: sequenceOf(after) };
      // One more tells whether there is a page after this one.
      const records = await audit.read({ ...place, limit: limit + 1, order }, signal);
      const items = records.slice(0, limit);
      const last = items.at(-1);
      return { items, next: records.length > limit && last ? String(last.sequence) : null };
    },
    verify: async (principal, noted, signal) => {
      requireRight(principal, "read-audit");
      return audit.verify(noted ?? undefined, signal);
    },
  };
}

function sequenceOf(text: string): number {
  // Below the largest number of PostgreSQL's integer.
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new AppError("REQUEST_INVALID", {
    detail: "The audit cannot be continued from there.",
    hint: "Use the `next` of the page before, or begin at the first page.",
  });
}
