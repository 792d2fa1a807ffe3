import type { CustomerRow } from "#knowledge";

/** What is to be expected of a customer, by the name of the target's column in the feed. */
export type Expected = Readonly<Record<string, number>>;

/** Columns set to values. */
export type Settings = Readonly<Record<string, string | number | boolean | null>>;

/**
 * A world whose causes are known, which models can be judged against: customers drawn from the causal model that made
 * the feed. Targets are expectations, the chance that no column can tell averaged out.
 */
export type KnownWorld = {
  /** Customers are numbered from 0. */
  readonly customers: number;
  /** Columns that a target hangs on directly. */
  readonly causes: (target: string) => readonly string[];
  /** The columns as published, the outcome that was drawn among them. */
  readonly row: (customer: number) => CustomerRow;
  readonly expected: (customer: number) => Expected;
  /** After columns were set, with every other column held: the question that a model of the columns answers. */
  readonly expectedDirectly: (customer: number, settings: Settings) => Expected;
  /** After columns were set, and what they cause has followed: what would happen. */
  readonly expectedInAll: (customer: number, settings: Settings) => Expected;
};
