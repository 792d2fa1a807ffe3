import { refuseForPrivacy } from "../refuse.ts";
import type { Population } from "./populations.ts";
import { fewestIsolated } from "./watch-audit.ts";
import { comparisonQuery, type Spread } from "./watch-comparison.ts";

/** Rows that a comparison may have, combinations of groups over all populations in it; and those that are aimed at. */
export const mostAtoms = 12_000;
const expectedAtoms = 2_000;
/** Characters of a comparison's text, and tables in it; the guard reads a little more. */
const longestText = 12_000;
const mostPopulationsAtOnce = 8;
/** Groups that a key is taken to make, before anybody has looked. */
const groupsPerKey = 12;

/** Counts persons over populations; null where there are too many combinations, or the engine cannot. */
export type CountSpread = (together: readonly Population[]) => Promise<Spread | null>;

/**
 * The populations of a query that the person was not told of before. Throws `PRIVACY_REFUSED` where, with the known
 * ones and among themselves, they single out fewer than k persons, or where that cannot be counted. As many of the
 * known ones as may fit are compared at once, since three answers can tell what no two do; each is compared at least
 * by itself.
 */
export async function judgePopulations(
  populations: readonly Population[],
  known: readonly Population[],
  minimumGroupSize: number,
  count: CountSpread,
): Promise<readonly Population[]> {
  const fresh = populations.filter((one) => !known.some((other) => other.members === one.members));
  if (fresh.length === 0 || (fresh.length === 1 && known.length === 0)) return fresh;
  for (const pack of packsOf(known.toReversed(), fresh)) {
    const spread = fits(fresh.concat(pack)) ? await count(fresh.concat(pack)) : null;
    if (spread) assertApart(spread, minimumGroupSize);
    else await judgePairs(fresh, pack, minimumGroupSize, count);
  }
  return fresh;
}

async function judgePairs(
  fresh: readonly Population[],
  pack: readonly Population[],
  minimumGroupSize: number,
  count: CountSpread,
): Promise<void> {
  for (const [index, one] of fresh.entries()) {
    for (const other of [...fresh.slice(0, index), ...pack]) {
      const spread = await count([one, other]);
      if (!spread) throw tooMany();
      assertApart(spread, minimumGroupSize);
    }
  }
}

function assertApart(spread: Spread, minimumGroupSize: number): void {
  if (fewestIsolated(spread, minimumGroupSize) === null) return;
  throw refuseForPrivacy(
    `Beside what was answered before, or within itself, the query tells of fewer than ${minimumGroupSize} persons by the difference.`,
    `Ask for the same groups as before, for groups that differ by at least ${minimumGroupSize} persons, or without the total or the small groups.`,
  );
}

function tooMany(): Error {
  return refuseForPrivacy(
    "The query makes too many groups to be compared with what was answered before.",
    "Group by fewer columns, or by coarser ones.",
  );
}

/** The known ones, as many together as are likely to fit; one empty pack where there are none. */
function packsOf(known: readonly Population[], fresh: readonly Population[]): readonly (readonly Population[])[] {
  const packs: Population[][] = [[]];
  // Scans first: together they are one look at a table, which any other among them would end.
  for (const population of known.toSorted((a, b) => Number(a.scan === null) - Number(b.scan === null))) {
    const last = packs.at(-1) ?? [];
    const isSameWay = last.length === 0 || (last[0]?.scan === null) === (population.scan === null);
    if (last.length === 0 || (isSameWay && fits([...fresh, ...last, population]))) last.push(population);
    else packs.push([population]);
  }
  return packs;
}

function fits(together: readonly Population[]): boolean {
  if (together.length > mostPopulationsAtOnce || comparisonQuery(together).length > longestText) return false;
  // Populations by the same keys cut persons in the same way.
  const keys = new Set(
    together.flatMap(({ scan, members, keyCount }) => (keyCount > 0 ? (scan?.keys ?? [members]) : [])),
  );
  const conditions = together.length - 1;
  return groupsPerKey ** keys.size * 2 ** conditions <= expectedAtoms;
}
