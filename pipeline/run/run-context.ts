import type { Clock, Logger } from "#core";
import type { Domain } from "#knowledge";
import type { Schema } from "#sql";

import type { Feed } from "../feed/open-feed.ts";
import type { ReportStep } from "../progress.ts";
import type { DataLayout, RunLayout } from "./layout.ts";

/** What every stage of a run works with. */
export type RunContext = {
  readonly runId: string;
  readonly data: DataLayout;
  readonly run: RunLayout;
  readonly domain: Domain;
  /** The feed that the run is made from. */
  readonly feed: Feed;
  /** The domain's tables and views. */
  readonly schema: Schema;
  /** The day the feed describes, ISO. */
  readonly snapshotDate: string;
  readonly seed: number;
  /** SHA-256 of the lower-cased ids of customers who are left out: erased, or without their consent. */
  readonly hiddenCustomers: readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Progress of the stage that is given this context. */
  readonly report: ReportStep;
};
