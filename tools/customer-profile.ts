import { may } from "#core";
import { findTable, type Domain, type ModelSpec } from "#knowledge";
import type { CustomerRecord, SqlValue } from "#sql";

import { contributionsTable } from "./contributions-table.ts";
import type { ToolDeps } from "./deps.ts";
import type { EvidenceTable } from "./evidence.ts";
import { createLookups, type Lookups } from "./lookups.ts";
import { checkedExplanation, readExplanation, type PublishedExplanation } from "./published-explanation.ts";
import { createRunFacts } from "./run-facts.ts";
import type { InputRow } from "./served-model.ts";
import { checkEntityId, entityNotFound, visibleColumns, visibleEntity } from "./single-entity.ts";
import { literal } from "./sql-text.ts";

/** One customer as published: what every model says and why, what is known, what they did day by day. */
export type CustomerProfile = {
  readonly id: string;
  readonly predictions: readonly ProfilePrediction[];
  /** Columns of the results table that the person may see, without predictions. */
  readonly attributes: readonly { readonly name: string; readonly label: string; readonly value: SqlValue }[];
  /** The latest days first; null for a domain without a history, and where it was not asked for. */
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
/** Roles of columns that are no attribute of the customer. */
export const notAttributes: readonly string[] = ["id", "prediction", "interval", "explanation", "target", "meta"];

/** Everything that a run published of one customer, read at once; null where it holds nobody of this id. */
export type ReadCustomer = (id: string, signal?: AbortSignal) => Promise<CustomerRecord | null>;

/** Gives one customer; the history by day only where it is asked for. */
export type CustomerProfileOf = (
  id: string,
  options: { readonly history: boolean },
  signal?: AbortSignal,
) => Promise<CustomerProfile>;

/**
 * Reads what the run published of one customer, with the rights of `deps.role`: by `readCustomer` where there is one and
 * the person may see single customers, else by queries; both tell the same. Throws `ENTITY_ID_MALFORMED`,
 * `ENTITY_NOT_FOUND`, `PRIVACY_REFUSED` for who may see groups only, `RESULTS_DAMAGED`.
 */
export function createCustomerProfile(deps: ToolDeps, readCustomer: ReadCustomer | null): CustomerProfileOf {
  const { domain, role } = deps;
  const facts = createRunFacts(deps);
  const read = may(role, "see-customers") ? readCustomer : null;
  return async (id, options, signal) => {
    checkEntityId(domain, id);
    const lookups = createLookups(deps, signal);
    const [published, typical, history] = await Promise.all([
      read === null ? byQueries(deps, id, lookups) : byRecord(deps, id, await read(id, signal)),
      facts.typicalValues(),
      options.history ? historyOf(deps, id, lookups) : null,
    ]);
    if (published === null) throw entityNotFound(domain, id);
    const { customer, explanations } = published;
    const predictions = explanations.map(([spec, explanation]) =>
      predictionOf(domain, { spec, explanation, customer, typical }),
    );
    return { id, predictions, attributes: attributesOf(deps, customer), history };
  };
}

/** What is published of one customer, as far as the person may see it. */
type Published = {
  readonly customer: InputRow;
  readonly explanations: readonly (readonly [ModelSpec, PublishedExplanation])[];
};

async function byQueries(deps: ToolDeps, id: string, lookups: Lookups): Promise<Published | null> {
  const { domain } = deps;
  const customer = await visibleEntity(deps, id, lookups);
  if (customer === null) return null;
  const explanations = await Promise.all(
    domain.models.map(async (spec) => {
      const explanation = await readExplanation(domain, spec, id, lookups);
      if (!explanation) throw entityNotFound(domain, id);
      return [spec, explanation] as const;
    }),
  );
  return { customer, explanations };
}

function byRecord(deps: ToolDeps, id: string, record: CustomerRecord | null): Published | null {
  if (record === null) return null;
  const { domain } = deps;
  const customer = Object.fromEntries(
    visibleColumns(deps).map(({ name, role }) => [name, role === "id" ? id : (record.row[name] ?? null)]),
  );
  const explanations = domain.models.map((spec) => {
    const found = record.predictions.find(({ model }) => model === spec.name);
    if (found === undefined || found.prediction === null) throw entityNotFound(domain, id);
    const { prediction, lower, upper, version, baseValue, contributions } = found;
    const told = { prediction, lower, upper, version, baseValue, contributions };
    return [spec, checkedExplanation(spec, id, told)] as const;
  });
  return { customer, explanations };
}

function predictionOf(
  domain: Domain,
  told: {
    readonly spec: ModelSpec;
    readonly explanation: PublishedExplanation;
    readonly customer: InputRow;
    readonly typical: ReadonlyMap<string, SqlValue>;
  },
): ProfilePrediction {
  const { spec, explanation, customer, typical } = told;
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
