import type { Principal } from "#agent";
import { AppError, type Clock } from "#core";
import {
  customerHash,
  type AuditTrail,
  type CustomerMentions,
  type FindCustomer,
  type ForgetCustomer,
  type HiddenCustomers,
  type HidingReason,
  type RemovedCounts,
} from "#store";
import type { EvidenceTable } from "#tools";

import { customerToken } from "../customer-token.ts";
import { requireRight } from "./require-right.ts";

/** A customer's rows in one table, with the rights of who asks. */
export type HeldTable = EvidenceTable & {
  readonly table: string;
  /** Columns that take wider rights; a steward sees them. */
  readonly withheldColumns: readonly string[];
};

/** Everything that is held about a customer. */
export type HeldData = {
  readonly customerId: string;
  /** The run whose tables these are. */
  readonly runId: string;
  /** Since when and why no answer shows the customer; null where answers may. */
  readonly hidden: { readonly at: string; readonly reason: HidingReason } | null;
  readonly tables: readonly HeldTable[];
  /** Reviews of the customer's predictions. */
  readonly reviews: number;
  /** What is kept of conversations that shows the customer. */
  readonly kept: CustomerMentions;
};

/** What an erasure or a withdrawal of consent did. */
export type ErasureReceipt = {
  readonly reason: HidingReason;
  readonly at: string;
  readonly removed: RemovedCounts & { readonly reviews: number };
  /** What no call can do, and when it is done. */
  readonly remaining: readonly string[];
};

/**
 * A customer's rights (GDPR 15, 17 and 7(3), CCPA): each use is a record of the audit. Throws `RIGHT_MISSING`, and
 * `ENTITY_ID_MALFORMED` for an id that cannot be one; whether the customer is in the data makes no difference.
 */
export type CustomerOperations = {
  readonly know: (principal: Principal, customerId: string, signal: AbortSignal) => Promise<HeldData>;
  /**
   * From when this resolves no answer, cache or conversation shows the customer; the next run leaves them out. A
   * withdrawal of consent does the same until `giveConsent`.
   */
  readonly forget: (
    principal: Principal,
    customerId: string,
    reason: HidingReason,
    signal: AbortSignal,
  ) => Promise<ErasureReceipt>;
  /** Lets a customer be shown again and scored by the next run; whether they were hidden. */
  readonly giveConsent: (principal: Principal, customerId: string, signal: AbortSignal) => Promise<boolean>;
};

export type CustomerOperationsDeps = {
  readonly store: {
    readonly forgetCustomer: ForgetCustomer;
    readonly findCustomer: FindCustomer;
    readonly hiddenCustomers: Pick<HiddenCustomers, "find" | "show">;
    readonly audit: Pick<AuditTrail, "append">;
  };
  readonly runId: string;
  readonly entity: { readonly pattern: string; readonly example: string; readonly singular: string };
  /** A customer's rows, also of one who is hidden. */
  readonly heldTables: (customerId: string, principal: Principal, signal: AbortSignal) => Promise<readonly HeldTable[]>;
  readonly reviews: {
    readonly count: (customerId: string, signal: AbortSignal) => Promise<number>;
    /** Removes them; how many there were. */
    readonly forget: (customerId: string) => Promise<number>;
  };
  readonly clock: Clock;
};

export function createCustomerOperations(deps: CustomerOperationsDeps): CustomerOperations {
  const { store, runId, heldTables, reviews, clock } = deps;
  const checkId = (id: string) => {
    if (new RegExp(deps.entity.pattern).test(id)) return;
    throw new AppError("ENTITY_ID_MALFORMED", {
      detail: `This is not the id of a ${deps.entity.singular}.`,
      hint: `An id looks like ${deps.entity.example}.`,
    });
  };
  return {
    know: async (principal, customerId, signal) => {
      requireRight(principal, "know-customer");
      checkId(customerId);
      // No data is given that the audit does not hold.
      await store.audit.append({ kind: "disclosure", actor: principal.id, customer: customerHash(customerId) }, signal);
      return {
        customerId,
        runId,
        hidden: await store.hiddenCustomers.find(customerId, signal),
        tables: await heldTables(customerId, principal, signal),
        reviews: await reviews.count(customerId, signal),
        kept: await store.findCustomer(customerId, customerToken(customerId), signal),
      };
    },
    forget: async (principal, customerId, reason, signal) => {
      requireRight(principal, "erase-customer");
      checkId(customerId);
      const removedReviews = await reviews.forget(customerId);
      const by = { actor: principal.id, reason, reviews: removedReviews };
      const removed = await store.forgetCustomer(customerId, by, signal);
      return {
        reason,
        at: clock.now().toISOString(),
        removed: { ...removed, reviews: removedReviews },
        remaining: remainingAfter(runId),
      };
    },
    giveConsent: async (principal, customerId, signal) => {
      requireRight(principal, "erase-customer");
      checkId(customerId);
      return store.hiddenCustomers.show(customerId, { actor: principal.id }, signal);
    },
  };
}

function remainingAfter(runId: string): readonly string[] {
  return [
    `The tables of ${runId} and of earlier runs that are kept hold the customer's rows, which no answer shows; the next run leaves the customer out.`,
    "The company's own feed and backups are not touched: take the customer out of them there.",
    "The audit keeps a hash that stands for the id.",
  ];
}
