import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { fewestIsolated } from "../../sql/privacy/watch-audit.ts";
import { several, type Spread } from "../../sql/privacy/watch-comparison.ts";

const seed = 20_261_121;
const k = 10;

function spread(atoms: readonly (readonly [persons: number, ...groups: Spread["atoms"][number]["groups"]])[]): Spread {
  return {
    smallestGroups: Array.from({ length: (atoms[0]?.length ?? 1) - 1 }, () => k),
    subjects: (atoms[0] ?? []).slice(1).map(() => ["persons"]),
    atoms: atoms.map(([persons, ...groups]) => ({ persons, groups })),
  };
}

describe("the fewest persons that sums and differences of answers are about", () => {
  test("of one population and its part", () => {
    expect(
      fewestIsolated(
        spread([
          [90, "all", "part"],
          [3, "all", null],
        ]),
        k,
      ),
    ).toBe(3);
    expect(
      fewestIsolated(
        spread([
          [90, "all", "part"],
          [10, "all", null],
        ]),
        k,
      ),
    ).toBe(null);
    expect(fewestIsolated(spread([[90, "all", "part"]]), k)).toBe(null);
  });

  test("of a total and groups of which one is withheld", () => {
    expect(
      fewestIsolated(
        spread([
          [50, "all", "a"],
          [40, "all", "b"],
          [4, "all", "c"],
        ]),
        k,
      ),
    ).toBe(4);
    // Two withheld groups hide each other.
    expect(
      fewestIsolated(
        spread([
          [50, "all", "a"],
          [40, "all", "b"],
          [6, "all", "c"],
          [7, "all", "d"],
        ]),
        k,
      ),
    ).toBe(null);
  });

  test("of populations that overlap without one being part of the other", () => {
    expect(
      fewestIsolated(
        spread([
          [50, "a", "b"],
          [2, "a", null],
          [3, null, "b"],
        ]),
        k,
      ),
    ).toBe(5);
  });

  test("of three answers of which no two are near", () => {
    expect(
      fewestIsolated(
        spread([
          [50, "all", "b", null],
          [40, "all", null, "c"],
          [3, "all", null, null],
        ]),
        k,
      ),
    ).toBe(3);
  });

  test("takes a population whose groups share persons as a whole", () => {
    expect(
      fewestIsolated(
        spread([
          [50, "all", several],
          [40, "all", "monday"],
          [3, "all", null],
        ]),
        k,
      ),
    ).toBe(3);
    expect(
      fewestIsolated(
        spread([
          [50, "all", several],
          [3, "all", "monday"],
        ]),
        k,
      ),
    ).toBe(null);
  });
});

/** Every sum of the answers with the factors −1, 0 and 1, by trying them all. */
function fewestByTrying({ smallestGroups, atoms }: Spread): number | null {
  const answers: number[][] = [];
  for (const index of smallestGroups.keys()) {
    const names = new Set(atoms.map((atom) => atom.groups[index]).filter((group) => group !== null));
    for (const name of names) {
      const members = atoms.flatMap((atom, place) => (atom.groups[index] === name ? [place] : []));
      const size = members.reduce((sum, place) => sum + (atoms[place]?.persons ?? 0), 0);
      if (size >= k) answers.push(atoms.map((_, place) => (members.includes(place) ? 1 : 0)));
    }
  }
  let fewest: number | null = null;
  for (let code = 1; code < 3 ** answers.length; code++) {
    const factors = answers.map((_, index) => (Math.floor(code / 3 ** index) % 3) - 1);
    const persons = atoms.reduce((sum, atom, place) => {
      const factor = answers.reduce((total, answer, index) => total + (answer[place] ?? 0) * (factors[index] ?? 0), 0);
      return sum + (factor === 0 ? 0 : atom.persons);
    }, 0);
    if (persons > 0 && persons < k) fewest = Math.min(fewest ?? k, persons);
  }
  return fewest;
}

const group = fc.constantFrom(null, "a", "b");
const spreads = fc
  .uniqueArray(fc.tuple(group, group, group), { minLength: 2, maxLength: 9, selector: (groups) => groups.join() })
  .chain((cells) =>
    fc
      .array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 80 })), {
        minLength: cells.length,
        maxLength: cells.length,
      })
      .map((sizes): Spread => ({
        smallestGroups: [k, k, k],
        subjects: [["persons"], ["persons"], ["persons"]],
        atoms: cells.map((groups, place) => ({ groups, persons: sizes[place] ?? 1 })),
      })),
  );

test("finds a leak wherever trying all sums and differences does", () => {
  let leaks = 0;
  fc.assert(
    fc.property(spreads, (random) => {
      const tried = fewestByTrying(random);
      if (tried === null) return;
      leaks++;
      expect(fewestIsolated(random, k)).not.toBe(null);
    }),
    { seed, numRuns: 3_000 },
  );
  expect(leaks).toBeGreaterThan(300);
});
