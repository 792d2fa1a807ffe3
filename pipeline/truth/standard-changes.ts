import { createRandom } from "#core";
import { inputColumns, type Column, type CustomerRow, type Domain } from "#knowledge";
import { quantile } from "#ml";

import type { Settings } from "./known-world.ts";

/** One lever moved to within reach, for every customer for whom that is a change. */
export type StandardChange = {
  readonly lever: string;
  readonly moved: readonly {
    readonly customer: number;
    /** The lever alone. */
    readonly lever: Settings;
    /** The lever and what it carries, as a what-if of the product sets them. */
    readonly all: Settings;
  }[];
};

/**
 * The change that models are judged on, for each lever: to the third quartile of comparable customers in its good
 * direction (the first where lower is better), or to the better value of a settable lever, with the columns that it
 * carries taken from a random customer who has that value. Who is there already is left out.
 */
export function standardChanges(domain: Domain, rows: readonly CustomerRow[], seed: number): StandardChange[] {
  const levers = inputColumns(domain).filter((column) => column.lever !== null);
  return levers.map((column) => {
    const moved = column.lever?.direction === "set" ? setTo(column, rows, seed) : moveToQuartile(domain, column, rows);
    return { lever: column.name, moved };
  });
}

function setTo({ name, lever }: Column, rows: readonly CustomerRow[], seed: number): StandardChange["moved"] {
  if (lever?.direction !== "set") return [];
  const random = createRandom(seed);
  const donors = rows.filter((row) => row[name] === lever.to);
  return rows.flatMap((row, customer) => {
    if (row[name] !== lever.from || donors.length === 0) return [];
    const donor = donors[random.integer(donors.length)];
    const carried = Object.fromEntries(lever.carries.map((carriedName) => [carriedName, donor?.[carriedName] ?? null]));
    const alone = { [name]: lever.to };
    return [{ customer, lever: alone, all: { ...alone, ...carried } }];
  });
}

function moveToQuartile(domain: Domain, column: Column, rows: readonly CustomerRow[]): StandardChange["moved"] {
  const isUp = column.lever?.direction === "up";
  const groupOf = (row: CustomerRow) => JSON.stringify(domain.results.comparableBy.map((name) => row[name] ?? null));
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const value = row[column.name];
    if (typeof value !== "number") continue;
    const known = groups.get(groupOf(row));
    if (known) known.push(value);
    else groups.set(groupOf(row), [value]);
  }
  const targets = new Map([...groups].map(([group, values]) => [group, reachable(column, values, isUp ? 0.75 : 0.25)]));
  return rows.flatMap((row, customer) => {
    const value = row[column.name];
    const target = targets.get(groupOf(row));
    if (typeof value !== "number" || target === undefined || isCarriedByUnset(domain, row, column)) return [];
    if (isUp ? target <= value : target >= value) return [];
    const settings = { [column.name]: target };
    return [{ customer, lever: settings, all: settings }];
  });
}

function reachable(column: Column, values: readonly number[], share: number): number {
  const target = quantile(values, share);
  return column.type === "int" ? Math.round(target) : target;
}

/** Whether the column means something only to those who have another lever set, and this customer has not. */
function isCarriedByUnset(domain: Domain, row: CustomerRow, column: Column): boolean {
  return inputColumns(domain).some(
    ({ name, lever }) => lever?.direction === "set" && lever.carries.includes(column.name) && row[name] === lever.from,
  );
}
