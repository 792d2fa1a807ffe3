import { refuseForPrivacy } from "../refuse.ts";
import { nameOf, type Population } from "./populations.ts";
import { answersOf, fewestIsolated, personsTold } from "./watch-audit.ts";
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

/** What may be told: populations the person was not told of before, and how large their groups must be. */
export type Judgement = { readonly fresh: readonly Population[]; readonly smallestGroup: number };

/** In multiples of k: sizes below which groups are withheld, tried in turn where smaller ones would tell too much. */
const thresholds = [1, 1.5, 2, 3, 5, 10];

/**
 * Judges a query's populations beside the known ones, and among themselves. Where their groups would single out fewer
 * than k persons by difference, or would once the total is asked for too, a larger smallest group is looked for that
 * withholds more (secondary suppression, Cox 1980) and still tells of half the persons. Throws `PRIVACY_REFUSED` where
 * no such size helps beside what was told, or the overlaps cannot be counted. As many of the known ones as may fit are
 * compared at once, since three answers can tell what no two do; each is compared at least by itself.
 */
export async function judgePopulations(
  populations: readonly Population[],
  known: readonly Population[],
  minimumGroupSize: number,
  count: CountSpread,
): Promise<Judgement> {
  const again = known.filter((one) => populations.some((other) => nameOf(other) === nameOf(one)));
  // Asked again, groups stay withheld that were so before.
  const floor = Math.max(minimumGroupSize, ...again.map((one) => one.smallestGroup));
  const fresh = populations.filter((one) => !again.some((other) => nameOf(other) === nameOf(one)));
  const told = (smallestGroup: number) => ({ fresh: fresh.map((one) => ({ ...one, smallestGroup })), smallestGroup });
  if (fresh.length === 0 || (fresh.length === 1 && known.length === 0 && fresh[0]?.keyCount === 0)) return told(floor);
  const comparisons = await compareAll(fresh, known, count);
  const sizes = thresholds.map((times) => times * minimumGroupSize).filter((size) => size >= floor);
  for (const wholesKnown of [true, false]) {
    for (const size of new Set([floor, ...sizes])) {
      const isApart = comparisons.every(({ spread, freshCount }) => {
        const raised = withSmallest(spread, freshCount, size);
        return (
          tellsEnough(withSmallest(spread, freshCount, floor), raised, freshCount) &&
          fewestIsolated(raised, minimumGroupSize, wholesKnown) === null
        );
      });
      if (isApart) return told(size);
    }
  }
  throw refuseForPrivacy(
    `Beside what was answered before, or within itself, the query tells of fewer than ${minimumGroupSize} persons by the difference.`,
    `Ask for the same groups as before, for groups that differ by at least ${minimumGroupSize} persons, or without the total or the small groups.`,
  );
}

/** A spread whose first populations are the fresh ones. */
type Comparison = { readonly spread: Spread; readonly freshCount: number };

async function compareAll(
  fresh: readonly Population[],
  known: readonly Population[],
  count: CountSpread,
): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const pack of packsOf(known.toReversed(), fresh)) {
    const spread = fits(fresh.concat(pack)) ? await count(fresh.concat(pack)) : null;
    if (spread) comparisons.push({ spread, freshCount: fresh.length });
    else comparisons.push(...(await comparePairs(fresh, pack, count)));
  }
  return comparisons;
}

async function comparePairs(
  fresh: readonly Population[],
  pack: readonly Population[],
  count: CountSpread,
): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const [index, one] of fresh.entries()) {
    for (const [place, other] of [...fresh.slice(0, index), ...pack].entries()) {
      const spread = await count([one, other]);
      if (!spread) throw tooMany();
      comparisons.push({ spread, freshCount: place < index ? 2 : 1 });
    }
  }
  return comparisons;
}

function withSmallest(spread: Spread, freshCount: number, size: number): Spread {
  return {
    ...spread,
    smallestGroups: spread.smallestGroups.map((before, index) => (index < freshCount ? size : before)),
  };
}

/** Whether of each fresh population's persons at least half are still told of. */
function tellsEnough(before: Spread, after: Spread, freshCount: number): boolean {
  return before.smallestGroups.slice(0, freshCount).every((_, index) => {
    const of = (spread: Spread) => {
      const alone = {
        smallestGroups: spread.smallestGroups.slice(index, index + 1),
        subjects: spread.subjects.slice(index, index + 1),
        atoms: spread.atoms.map(({ groups, persons }) => ({ groups: groups.slice(index, index + 1), persons })),
      };
      return personsTold(alone, answersOf(alone));
    };
    return of(after) >= of(before) / 2;
  });
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
