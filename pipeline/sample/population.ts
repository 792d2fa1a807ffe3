import type { ColumnName } from "./columns.ts";
import { contentMechanisms } from "./content.ts";
import { demographicMechanisms } from "./demographics.ts";
import { createConnectionGraph, degreesOf, eigenvectorCentrality } from "./graph.ts";
import { habitMechanisms } from "./habits.ts";
import { createActivityHistory, createHistoryPlayer, historyColumns, historyParents } from "./history.ts";
import type { ActivityHistory } from "./history.ts";
import { summariseHistory, type HistorySummary } from "./history-summary.ts";
import { marketMechanisms } from "./market.ts";
import { createCustomerState, type CustomerState, type Mechanism, type Variable } from "./mechanism.ts";
import { createNoiseStream } from "./noise.ts";
import { publishedValue, sampleColumns, type SampleColumn } from "./columns.ts";
import type { PopulationOptions } from "./options.ts";
import { socialMechanisms } from "./social.ts";
import { targetMechanisms } from "./targets.ts";
import { traitMechanisms } from "./traits.ts";

/** One step of the model in causal order: a mechanism, or the daily history with the columns read off it. */
export type ModelStep = {
  readonly variables: readonly Variable[];
  readonly parents: readonly Variable[];
  readonly doc: string;
};

/** Replaces what a variable would have been, for one customer. */
export type Override = (variable: Variable, drawn: number) => number;

export type Population = {
  /** Fills `state` (and `history`) with customer `index`, 0 … customers − 1, as it is without intervention. */
  draw(index: number, state: CustomerState, history: ActivityHistory): void;
  /** Draws again, with the same noise, only the steps that draw an `affected` variable, under `override`. */
  redraw(
    index: number,
    state: CustomerState,
    history: ActivityHistory,
    affected: ReadonlySet<Variable>,
    override: Override,
  ): void;
};

type RunnableStep = ModelStep & {
  readonly run: (index: number, state: CustomerState, history: ActivityHistory, override?: Override) => void;
};

const mechanismsBeforeHistory = [
  ...demographicMechanisms,
  ...socialMechanisms,
  ...marketMechanisms,
  ...contentMechanisms,
  ...habitMechanisms,
];

const graphStep: ModelStep = {
  variables: ["total_connections", "network_centrality"],
  parents: ["connection_propensity"],
  doc: "Degree and eigenvector centrality on a random graph (erased configuration model) drawn from the propensities of all customers.",
};

const historyStep: ModelStep = {
  variables: historyColumns,
  parents: historyParents,
  doc: "The daily history, and the six columns that are read off its last 7 or 30 days.",
};

/** The whole model in causal order: every variable with its parents and its relation in words. */
export const modelSteps: readonly ModelStep[] = [
  ...traitMechanisms.map(describe),
  graphStep,
  ...mechanismsBeforeHistory.map(describe),
  historyStep,
  ...targetMechanisms.map(describe),
];

const columnByName: ReadonlyMap<string, SampleColumn> = new Map(sampleColumns.map((column) => [column.name, column]));

/**
 * Draws the traits of everybody, builds the connection graph, and gives back a population whose customers can be
 * drawn one by one in any order.
 */
export function createPopulation(options: PopulationOptions): Population {
  const traitSteps = traitMechanisms.map((mechanism) => mechanismStep(mechanism, options.seed));
  const steps: readonly RunnableStep[] = [
    ...traitSteps,
    createGraphStep(options, traitSteps),
    ...mechanismsBeforeHistory.map((mechanism) => mechanismStep(mechanism, options.seed)),
    createHistoryStep(options),
    ...targetMechanisms.map((mechanism) => mechanismStep(mechanism, options.seed)),
  ];
  return {
    draw: (index, state, history) => {
      for (const step of steps) step.run(index, state, history);
    },
    redraw: (index, state, history, affected, override) => {
      for (const step of steps) {
        if (step.variables.some((variable) => affected.has(variable))) step.run(index, state, history, override);
      }
    },
  };
}

function describe(mechanism: Mechanism): ModelStep {
  return { variables: [mechanism.variable], parents: mechanism.parents, doc: mechanism.doc };
}

function mechanismStep(mechanism: Mechanism, seed: number): RunnableStep {
  const noise = createNoiseStream(seed, mechanism.variable);
  const { variable, draw } = mechanism;
  const column = columnByName.get(variable);
  return {
    ...describe(mechanism),
    run: (index, state, _history, override) => {
      const value = draw(state, noise.uniform(index));
      const drawn = column === undefined ? value : publishedValue(column, value);
      state[variable] = override === undefined ? drawn : override(variable, drawn);
    },
  };
}

function createGraphStep(options: PopulationOptions, traitSteps: readonly RunnableStep[]): RunnableStep {
  const state = createCustomerState();
  const history = createActivityHistory(0);
  const weights = new Float64Array(options.customers);
  for (let index = 0; index < options.customers; index++) {
    for (const step of traitSteps) step.run(index, state, history);
    weights[index] = state.connection_propensity;
  }
  const graph = createConnectionGraph(weights, options.seed);
  const degrees = degreesOf(graph);
  const centrality = eigenvectorCentrality(graph);
  return {
    ...graphStep,
    run: (index, into, _history, override) => {
      assign(into, "total_connections", degrees[index]!, override);
      assign(into, "network_centrality", centrality[index]!, override);
    },
  };
}

function createHistoryStep(options: PopulationOptions): RunnableStep {
  const play = createHistoryPlayer(options);
  const priorNoise = createNoiseStream(options.seed, "silence before the window");
  // Every entry is written by summariseHistory before it is read.
  const summary = Object.fromEntries(historyColumns.map((name) => [name, 0])) as HistorySummary;
  return {
    ...historyStep,
    run: (index, state, history, override) => {
      play(state, index, history);
      summariseHistory(history, state.tenure_days, priorNoise.uniform(index), summary);
      for (const name of historyColumns) assign(state, name, summary[name], override);
    },
  };
}

function assign(state: CustomerState, name: ColumnName, value: number, override: Override | undefined): void {
  const drawn = publishedValue(columnByName.get(name)!, value);
  state[name] = override === undefined ? drawn : override(name, drawn);
}
