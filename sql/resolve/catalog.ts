import { may, type Role } from "#core";
import type { Column, Domain, Table } from "#knowledge";

import { refuse } from "../refuse.ts";
import {
  booleanType,
  dateType,
  doubleType,
  integerType,
  timestampType,
  varcharType,
  type SqlType,
} from "../syntax/types.ts";

/** The tables that one role may name. */
export type Catalog = {
  /** The table that a path of one to three names means. Throws `SQL_REFUSED` when there is none for this role. */
  readonly find: (path: readonly string[]) => Table;
};

/** A column's type in Athena, by the domain's word for it. */
export const columnTypes: Readonly<Record<Column["type"], SqlType>> = {
  string: varcharType,
  int: integerType,
  double: doubleType,
  boolean: booleanType,
  date: dateType,
  timestamp: timestampType,
};

/** The catalogue of `role`: what is open to it, and of that what holds a column it may see at all. */
export function createCatalog(domain: Domain, role: Role): Catalog {
  const open = domain.tables.filter(
    (table) => table.open === "analyst" || (table.open === "steward" && may(role, "see-confidential")),
  );
  const names = open.map((table) => table.name).join(", ");
  return {
    find: (path) => {
      const name = path.at(-1) ?? "";
      const database = path.at(-2);
      const catalog = path.length === 3 ? path[0] : undefined;
      const candidates = open.filter(
        (table) => table.name === name && (database === undefined || table.database === database),
      );
      // Unqualified names mean the analytics database first, then whichever has the name alone.
      const analytics = candidates.find((table) => table.database === domain.databases.analytics);
      const found =
        database === undefined ? (analytics ?? (candidates.length === 1 ? candidates[0] : undefined)) : candidates[0];
      if (found && path.length <= 3 && (catalog === undefined || catalog === "awsdatacatalog")) return found;
      throw refuse(`The table ${path.join(".")} is not open to queries.`, `The tables are ${names}.`);
    },
  };
}
