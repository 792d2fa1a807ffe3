import { sampleColumns, type ColumnName } from "./columns.ts";

/**
 * Variables that shape the columns but are not published. Traits are standard normal; the rest is described by
 * its mechanism.
 */
const latentNames = [
  "sociability",
  "gig_orientation",
  "spending_means",
  "content_taste",
  "momentum",
  "tenure_days",
  "connection_propensity",
  "completed_jobs",
  "login_rate",
  "login_trend",
  "silent_days",
  "minutes_per_login",
  "messages_per_login",
  "posts_per_login",
  "engagement_signal",
  "churn_probability",
] as const;

type LatentName = (typeof latentNames)[number];
export type Variable = LatentName | ColumnName;

/** All variables of one customer. Categories are label indices, booleans 0 or 1, NaN is a structural null. */
export type CustomerState = Record<Variable, number>;

/** One structural equation: variable := draw(parents, noise), the noise uniform on (0, 1) and its own. */
export type Mechanism = {
  readonly variable: Variable;
  readonly parents: readonly Variable[];
  /** The relation in words: direction, form, and why. */
  readonly doc: string;
  readonly draw: (parents: Readonly<CustomerState>, noise: number) => number;
};

/** Declares a mechanism; the type of `draw` lets it read the declared parents and nothing else. */
export function mechanism<const Parent extends Variable>(
  variable: Variable,
  parents: readonly Parent[],
  doc: string,
  draw: (parents: Readonly<Record<Parent, number>>, noise: number) => number,
): Mechanism {
  return { variable, parents, doc, draw };
}

/** A fresh state with every variable at zero. */
export function createCustomerState(): CustomerState {
  const names: readonly Variable[] = [...latentNames, ...sampleColumns.map((column) => column.name)];
  // fromEntries widens the keys to string; the list above is every variable there is.
  return Object.fromEntries(names.map((name) => [name, 0])) as CustomerState;
}
