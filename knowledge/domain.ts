import type { AnomalySpec, ModelSpec, SegmentsSpec } from "./model-schema.ts";
import type { VerifiedQuery } from "./verified-query-schema.ts";
import type { Column, DomainFile, GlossaryEntry, Group, Interaction, Policy, View } from "./schema.ts";

/** A table that exists after a run, with all of its columns. */
export type Table = {
  /** The database's full name, as SQL says it. */
  readonly database: string;
  readonly name: string;
  readonly grain: string;
  readonly description: string;
  /** The least role that may query it; `none` for nobody. */
  readonly open: "analyst" | "steward" | "none";
  readonly columns: readonly Column[];
};

/**
 * Everything that is particular to what is predicted: the words, the columns, the models, the groups, the rules.
 * Made by `loadDomain` from one folder; no other room names a column.
 */
export type Domain = {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly entity: DomainFile["entity"];
  readonly databases: DomainFile["databases"];
  readonly feed: DomainFile["feed"];
  readonly results: DomainFile["results"];
  /** The feed's columns in the feed's order, under the feed's names. */
  readonly feedColumns: readonly Column[];
  /** The results table's columns in its order: the feed's (targets under their results name), then the run's. */
  readonly resultColumns: readonly Column[];
  readonly interactions: readonly Interaction[];
  /** The models that predict an outcome, each explained row by row. */
  readonly models: readonly ModelSpec[];
  /** The model of what is unusual; null for a domain without one. */
  readonly anomaly: AnomalySpec | null;
  /** The model of which rows are alike; null for a domain without one. */
  readonly segments: SegmentsSpec | null;
  /** Which predictions people look at. */
  readonly review: DomainFile["review"];
  readonly groups: readonly Group[];
  readonly views: readonly View[];
  /** Every table of a run that anyone may query, and the feed's tables that nobody may. */
  readonly tables: readonly Table[];
  readonly glossary: readonly GlossaryEntry[];
  /** Words about people that several columns may tell. */
  readonly vague: DomainFile["vague"];
  readonly policy: Policy;
  /** Questions with the SQL that a person has reviewed; may be none. */
  readonly verifiedQueries: readonly VerifiedQuery[];
};

/** The model whose prediction the results table is about. */
export function primaryModel(domain: Domain): ModelSpec {
  const primary = domain.models.find((model) => model.isPrimary) ?? domain.models[0];
  if (!primary) throw new RangeError("a domain has at least one model");
  return primary;
}

/** The feed's columns that the models see, in the feed's order, without the interactions. */
export function inputColumns(domain: Domain): readonly Column[] {
  return domain.feedColumns.filter((column) => column.input !== "none");
}

/** A column of the results table by its name. */
export function resultColumn(domain: Domain, name: string): Column | undefined {
  return domain.resultColumns.find((column) => column.name === name);
}

/** A table by database and name; the database may be left out where the name is enough. */
export function findTable(domain: Domain, name: string, database?: string): Table | undefined {
  return domain.tables.find((table) => table.name === name && (database === undefined || table.database === database));
}
