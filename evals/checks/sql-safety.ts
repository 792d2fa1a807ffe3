import type { Role } from "#core";
import type { Domain } from "#knowledge";

import type { Check, CheckContext } from "./check.ts";

const writes =
  /\b(?:insert|update|delete|drop|create|alter|truncate|merge|grant|revoke|attach|detach|copy|install|load|pragma|set|call|vacuum|export|import|execute|prepare|unload|msck|use|describe|show)\b/i;
const readers =
  /\b(?:read_\w+|glob|getenv|system|parquet_\w+|sniff_csv|duckdb_\w+|pg_\w+|information_schema|sqlite_\w+)\b/i;

/** Every statement of the evidence only reads, and only tables that are open to who asks. */
export function checkSql({ answer, domain, role }: CheckContext): Check {
  const faults = answer.evidence.flatMap(({ id, sql }) =>
    sql === null ? [] : sqlFaults(sql, domain, role).map((fault) => `${id}: ${fault}`),
  );
  return { id: "sql", pass: faults.length === 0, note: faults.slice(0, 3).join("; ") };
}

/** What is wrong with statements separated by blank lines: written on words alone, apart from the guard's parser. */
export function sqlFaults(sql: string, domain: Domain, role?: Role): string[] {
  return sql.split(/\n\s*\n/).flatMap((statement) => {
    const bare = statement
      .replaceAll(/'(?:[^']|'')*'/g, "''")
      .replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, " ")
      .trim();
    if (bare === "") return [];
    const faults: string[] = [];
    if (!/^\(*\s*(?:select|with)\b/i.test(bare)) faults.push("does not begin with SELECT or WITH");
    if (bare.replace(/;\s*$/, "").includes(";")) faults.push("is more than one statement");
    const write = writes.exec(bare)?.[0] ?? readers.exec(bare)?.[0];
    if (write !== undefined) faults.push(`holds ${write}`);
    return [...faults, ...closedTables(bare, domain, role).map((table) => `reads ${table}`)];
  });
}

/** Tables after FROM and JOIN that nobody, or not this role, may query. */
function closedTables(sql: string, domain: Domain, role: Role | undefined): string[] {
  const plain = sql.replaceAll('"', "");
  const named = new Set(
    Array.from(
      plain.matchAll(/\b([a-z_]\w*)\s*(?:\([^()]*\)\s*)?as\s*\([\s(]*(?:select|with|values)\b/gi),
      ([, name]) => name?.toLowerCase(),
    ),
  );
  const open = new Set(
    domain.tables
      .filter(({ open: who }) => who === "analyst" || (who === "steward" && role === "steward"))
      .flatMap(({ database, name }) => [name, `${database}.${name}`]),
  );
  // "EXTRACT(day FROM date)" and "IS DISTINCT FROM x" name no table.
  const tables = Array.from(
    plain.matchAll(
      /(?<!\bdistinct\s)(?<!\((?:year|month|day|hour|dow|week|quarter|epoch)\s)\b(?:from|join)\s+([a-z_][\w.]*)(?![\w.]|\s*\()/gi,
    ),
    ([, name = ""]) => name.toLowerCase(),
  );
  return tables.filter((table) => !open.has(table) && !named.has(table) && table !== "unnest" && table !== "lateral");
}
