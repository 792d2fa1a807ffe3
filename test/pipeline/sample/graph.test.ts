import { describe, expect, it } from "vitest";
import {
  createConnectionGraph,
  degreesOf,
  eigenvectorCentrality,
  type ConnectionGraph,
} from "../../../pipeline/sample/graph.ts";
import { createNoiseStream } from "../../../pipeline/sample/noise.ts";
import { mean } from "./drawn-population.ts";

const noise = createNoiseStream(5, "weights");
const weights = Float64Array.from({ length: 20_000 }, (_, i) => 6 * noise.uniform(i) ** (-1 / 1.5));
const graph = createConnectionGraph(weights, 42);

function graphOf(edges: readonly (readonly [number, number])[], nodes: number): ConnectionGraph {
  const rows = Array.from({ length: nodes }, (_, i) => edges.flatMap(([a, b]) => (a === i ? [b] : b === i ? [a] : [])));
  const offsets = Float64Array.from([0, ...rows.map((_, i) => rows.slice(0, i + 1).flat().length)]);
  return { offsets, neighbours: Uint32Array.from(rows.flat()) };
}

describe("createConnectionGraph", () => {
  it("is a simple undirected graph: no loops, no double edges, every edge seen from both ends", () => {
    const edges = new Set<string>();
    for (let i = 0; i < weights.length; i++) {
      for (let k = graph.offsets[i]!; k < graph.offsets[i + 1]!; k++) edges.add(`${i}-${graph.neighbours[k]}`);
    }
    expect(edges.size).toBe(graph.neighbours.length);
    for (const edge of edges) {
      const [a, b] = edge.split("-");
      if (a === b || !edges.has(`${b}-${a}`)) expect.unreachable(`edge ${edge} is a loop or seen from one end only`);
    }
  });

  it("gives every customer nearly the degree asked for, erasing few edges", () => {
    const cutOff = Math.sqrt(mean(weights) * weights.length);
    const wanted = weights.map((weight) => Math.round(Math.min(weight, cutOff)));
    expect(degreesOf(graph).every((degree, i) => degree <= wanted[i]!)).toBe(true);
    expect(mean(degreesOf(graph)) / mean(wanted)).toBeGreaterThan(0.95);
  });

  it("has a power-law tail of exponent 2.5 (Hill's estimator of the tail index, 1.5)", () => {
    const tail = degreesOf(graph).toSorted().slice(-1_000, -20);
    const threshold = tail[0]!;
    const index = 1 / mean(tail.map((degree) => Math.log(degree / threshold)));
    // The cut-off and the left-out top make the estimate a little high; 4 standard errors are 0.2.
    expect(index).toBeGreaterThan(1.2);
    expect(index).toBeLessThan(2);
  });

  it("is the same for the same seed and another for another", () => {
    const small = weights.subarray(0, 500).slice();
    expect(createConnectionGraph(small, 1)).toEqual(createConnectionGraph(small, 1));
    expect(createConnectionGraph(small, 1).neighbours).not.toEqual(createConnectionGraph(small, 2).neighbours);
  });
});

describe("eigenvectorCentrality", () => {
  it("gives the leaves of a star 1/√leaves of the hub, though the star is bipartite", () => {
    const star = graphOf(
      [1, 2, 3, 4].map((leaf) => [0, leaf] as const),
      5,
    );
    const centrality = eigenvectorCentrality(star);
    expect(centrality[0]).toBe(1);
    for (const leaf of [1, 2, 3, 4]) expect(centrality[leaf]).toBeCloseTo(0.5, 6);
  });

  it("gives the inner nodes of a path of four the golden ratio over the ends, and an isolated node 0", () => {
    const centrality = eigenvectorCentrality(
      graphOf(
        [
          [0, 1],
          [1, 2],
          [2, 3],
        ],
        5,
      ),
    );
    expect(1 / centrality[0]!).toBeCloseTo((1 + Math.sqrt(5)) / 2, 5);
    expect(centrality[1]).toBeCloseTo(1, 6);
    expect(centrality[4]!).toBeLessThan(1e-6);
  });

  it("solves A v = λ v on the random graph", () => {
    const v = eigenvectorCentrality(graph);
    const product = v.map((_, i) => {
      let sum = 0;
      for (let k = graph.offsets[i]!; k < graph.offsets[i + 1]!; k++) sum += v[graph.neighbours[k]!]!;
      return sum;
    });
    const eigenvalue = Math.max(...product);
    for (let i = 0; i < v.length; i++) expect(Math.abs(product[i]! / eigenvalue - v[i]!)).toBeLessThan(1e-6);
  });
});
