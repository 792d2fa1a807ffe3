import type { Principal } from "#agent";
import { may } from "#core";
import type { Domain, Table } from "#knowledge";
import type { RunQuery } from "#sql";

import type { HeldTable } from "./operations/customer-operations.ts";

/** Rows of one customer in one table, at most. */
const mostRows = 1_000;

/**
 * Part of the mains: reads a customer's rows from every table that keeps rows of single customers, through the guard
 * with the rights of who asks. `customerId` must have the form of an id.
 */
export async function readHeldTables(
  deps: { readonly domain: Domain; readonly runQuery: RunQuery },
  customerId: string,
  { id: person, role }: Principal,
  signal: AbortSignal,
): Promise<readonly HeldTable[]> {
  const { domain, runQuery } = deps;
  const id = domain.entity.column;
  const held: HeldTable[] = [];
  for (const table of domain.tables.filter((candidate) => isReadable(candidate, deps.domain, role))) {
    const visible = table.columns.filter(
      ({ privacy }) =>
        privacy === "public" || privacy === "internal" || (privacy === "confidential" && may(role, "see-confidential")),
    );
    const columns = visible.map(({ name }) => name).join(", ");
    const sql = `SELECT ${columns} FROM ${table.name} WHERE ${id} = '${customerId.replaceAll("'", "''")}'`;
    const result = await runQuery({ sql, role, person, maxRows: mostRows, signal });
    const { rows, rowCount, truncated } = result;
    const withheldColumns = table.columns.filter((column) => !visible.includes(column)).map(({ name }) => name);
    held.push({ table: table.name, columns: result.columns, rows, rowCount, truncated, withheldColumns });
  }
  return held;
}

function isReadable({ open, columns }: Table, { entity }: Domain, role: Principal["role"]): boolean {
  if (!columns.some(({ name }) => name === entity.column)) return false;
  return open === "analyst" || (open === "steward" && may(role, "see-confidential"));
}
