import { AppError } from "#core";
import { affectedVariables } from "./causal-model.ts";
import {
  publishedValue,
  sampleColumns,
  targetNames,
  type ColumnName,
  type SampleColumn,
  type TargetName,
} from "./columns.ts";
import { createActivityHistory } from "./history.ts";
import { createCustomerState, type CustomerState, type Variable } from "./mechanism.ts";
import { checkPopulationOptions, type PopulationOptions } from "./options.ts";
import { createPopulation, type Override } from "./population.ts";

/** How one column is set, as a function of the customer's own value; the result is cut to the column's range. */
export type ColumnChange = {
  readonly column: ColumnName;
} & ({ readonly set: number | string | boolean } | { readonly add: number } | { readonly multiply: number });

/** A customer as published: labels for categories, booleans, null for a structural null. */
export type SampleCustomer = Readonly<Record<ColumnName, number | string | boolean | null>>;

/** The do-operator: these columns are set, whatever their causes; everything they cause follows. */
export type Intervention = {
  readonly changes: readonly ColumnChange[];
  /** Who is treated, by the values before the intervention; everybody where it is left out. */
  readonly who?: (customer: SampleCustomer) => boolean;
};

export type MeanChange = {
  readonly controlMean: number;
  readonly treatedMean: number;
  readonly meanChange: number;
  /** Standard error of `meanChange` over the customers drawn. */
  readonly standardError: number;
};

/** The true effect. Churn is in probability, not in drawn leavers, so its change carries no coin tossing. */
export type TrueEffect = {
  readonly customers: number;
  readonly treated: number;
  readonly effects: Readonly<Record<TargetName, { readonly overTreated: MeanChange; readonly overAll: MeanChange }>>;
};

/** The variable whose mean stands for a target. */
const measuredVariable = {
  engagement_score: "engagement_score",
  churn_30_day: "churn_probability",
  lifetime_value_usd: "lifetime_value_usd",
} as const satisfies Record<TargetName, Variable>;

/**
 * Draws every customer twice with the same noise, without and with the intervention, and compares the targets.
 * A changed column that comes from the history or the graph is set as a column: the days and the connections stay
 * as they were. `account_type` set to premium also brings the premium columns, drawn as for a premium customer.
 *
 * @throws AppError USAGE for options out of range; COLUMN_UNKNOWN for a column or category that does not exist
 */
export function simulate(options: PopulationOptions & { readonly intervention: Intervention }): TrueEffect {
  checkPopulationOptions(options);
  const { changes, who } = options.intervention;
  const columns = changes.map((change) => columnOf(change.column));
  const changed = changes.map((change) => change.column);
  const values = changes.map((change, index) => changedValue(change, columns[index]!));
  const affected = affectedVariables(changed);
  const population = createPopulation(options);
  const control = createCustomerState();
  const treated = createCustomerState();
  const history = createActivityHistory(options.activityDays);
  const override: Override = (variable, drawn) => {
    const index = changed.findIndex((column) => column === variable);
    return index < 0 ? drawn : values[index]!(control[variable]);
  };
  const tallies = targetNames.map((target) => createTally(measuredVariable[target]));
  let treatedCount = 0;
  for (let index = 0; index < options.customers; index++) {
    population.draw(index, control, history);
    const isTreated = who === undefined || who(customerOf(control));
    if (isTreated) {
      treatedCount++;
      Object.assign(treated, control);
      population.redraw(index, treated, history, affected, override);
    }
    for (const tally of tallies) tally.add(control, isTreated ? treated : control, isTreated);
  }
  const effectOf = (index: number) => tallies[index]!.summary(treatedCount, options.customers);
  return {
    customers: options.customers,
    treated: treatedCount,
    effects: {
      engagement_score: effectOf(0),
      churn_30_day: effectOf(1),
      lifetime_value_usd: effectOf(2),
    },
  };
}

function columnOf(name: ColumnName): SampleColumn {
  const column = sampleColumns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  throw new AppError("COLUMN_UNKNOWN", {
    detail: `The sample data has no column ${name}.`,
    hint: "Name a column of customers other than customer_id.",
  });
}

function changedValue(change: ColumnChange, column: SampleColumn): (own: number) => number {
  if ("add" in change) return (own) => publishedValue(column, own + change.add);
  if ("multiply" in change) return (own) => publishedValue(column, own * change.multiply);
  const code = codeOf(change.set, column);
  return () => publishedValue(column, code);
}

function codeOf(value: number | string | boolean, column: SampleColumn): number {
  if (typeof value === "number" && column.kind !== "category") return value;
  if (typeof value === "boolean" && column.kind === "boolean") return Number(value);
  const code = column.kind === "category" ? column.labels.indexOf(String(value)) : -1;
  if (code >= 0) return code;
  throw new AppError("COLUMN_UNKNOWN", {
    detail: `${column.name} cannot be set to ${JSON.stringify(value)}.`,
    hint: "Set a category to one of its labels, a number to a number.",
  });
}

function customerOf(state: Readonly<CustomerState>): SampleCustomer {
  const entries = sampleColumns.map((column: SampleColumn & { readonly name: ColumnName }) => {
    const value = state[column.name];
    if (Number.isNaN(value)) return [column.name, null] as const;
    if (column.kind === "category") return [column.name, column.labels[value] ?? null] as const;
    return [column.name, column.kind === "boolean" ? value === 1 : value] as const;
  });
  // One entry for each column of the table above.
  return Object.fromEntries(entries) as SampleCustomer;
}

function createTally(variable: Variable) {
  const sums = { controlAll: 0, controlTreated: 0, change: 0, squaredChange: 0 };
  return {
    add: (control: Readonly<CustomerState>, after: Readonly<CustomerState>, isTreated: boolean) => {
      const change = after[variable] - control[variable];
      sums.controlAll += control[variable];
      if (!isTreated) return;
      sums.controlTreated += control[variable];
      sums.change += change;
      sums.squaredChange += change * change;
    },
    summary: (treated: number, customers: number) => ({
      overTreated: meanChange(sums.controlTreated, sums.change, sums.squaredChange, treated),
      overAll: meanChange(sums.controlAll, sums.change, sums.squaredChange, customers),
    }),
  };
}

/** Means over `count` customers, of whom those not treated changed by zero. */
function meanChange(control: number, change: number, squaredChange: number, count: number): MeanChange {
  if (count === 0) return { controlMean: Number.NaN, treatedMean: Number.NaN, meanChange: 0, standardError: 0 };
  const mean = change / count;
  const variance = Math.max(0, squaredChange / count - mean * mean);
  return {
    controlMean: control / count,
    treatedMean: (control + change) / count,
    meanChange: mean,
    standardError: Math.sqrt(variance / Math.max(1, count - 1)),
  };
}
