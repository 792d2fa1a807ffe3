import { createRandom } from "#core";

/** Stream of `createRandom` that shuffles the stubs. */
const shuffleStream = 7_001;
const maximumIterations = 100;
const tolerance = 1e-9;

/** An undirected simple graph in compressed rows: neighbours of i are `neighbours[offsets[i] … offsets[i + 1])`, sorted. */
export type ConnectionGraph = { readonly offsets: Float64Array; readonly neighbours: Uint32Array };

/**
 * Erased configuration model (Britton, Deijfen, Martin-Löf 2006): every customer gets as many stubs as its weight
 * says, stubs are paired at random, loops and double edges are erased. Weights are cut at √(mean · n), the
 * structural cut-off (Catanzaro, Boguñá, Pastor-Satorras 2005), below which erasing hardly changes the degrees.
 *
 * @param weights expected degrees, non-negative, one for each customer
 */
export function createConnectionGraph(weights: Float64Array, seed: number): ConnectionGraph {
  const stubs = shuffledStubs(weights, seed);
  const customers = weights.length;
  const offsets = new Float64Array(customers + 1);
  const pairs = stubs.length - (stubs.length % 2);
  for (let i = 0; i < pairs; i++) offsets[stubs[i]! + 1]!++;
  for (let i = 0; i < customers; i++) offsets[i + 1]! += offsets[i]!;
  const next = offsets.slice();
  const neighbours = new Uint32Array(pairs);
  for (let i = 0; i < pairs; i += 2) {
    const a = stubs[i]!;
    const b = stubs[i + 1]!;
    neighbours[next[a]!++] = b;
    neighbours[next[b]!++] = a;
  }
  return eraseRepeats(offsets, neighbours);
}

/** Number of neighbours of each customer. */
export function degreesOf(graph: ConnectionGraph): Float64Array {
  return Float64Array.from({ length: graph.offsets.length - 1 }, (_, i) => graph.offsets[i + 1]! - graph.offsets[i]!);
}

/**
 * Eigenvector centrality (Bonacich 1972), scaled so that the largest is 1. Power iteration on A + I, which has the
 * same leading vector as A and also converges on bipartite parts; stops when no entry moves by more than 1e−9 of
 * the largest, or after 100 rounds. Isolated customers have 0.
 */
export function eigenvectorCentrality(graph: ConnectionGraph): Float64Array {
  const customers = graph.offsets.length - 1;
  let current = degreesOf(graph).map((degree) => (degree > 0 ? 1 : 0));
  let next = new Float64Array(customers);
  for (let round = 0; round < maximumIterations; round++) {
    let largest = 0;
    for (let i = 0; i < customers; i++) {
      let sum = current[i]!;
      const end = graph.offsets[i + 1]!;
      for (let edge = graph.offsets[i]!; edge < end; edge++) sum += current[graph.neighbours[edge]!]!;
      next[i] = sum;
      if (sum > largest) largest = sum;
    }
    if (largest === 0) return next;
    let change = 0;
    for (let i = 0; i < customers; i++) {
      next[i]! /= largest;
      change = Math.max(change, Math.abs(next[i]! - current[i]!));
    }
    [current, next] = [next, current];
    if (change < tolerance) break;
  }
  return current;
}

function shuffledStubs(weights: Float64Array, seed: number): Uint32Array {
  const customers = weights.length;
  const mean = weights.reduce((total, weight) => total + weight, 0) / Math.max(1, customers);
  const cutOff = Math.sqrt(Math.max(1, mean) * customers);
  const counts = weights.map((weight) => Math.round(Math.min(weight, cutOff)));
  const stubs = new Uint32Array(counts.reduce((total, count) => total + count, 0));
  let filled = 0;
  for (let i = 0; i < customers; i++) {
    stubs.fill(i, filled, filled + counts[i]!);
    filled += counts[i]!;
  }
  // Fisher and Yates, in Durstenfeld's form.
  const random = createRandom(seed, shuffleStream);
  for (let i = stubs.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const kept = stubs[i]!;
    stubs[i] = stubs[j]!;
    stubs[j] = kept;
  }
  return stubs;
}

function eraseRepeats(offsets: Float64Array, neighbours: Uint32Array): ConnectionGraph {
  const customers = offsets.length - 1;
  const kept = new Float64Array(customers + 1);
  let write = 0;
  for (let i = 0; i < customers; i++) {
    const row = neighbours.subarray(offsets[i], offsets[i + 1]).sort();
    let previous = -1;
    for (const neighbour of row) {
      if (neighbour !== i && neighbour !== previous) neighbours[write++] = neighbour;
      previous = neighbour;
    }
    kept[i + 1] = write;
  }
  return { offsets: kept, neighbours: neighbours.slice(0, write) };
}
