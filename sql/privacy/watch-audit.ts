import { createRandom, type Random } from "#core";

import { several, type Spread } from "./watch-comparison.ts";

/**
 * Fewest persons that some sum or difference of answers is about, where that is fewer than k; null where none is.
 * `wholesKnown` takes every population as known without its groups, too, whether or not it was asked for.
 */
export function fewestIsolated(spread: Spread, minimumGroupSize: number, wholesKnown = false): number | null {
  const subjects = new Set(spread.subjects.flat());
  const fewest = [...subjects].flatMap(
    (subject) => fewestOfSubject(onSubject(spread, subject), minimumGroupSize, wholesKnown) ?? [],
  );
  return fewest.length > 0 ? Math.min(...fewest) : null;
}

/** The populations of which something is told on that subject, over the same atoms. */
function onSubject(spread: Spread, subject: string): Spread {
  const isMeant = (_: unknown, index: number) => spread.subjects[index]?.includes(subject) ?? false;
  return {
    smallestGroups: spread.smallestGroups.filter(isMeant),
    subjects: spread.subjects.filter(isMeant),
    atoms: spread.atoms.map(({ groups, persons }) => ({ groups: groups.filter(isMeant), persons })),
  };
}

function fewestOfSubject(spread: Spread, minimumGroupSize: number, wholesKnown: boolean): number | null {
  const answers = [...answersOf(spread), ...(wholesKnown ? wholesOf(spread, minimumGroupSize) : [])];
  const sizes = spread.atoms.map((atom) => atom.persons);
  const found = [
    ...differences(answers, sizes, minimumGroupSize),
    ...combinations(answers, sizes, minimumGroupSize),
  ].filter((persons) => persons > 0 && persons < minimumGroupSize);
  return found.length > 0 ? Math.min(...found) : null;
}

/** The atoms whose persons one given number is about. */
export type Answer = ReadonlySet<number>;

/** Every group that is large enough to be given; the population as a whole where persons are in several of its groups. */
export function answersOf({ smallestGroups, atoms }: Spread): readonly Answer[] {
  const answers: Answer[] = [];
  for (const [index, smallestGroup] of smallestGroups.entries()) {
    const groups = new Map<string, Set<number>>();
    const overlap = atoms.some((atom) => atom.groups[index] === several);
    for (const [place, atom] of atoms.entries()) {
      const group = atom.groups[index];
      if (group == null) continue;
      const name = overlap || group === several ? "all" : group;
      const members = groups.get(name) ?? new Set();
      groups.set(name, members.add(place));
    }
    answers.push(...[...groups.values()].filter((members) => sizeOf(members, atoms) >= smallestGroup));
  }
  return answers;
}

function wholesOf({ smallestGroups, atoms }: Spread, minimumGroupSize: number): readonly Answer[] {
  return smallestGroups
    .map((_, index) => new Set(atoms.flatMap((atom, place) => (atom.groups[index] === null ? [] : [place]))))
    .filter((members) => sizeOf(members, atoms) >= minimumGroupSize);
}

/** Persons in at least one of the answers. */
export function personsTold({ atoms }: Spread, answers: readonly Answer[]): number {
  return sizeOf(new Set(answers.flatMap((answer) => [...answer])), atoms);
}

function sizeOf(members: Answer, atoms: Spread["atoms"]): number {
  let size = 0;
  for (const place of members) size += atoms[place]?.persons ?? 0;
  return size;
}

/** How many persons are in one of two answers and not in the other, for each two that may be near. */
function* differences(answers: readonly Answer[], sizes: readonly number[], near: number): Generator<number> {
  const totals = answers.map((answer) => sum([...answer].map((place) => sizes[place] ?? 0)));
  for (const [index, answer] of answers.entries()) {
    for (let other = 0; other < index; other++) {
      if (Math.abs((totals[index] ?? 0) - (totals[other] ?? 0)) >= near) continue;
      const others = answers[other] ?? new Set();
      const shared = sum([...answer].map((place) => (others.has(place) ? (sizes[place] ?? 0) : 0)));
      yield (totals[index] ?? 0) + (totals[other] ?? 0) - 2 * shared;
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The largest prime below 2^26: products of two residues are exact in a double. */
const prime = 67_108_859;

/**
 * Persons behind linear combinations of answers in which every atom of k persons or more cancels out. Answers are
 * rows over atoms; eliminating the large atoms' columns leaves the rows that only small atoms are in (the audit of
 * Chin and Özsoyoglu, 1982, for sums). Among those the lightest is looked for as in a code: eliminated in several
 * orders of the columns, the rows that are left have few of them (Prange, 1962). Exact where one combination is free,
 * a search where several are.
 * Residues stand for rationals; large atoms are mixed into a few columns by random weights, which keeps the
 * combinations that cancel with a failure chance of about answers / prime.
 */
function* combinations(
  answers: readonly Answer[],
  sizes: readonly number[],
  minimumGroupSize: number,
): Generator<number> {
  const small = sizes.flatMap((size, place) => (size < minimumGroupSize ? [place] : []));
  if (small.length === 0 || answers.length < 2) return;
  const random = createRandom(1);
  const mixedCount = answers.length + 8;
  const free = rowsOf(answers, sizes.length, small, mixedCount, random);
  free.splice(0, eliminate(free, range(0, mixedCount)));
  // The heavy ones first: what is left without them is light.
  let order: readonly number[] = range(0, small.length).toSorted(
    (a, b) => (sizes[small[b]!] ?? 0) - (sizes[small[a]!] ?? 0),
  );
  const worth = Math.floor(mostSteps / (free.length ** 2 * small.length + 1));
  const orders = free.length === 1 ? 1 : Math.max(1, Math.min(mostOrders, worth));
  for (let round = 0; round < orders; round++) {
    eliminate(
      free,
      order.map((column) => mixedCount + column),
    );
    for (const row of free) {
      yield sum(small.map((place, column) => (row[mixedCount + column] === 0 ? 0 : (sizes[place] ?? 0))));
    }
    order = shuffled(order, random);
  }
}

/** Orders of the columns that are tried where more than one combination is free, and steps they may take together. */
const mostOrders = 12;
const mostSteps = 4e7;

/** The answers over random mixtures of the large atoms, and after them over each small atom. */
function rowsOf(
  answers: readonly Answer[],
  atomCount: number,
  small: readonly number[],
  mixedCount: number,
  random: Random,
): Float64Array[] {
  const columnOf = new Map(small.map((place, column) => [place, mixedCount + column]));
  const weights = range(0, atomCount).map((place) =>
    columnOf.has(place) ? [] : range(0, mixedCount).map(() => random.integer(prime)),
  );
  return answers.map((answer) => {
    const row = new Float64Array(mixedCount + small.length);
    for (const place of answer) {
      const column = columnOf.get(place);
      if (column !== undefined) row[column] = 1;
      for (const [mixed, weight] of weights[place]!.entries()) row[mixed] = (row[mixed]! + weight) % prime;
    }
    return row;
  });
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function shuffled(values: readonly number[], random: Random): readonly number[] {
  const keyed = values.map((value) => [random.uniform(), value] as const);
  return keyed.toSorted(([a], [b]) => a - b).map(([, value]) => value);
}

/** Gauss and Jordan's elimination of columns in their order, in place; how many rows hold a pivot, which come first. */
function eliminate(rows: Float64Array[], columns: readonly number[]): number {
  let done = 0;
  for (const column of columns) {
    if (done === rows.length) break;
    const found = rows.findIndex((row, index) => index >= done && row[column] !== 0);
    if (found < 0) continue;
    const pivot = rows[found]!;
    rows[found] = rows[done]!;
    rows[done] = pivot;
    const inverse = power(pivot[column]!, prime - 2);
    for (let at = 0; at < pivot.length; at++) pivot[at] = (pivot[at]! * inverse) % prime;
    for (const row of rows) {
      const factor = row[column]!;
      if (row === pivot || factor === 0) continue;
      for (let at = 0; at < row.length; at++) {
        if (pivot[at] !== 0) row[at] = (row[at]! + (prime - factor) * pivot[at]!) % prime;
      }
    }
    done++;
  }
  return done;
}

/** `base` to `exponent`, by squaring, as a residue. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let left = exponent, square = base; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}
