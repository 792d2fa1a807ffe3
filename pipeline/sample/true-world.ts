import { AppError } from "#core";

import type { Expected, KnownWorld, Settings } from "../truth/known-world.ts";
import { affectedVariables } from "./causal-model.ts";
import { publishedValue, sampleColumns, targetNames, type SampleColumn, type TargetName } from "./columns.ts";
import { createActivityHistory } from "./history.ts";
import { createCustomerState, type CustomerState, type Mechanism, type Variable } from "./mechanism.ts";
import { checkPopulationOptions, type PopulationOptions } from "./options.ts";
import { createPopulation, type Override } from "./population.ts";
import { targetMechanisms } from "./targets.ts";

/** Midpoints of equally likely slices of the noise on the engagement score; 7 give churn probabilities to 1e-3. */
const noiseMidpoints = Array.from({ length: 7 }, (_, slice) => (slice + 0.5) / 7);

/**
 * The sample's own causal model, to be asked what is true of `customers` drawn from it: to be expected are the mean
 * engagement score, the churn probability and the median value in dollars. Holds every customer's state in memory,
 * about 1 kB each. Throws `USAGE` for options out of range.
 */
export function createTrueWorld(options: PopulationOptions): KnownWorld {
  checkPopulationOptions(options);
  const population = createPopulation(options);
  const history = createActivityHistory(options.activityDays);
  const states = Array.from({ length: options.customers }, (_, customer) => {
    const state = createCustomerState();
    population.draw(customer, state, history);
    return state;
  });
  const stateOf = (customer: number): CustomerState => {
    const state = states[customer];
    if (state) return state;
    throw new AppError("INTERNAL", {
      detail: `Customer ${customer} is not among the ${states.length} that were drawn.`,
      hint: "Ask for a customer from 0 on.",
    });
  };
  const scratch = createCustomerState();
  return {
    customers: options.customers,
    causes: directCausesOf,
    row: (customer) => rowOf(stateOf(customer)),
    expected: (customer) => expectedTargets(Object.assign(scratch, stateOf(customer))),
    expectedDirectly: (customer, settings) => {
      Object.assign(scratch, stateOf(customer));
      for (const name in settings) {
        const column = columnNamed(name);
        scratch[column.name] = codeOf(column, settings[name] ?? null);
      }
      return expectedTargets(scratch);
    },
    expectedInAll: (customer, settings) => {
      Object.assign(scratch, stateOf(customer));
      const codes = new Map<Variable, number>(
        Object.entries(settings).map(([name, value]) => {
          const column = columnNamed(name);
          return [column.name, codeOf(column, value)];
        }),
      );
      const override: Override = (variable, drawn) => codes.get(variable) ?? drawn;
      population.redraw(customer, scratch, history, affectedVariables([...codes.keys()]), override);
      return expectedTargets(scratch);
    },
  };
}

type NamedColumn = (typeof sampleColumns)[number];

const columnsByName: ReadonlyMap<string, NamedColumn> = new Map(sampleColumns.map((column) => [column.name, column]));

function columnNamed(name: string): NamedColumn {
  const column = columnsByName.get(name);
  if (column) return column;
  throw new AppError("COLUMN_UNKNOWN", {
    detail: `The sample data has no column ${name}.`,
    hint: "Name a column of customers other than the id.",
  });
}

/** A published value as the number that the causal model works with. */
function codeOf(column: SampleColumn, value: Settings[string]): number {
  if (value === null) return Number.NaN;
  if (typeof value === "string" && column.kind === "category") return column.labels.indexOf(value);
  return publishedValue(column, Number(value));
}

function rowOf(state: Readonly<CustomerState>): ReturnType<KnownWorld["row"]> {
  return Object.fromEntries(
    sampleColumns.map((column: NamedColumn) => {
      const value = state[column.name];
      if (Number.isNaN(value)) return [column.name, null];
      if (column.kind === "category") return [column.name, column.labels[value] ?? null];
      return [column.name, column.kind === "boolean" ? value === 1 : value];
    }),
  );
}

const [signalMechanism, scoreMechanism, churnMechanism, valueMechanism] = (
  ["engagement_signal", "engagement_score", "churn_probability", "lifetime_value_usd"] as const
).map(mechanismOf) as [Mechanism, Mechanism, Mechanism, Mechanism];

function mechanismOf(variable: Variable): Mechanism {
  const found = targetMechanisms.find((mechanism) => mechanism.variable === variable);
  // Every variable named above is a target's.
  return found!;
}

/** Averages over the noise that the columns cannot tell; overwrites the targets in `state`. */
function expectedTargets(state: CustomerState): Expected & Readonly<Record<TargetName, number>> {
  const score = columnNamed("engagement_score");
  const value = columnNamed("lifetime_value_usd");
  state.engagement_signal = signalMechanism.draw(state, 0.5);
  let [scores, churn, logValue] = [0, 0, 0];
  for (const noise of noiseMidpoints) {
    state.engagement_score = publishedValue(score, scoreMechanism.draw(state, noise));
    state.churn_probability = churnMechanism.draw(state, 0.5);
    scores += state.engagement_score;
    churn += state.churn_probability;
    logValue += Math.log(Math.max(0.01, publishedValue(value, valueMechanism.draw(state, 0.5))));
  }
  const slices = noiseMidpoints.length;
  return {
    engagement_score: scores / slices,
    churn_30_day: churn / slices,
    lifetime_value_usd: Math.exp(logValue / slices),
  };
}

/** The published columns among a target's causes, reached through other targets too, but through no other column. */
function directCausesOf(target: string): readonly string[] {
  const open = [target];
  const seen = new Set<string>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const parent of targetMechanisms.find((mechanism) => mechanism.variable === next)?.parents ?? []) {
      if (!seen.has(parent)) open.push(parent);
      seen.add(parent);
    }
  }
  const targets: readonly string[] = targetNames;
  return sampleColumns.map(({ name }) => name).filter((name) => seen.has(name) && !targets.includes(name));
}
