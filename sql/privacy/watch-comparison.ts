import type { SqlValue } from "../port.ts";
import type { Population } from "./populations.ts";

/** How persons are spread over several populations at once. */
export type Spread = {
  /** Of each population compared, the persons from which on its groups are given. */
  readonly smallestGroups: readonly number[];
  /** Of each population compared, what is told of it. */
  readonly subjects: readonly (readonly string[])[];
  /** Persons that are alike in all of them. */
  readonly atoms: readonly Atom[];
};

export type Atom = {
  /** For each population the group they are in; null outside it, `several` where they are in more than one group. */
  readonly groups: readonly (string | typeof several | null)[];
  readonly persons: number;
};

/** In more than one group of a population, as a customer is in the groups of many days. */
export const several = Symbol("several");

/**
 * The query, in Athena's dialect, that counts persons by where they are in each population; `readSpread` reads its
 * rows. `from` leaves that many rows out. Populations that are conditions on the same table take one look at it, others are put together by person.
 */
export function comparisonQuery(populations: readonly Population[], from = 0): string {
  const [first] = populations;
  const table = first?.scan?.table;
  const scans = populations.flatMap(({ scan }) => (scan && scan.table === table ? [scan] : []));
  const inner =
    table !== undefined && scans.length === populations.length
      ? `SELECT ${scans.map(scanColumns).join(", ")} FROM ${table}`
      : byPerson(populations);
  const names = populations.flatMap(columnNames).join(", ");
  const page = from > 0 ? ` OFFSET ${from}` : "";
  return `SELECT ${names}, count(*) AS persons FROM (${inner}) AS spread GROUP BY ${names} ORDER BY ${names}${page}`;
}

/** 0 outside, 1 in one group, 2 in several; and the group's keys. */
function columnNames({ keyCount }: Population, index: number): readonly string[] {
  return [`in_${index}`, ...Array.from({ length: keyCount }, (_, key) => `key_${index}_${key}`)];
}

function scanColumns({ condition, keys }: NonNullable<Population["scan"]>, index: number): string {
  const where = (value: string) => (condition === null ? value : `CASE WHEN ${condition} THEN ${value} END`);
  const inside = condition === null ? "1" : `CASE WHEN ${condition} THEN 1 ELSE 0 END`;
  return [`${inside} AS in_${index}`, ...keys.map((key, place) => `${where(key)} AS key_${index}_${place}`)].join(", ");
}

function byPerson(populations: readonly Population[]): string {
  const branches = populations.map((population, index) => {
    const columns = populations.flatMap((other, place) =>
      columnNames(other, place).map((name, key) => {
        const value = place === index ? (key === 0 ? "1" : `key_${key - 1}`) : "NULL";
        return `${value} AS ${name}`;
      }),
    );
    return `SELECT person, ${columns.join(", ")} FROM (${population.members}) AS members_${index}`;
  });
  const columns = populations.flatMap((population, index) => {
    const [inside = "", ...keys] = columnNames(population, index);
    const spread = [
      `WHEN max(${inside}) IS NULL THEN 0`,
      ...keys.map((key) => `WHEN min(${key}) <> max(${key}) OR count(${key}) NOT IN (0, count(${inside})) THEN 2`),
    ];
    return [`CASE ${spread.join(" ")} ELSE 1 END AS ${inside}`, ...keys.map((key) => `min(${key}) AS ${key}`)];
  });
  return `SELECT ${columns.join(", ")} FROM (${branches.join(" UNION ALL ")}) AS rows_of_persons WHERE person IS NOT NULL GROUP BY person`;
}

export function readSpread(populations: readonly Population[], rows: readonly (readonly SqlValue[])[]): Spread {
  const atoms = rows.map((row): Atom => {
    let at = 0;
    const groups = populations.map(({ keyCount }) => {
      const inside = row[at];
      const keys = row.slice(at + 1, at + 1 + keyCount);
      at += 1 + keyCount;
      return inside === 0 ? null : inside === 1 ? JSON.stringify(keys) : several;
    });
    return { groups, persons: Number(row[at]) };
  });
  return {
    smallestGroups: populations.map(({ smallestGroup }) => smallestGroup),
    subjects: populations.map(({ subjects }) => subjects),
    atoms,
  };
}
