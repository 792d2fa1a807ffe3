import { findTable, type ModelSpec } from "#knowledge";
import type { SqlValue } from "#sql";

import { contributionsTable } from "./contributions-table.ts";
import type { ToolDeps } from "./deps.ts";
import type { EvidenceTable } from "./evidence.ts";
import { createLookups, type Lookups } from "./lookups.ts";
import { readExplanation } from "./published-explanation.ts";
import { createRunFacts } from "./run-facts.ts";
import type { InputRow } from "./served-model.ts";
import { checkEntityId, entityNotFound, visibleEntity } from "./single-entity.ts";
import { literal } from "./sql-text.ts";

/** One customer as published: what every model says and why, what is known, what they did day by day. */
export type CustomerProfile = {
  readonly id: string;
  readonly predictions: readonly ProfilePrediction[];
  /** Columns of the results table that the person may see, without predictions. */
  readonly attributes: readonly { readonly name: string; readonly label: string; readonly value: SqlValue }[];
  /** The latest days first; null for a domain without a history. */
  readonly history: EvidenceTable | null;
};

export type ProfilePrediction = {
  readonly model: string;
  readonly label: string;
  /** Of contributions, base value and margin. */
  readonly unit: string;
  readonly version: string;
  /** In the target's unit, as `lower`, `upper` and `actual`. */
  readonly prediction: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly actual: SqlValue;
  readonly baseValue: number;
  readonly margin: number;
  /** feature, label, value, typical, contribution, rank; the strongest first; they add up from base value to margin. */
  readonly contributions: EvidenceTable;
};

/** Days of the history that are shown. */
const daysShown = 90;
/** What is no attribute of the customer. */
const notAttributes: readonly string[] = ["id", "prediction", "interval", "explanation", "target", "meta"];

/**
 * Reads what the run published of one customer, with the rights of `deps.role`. Throws `ENTITY_ID_MALFORMED`,
 * `ENTITY_NOT_FOUND`, `PRIVACY_REFUSED` for who may see groups only, `RESULTS_DAMAGED`.
 */
export function createCustomerProfile(deps: ToolDeps): (id: string, signal?: AbortSignal) => Promise<CustomerProfile> {
  const { domain } = deps;
  const facts = createRunFacts(deps);
  return async (id, signal) => {
    checkEntityId(domain, id);
    const lookups = createLookups(deps, signal);
    const [customer, typical, history] = await Promise.all([
      visibleEntity(deps, id, lookups),
      facts.typicalValues(),
      historyOf(deps, id, lookups),
    ]);
    if (!customer) throw entityNotFound(domain, id);
    const predictions = await Promise.all(
      domain.models.map((spec) => predictionOf(deps, { id, spec, customer, typical, lookups })),
    );
    return { id, predictions, attributes: attributesOf(deps, customer), history };
  };
}

async function predictionOf(
  { domain }: ToolDeps,
  asked: {
    readonly id: string;
    readonly spec: ModelSpec;
    readonly customer: InputRow;
    readonly typical: ReadonlyMap<string, SqlValue>;
    readonly lookups: Lookups;
  },
): Promise<ProfilePrediction> {
  const { id, spec, customer, typical, lookups } = asked;
  const explanation = await readExplanation(domain, spec, id, lookups);
  if (!explanation) throw entityNotFound(domain, id);
  return {
    model: spec.name,
    label: spec.label,
    unit: spec.unit,
    version: explanation.version,
    prediction: explanation.prediction,
    lower: explanation.lower,
    upper: explanation.upper,
    actual: customer[spec.actual] ?? null,
    baseValue: explanation.baseValue,
    margin: explanation.margin,
    contributions: contributionsTable(domain, customer, typical, explanation),
  };
}

function attributesOf({ domain }: ToolDeps, customer: InputRow): CustomerProfile["attributes"] {
  return domain.resultColumns
    .filter((column) => column.name in customer && !notAttributes.includes(column.role))
    .map(({ name, label }) => ({ name, label, value: customer[name] ?? null }));
}

async function historyOf({ domain }: ToolDeps, id: string, lookups: Lookups): Promise<EvidenceTable | null> {
  const table = findTable(domain, domain.feed.activity.table);
  const day = table?.columns.find((column) => column.type === "date");
  if (!table || !day) return null;
  const columns = table.columns.filter((column) => column.role !== "id").map((column) => column.name);
  const {
    columns: found,
    rows,
    rowCount,
    truncated,
  } = await lookups.run(
    `SELECT ${columns.join(", ")} FROM ${table.database}.${table.name} WHERE ${domain.entity.column} = ${literal(id)} ORDER BY ${day.name} DESC LIMIT ${daysShown}`,
  );
  return { columns: found, rows, rowCount, truncated };
}
