import type { Role } from "#core";

import type { CheckedQuery, SqlDesk } from "../../open-sql.ts";
import { cleanLine } from "../clean-text.ts";
import { wrapText } from "../fit-text.ts";
import { renderTable } from "../render-table.ts";
import type { Style } from "../style.ts";
import type { Verdict } from "./judge-query.ts";

type Explanation = {
  readonly decision: Verdict["decision"];
  readonly role: Role;
  /** Of a denial. */
  readonly code: string | null;
  /** Of a denial: what and how to mend it. Of a rewrite: what was changed. */
  readonly reasons: readonly string[];
  readonly tables: readonly string[];
  /** Columns read, anywhere in the query. */
  readonly columns: readonly { readonly name: string; readonly privacy: string | null }[];
  /** Columns given, each with the tables' columns that it is made from. */
  readonly outputs: readonly { readonly name: string; readonly type: string; readonly from: readonly string[] }[];
  readonly athenaSql: string | null;
  readonly duckdbSql: string | null;
};

/** What the guard made of a query, as data. */
export function explainQuery(verdict: Verdict, role: Role, privacyOf: SqlDesk["privacyOf"]): Explanation {
  if (verdict.decision === "deny") {
    const { code, detail, hint } = verdict.error;
    const nothing = { tables: [], columns: [], outputs: [], athenaSql: null, duckdbSql: null };
    return { decision: "deny", role, code, reasons: [detail, hint], ...nothing };
  }
  const { checked } = verdict;
  return {
    decision: verdict.decision,
    role,
    code: null,
    reasons: verdict.decision === "rewrite" ? verdict.changes : [],
    tables: checked.tables,
    columns: checked.columns.map((name) => ({ name, privacy: privacyOf(name) })),
    outputs: outputsOf(checked),
    athenaSql: checked.athenaSql,
    duckdbSql: checked.duckdbSql,
  };
}

function outputsOf({ outputs, lineage }: CheckedQuery): Explanation["outputs"] {
  return outputs.map(({ name, type }, index) => ({ name, type, from: lineage[index] ?? [] }));
}

/** The explanation for a terminal of `width` columns, ended by a line feed. */
export function renderExplanation(explanation: Explanation, width: number, style: Style): string {
  const { decision, role, code, reasons, tables, columns, outputs, athenaSql, duckdbSql } = explanation;
  const paint = decision === "deny" ? style.bad : style.good;
  const sections = [[`${paint(decision)} for the role ${role}${code === null ? "" : `: ${code}`}`]];
  sections.push(reasons.flatMap((reason) => wrapText(cleanLine(reason), width)));
  if (athenaSql !== null && duckdbSql !== null) {
    const read = columns.map(({ name, privacy }) => [name, privacy]);
    const given = outputs.map(({ name, type, from }) => [name, type, from.join(", ") || null]);
    sections.push(
      tableSection(`Reads ${tables.join(", ") || "no table"}`, ["column", "privacy"], read, width, style),
      tableSection("Gives", ["column", "type", "made from"], given, width, style),
      textSection("Athena and Trino run", athenaSql, style),
      textSection("DuckDB runs", duckdbSql, style),
    );
  }
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

type Row = readonly (string | null)[];

function tableSection(title: string, names: readonly string[], rows: readonly Row[], width: number, style: Style) {
  if (rows.length === 0) return [style.bold(title)];
  const table = { columns: names.map((name) => ({ name })), rows, rowCount: rows.length };
  return [style.bold(title), ...renderTable(table, { width, maxRows: rows.length, style })];
}

/** Not wrapped: it is there to be copied. */
function textSection(title: string, sql: string, style: Style): string[] {
  return [style.bold(title), cleanLine(sql)];
}
