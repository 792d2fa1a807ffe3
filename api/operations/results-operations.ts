import type { Principal } from "#agent";
import type { Right, Role } from "#core";
import type { CustomerProfile, EvidenceDraft, EvidenceTable } from "#tools";

import type { Dataset } from "../service.ts";
import { requireRight } from "./require-right.ts";

/** What can be asked, of which data, of which models, by whom. */
export type Overview = {
  readonly title: string;
  readonly about: string;
  readonly customers: { readonly count: number; readonly plural: string; readonly example: string };
  readonly dataset: Dataset;
  /** Whether the snapshot is older than a batch that comes daily should be. */
  readonly isStale: boolean;
  /** What the last run said that somebody should look at, a sentence each. */
  readonly alerts: readonly string[];
  readonly analyst: { readonly provider: string; readonly name: string };
  readonly models: readonly ModelSummary[];
  readonly examples: readonly { readonly topic: string; readonly questions: readonly string[] }[];
  readonly principal: { readonly id: string; readonly role: Role; readonly rights: readonly Right[] };
};

export type ModelSummary = {
  readonly name: string;
  readonly label: string;
  readonly kind: string;
  readonly version: string;
  /** The metric that it is held to, on the test split; null for a model that is held to none. */
  readonly metric: { readonly name: string; readonly value: number } | null;
};

/** All that is known of one model. */
export type ModelPage = ModelSummary & {
  /** describe_model's: metrics, and as further tables importance, fairness, truth, use, history; null for one that predicts nothing. */
  readonly evidence: EvidenceDraft | null;
  /** mean_prediction, mean_actual, customers of each bin of the test split; null for a model without. */
  readonly calibration: EvidenceTable | null;
};

export type CustomerPage = CustomerProfile & { readonly dataset: Dataset };

/** Rows of a query that a person wrote or changed. */
export type QueriedRows = EvidenceTable & {
  readonly sql: string;
  readonly queryId: string;
  readonly scannedBytes: number;
  readonly elapsedMs: number;
  readonly notices: readonly string[];
};

/** What the live run holds, each with the rights of the person. */
export type ResultsOperations = {
  readonly overview: (principal: Principal, signal: AbortSignal) => Promise<Overview>;
  readonly models: (principal: Principal) => readonly ModelSummary[];
  /** Throws `MODEL_UNKNOWN`. */
  readonly model: (principal: Principal, name: string, signal: AbortSignal) => Promise<ModelPage>;
  /** Throws `ENTITY_ID_MALFORMED`, `ENTITY_NOT_FOUND`, `PRIVACY_REFUSED`. */
  readonly customer: (
    principal: Principal,
    id: string,
    options: { readonly history: boolean },
    signal: AbortSignal,
  ) => Promise<CustomerPage>;
  /**
   * The same without the history, as JSON; null where results are read by queries, which is for `customer` to do. `text`
   * is null where the asker has it already: `isKnown` says so of its tag.
   */
  readonly customerText: (
    principal: Principal,
    id: string,
    isKnown: (tag: string) => boolean,
  ) => Promise<{ readonly tag: string; readonly text: Uint8Array<ArrayBuffer> | null } | null>;
  /** Throws what the guard and the engine throw. */
  readonly query: (principal: Principal, sql: string, signal: AbortSignal) => Promise<QueriedRows>;
};

/** The operations over what reads the run; checks the rights. */
export function createResultsOperations(read: ResultsOperations): ResultsOperations {
  return {
    overview: (principal, signal) => read.overview(principal, signal),
    models: (principal) => {
      requireRight(principal, "ask");
      return read.models(principal);
    },
    model: async (principal, name, signal) => {
      requireRight(principal, "ask");
      return read.model(principal, name, signal);
    },
    customer: async (principal, id, options, signal) => {
      requireRight(principal, "see-customers");
      return read.customer(principal, id, options, signal);
    },
    customerText: async (principal, id, isKnown) => {
      requireRight(principal, "see-customers");
      return read.customerText(principal, id, isKnown);
    },
    query: async (principal, sql, signal) => {
      requireRight(principal, "ask");
      return read.query(principal, sql, signal);
    },
  };
}
