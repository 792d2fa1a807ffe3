import { createRandom } from "#core";

import type { SuiteCase } from "../load-cases.ts";

/** Cases that are asked together: one, or the turns of a dialog in their order. */
export type Unit = readonly SuiteCase[];

/** The first of the spread units, and all that have a case of one of the categories. */
export function chooseUnits(
  cases: readonly SuiteCase[],
  { seed, most, categories }: { readonly seed: number; readonly most: number; readonly categories: readonly string[] },
): readonly Unit[] {
  return spreadUnits(cases, seed).filter(
    (unit, place) => place < most || unit.some(({ category }) => categories.includes(category)),
  );
}

/**
 * The units in an order in which every beginning is spread over suites and categories: one of each kind, then a second of
 * each, drawn by the seed. Cases that share question, role and truth with one before them (none in a suite) stay.
 */
export function spreadUnits(cases: readonly SuiteCase[], seed: number): readonly Unit[] {
  const random = createRandom(seed);
  const kinds = new Map<string, Unit[]>();
  for (const unit of unitsOf(cases)) {
    const kind = `${unit[0]?.suite} ${unit[0]?.category}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), unit]);
  }
  const shuffled = [...kinds.values()].map((units) => {
    const left = [...units];
    return units.map(() => left.splice(random.integer(left.length), 1)[0] ?? []);
  });
  const longest = Math.max(...shuffled.map((units) => units.length), 0);
  return Array.from({ length: longest }, (_, place) =>
    shuffled.flatMap((units) => units.slice(place, place + 1)),
  ).flat();
}

function unitsOf(cases: readonly SuiteCase[]): readonly Unit[] {
  const units = new Map<string, SuiteCase[]>();
  for (const one of cases) {
    const key = one.dialog === null ? `case ${one.id}` : `dialog ${one.dialog}`;
    units.set(key, [...(units.get(key) ?? []), one]);
  }
  return [...units.values()];
}
