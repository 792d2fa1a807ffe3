import type { Role } from "#core";
import type { Domain, Table } from "#knowledge";

import { athena } from "../print/athena.ts";
import { duckdb } from "../print/duckdb.ts";
import { printQuery } from "../print/print-query.ts";
import { nameOf, type Population } from "../privacy/populations.ts";
import { rightsOf } from "../privacy/rights.ts";
import { createPrivacyRules } from "../privacy/rules.ts";
import { refuseForPrivacy } from "../refuse.ts";
import { createCatalog } from "../resolve/catalog.ts";
import { resolveQuery } from "../resolve/resolve-query.ts";
import { emptyScope, type Check } from "../resolve/scope.ts";
import { parseStatement } from "../syntax/parse-query.ts";
import { typeName } from "../syntax/types.ts";
import type { ResultColumn } from "../port.ts";

export type GuardRequest = {
  /** One query in Athena's dialect. */
  readonly sql: string;
  readonly role: Role;
  /** Groups of protected persons are given from so many on; the policy's k where left out or lower. */
  readonly smallestGroup?: number;
  /** Rows returned at most. */
  readonly maxRows: number;
};

export type CheckedQuery = {
  /** The query as it may run, in Athena's dialect. */
  readonly athenaSql: string;
  /** The same for DuckDB, with one row more than the cap where the cap binds: that row tells that there were more. */
  readonly duckdbSql: string;
  /** The columns that come out, with Athena's types. */
  readonly outputs: readonly ResultColumn[];
  /** For each output, in order: the tables' columns that it is made from, as table.column. */
  readonly lineage: readonly (readonly string[])[];
  /** Whether its rows are single persons', with an id or without; those of groups are not. */
  readonly isIndividual: boolean;
  /** Whether the cap on rows stands in for the query's own LIMIT, and the query could give more than one row. */
  readonly isCapped: boolean;
  /** Tables read, as database.table. */
  readonly tables: readonly string[];
  /** Columns read, as table.column. */
  readonly columns: readonly string[];
  /** What was changed or withheld, in plain words. */
  readonly notices: readonly string[];
  /** The groups of persons it tells of that privacy protects from this role; none where it shows single rows. */
  readonly populations: readonly Population[];
};

export type Guard = {
  /**
   * Reads, checks and rewrites one query for one role. Throws `SQL_REFUSED` or `PRIVACY_REFUSED`, whose detail names
   * the part of the query and whose hint says how to mend it.
   */
  readonly check: (request: GuardRequest) => CheckedQuery;
};

/**
 * The guard over a domain's tables. A query passes only as a tree whose every node, name, function and column is
 * known and open to the role; what runs is printed from that tree, never the text that came in.
 */
export function createGuard(options: { readonly domain: Domain }): Guard {
  const { domain } = options;
  const grain = `one row a ${domain.entity.singular}`;
  const isOneRowEach = (table: Table) => table.grain === grain;
  const details = new Set(
    domain.tables
      .filter((table) => table.database === domain.databases.raw && table.open !== "none" && !isOneRowEach(table))
      .map((table) => table.name),
  );
  return {
    check: (request) => checkQuery(request, domain, { isOneRowEach, isDetail: (name) => details.has(name) }),
  };
}

function checkQuery(
  request: GuardRequest,
  domain: Domain,
  grains: Pick<Check, "isOneRowEach" | "isDetail">,
): CheckedQuery {
  const { sql, role, maxRows } = request;
  const policy = rightsOf(role, domain);
  const rights = { ...policy, minimumGroupSize: Math.max(policy.minimumGroupSize, request.smallestGroup ?? 0) };
  if (rights.sees === "nothing") {
    throw refuseForPrivacy(`The role ${role} sees no data.`, "Ask someone with an analyst's role.");
  }
  const query = parseStatement(sql);
  let unnamed = 0;
  const check: Check = {
    newAlias: () => `unnamed_${++unnamed}`,
    role,
    catalog: createCatalog(domain, role),
    privacy: createPrivacyRules(rights),
    identityColumn: domain.entity.column,
    ...grains,
    tables: new Set(),
    columns: new Set(),
    notices: new Set(),
  };
  const result = resolveQuery(query, emptyScope(check, null), { isRoot: true });
  const isCapped = query.limit === null || query.limit > maxRows;
  const limit = isCapped ? maxRows : query.limit;
  return {
    athenaSql: printQuery({ ...query, limit }, athena),
    duckdbSql: printQuery({ ...query, limit: isCapped ? maxRows + 1 : limit }, duckdb),
    outputs: result.columns.map((column) => ({ name: column.name, type: typeName(column.type) })),
    lineage: result.columns.map((column) => column.origins),
    isIndividual: result.isIndividual,
    isCapped: isCapped && !result.isSingleRow,
    tables: [...check.tables],
    columns: [...check.columns],
    notices: [...check.notices],
    populations: [
      ...new Map(check.privacy.populations.map((write) => write()).map((each) => [nameOf(each), each])).values(),
    ],
  };
}
