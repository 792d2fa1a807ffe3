import type { Principal } from "#agent";

import { requireRight } from "./require-right.ts";

/** A run of the pipeline as people look at it. */
export type RunReport = {
  readonly runId: string;
  readonly isLive: boolean;
  readonly isFinished: boolean;
  readonly snapshotDate: string | null;
  readonly startedAt: string | null;
  readonly seconds: number | null;
  readonly peakMebibytes: number | null;
  readonly rows: { readonly read: number; readonly quarantined: number; readonly clean: number } | null;
  readonly quarantine: readonly { readonly reason: string; readonly rows: number }[];
  readonly stages: readonly {
    readonly name: string;
    readonly seconds: number;
    readonly figures: Readonly<Record<string, string | number | boolean>>;
  }[];
  readonly models: readonly {
    readonly name: string;
    readonly version: string;
    readonly metrics: readonly { readonly metric: string; readonly value: number }[];
    readonly decision: string | null;
  }[];
  readonly alerts: readonly string[];
};

/** The pipeline's runs, the newest first. */
export type RunOperations = {
  readonly list: (principal: Principal, signal: AbortSignal) => Promise<readonly RunReport[]>;
};

export function createRunOperations(listRuns: (signal: AbortSignal) => Promise<readonly RunReport[]>): RunOperations {
  return {
    list: async (principal, signal) => {
      requireRight(principal, "ask");
      return listRuns(signal);
    },
  };
}
