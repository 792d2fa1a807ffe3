import { evidenceSchema } from "#agent";
import type { EvidenceDraft } from "#tools";

/** Rows of each table; many clients put all of them before their language model. */
const mostRows = 100;
/** Longest text of a cell, in characters: a passage of the handbook is whole. */
const mostCellChars = 3_000;

/** What a tool gives beside its text. */
export const structuredEvidenceSchema = evidenceSchema.omit({ id: true });

type Table = Pick<EvidenceDraft, "columns" | "rows" | "rowCount" | "truncated">;
type Cell = Table["rows"][number][number];

/** The evidence of a call, capped, with a notice of what was cut; numbers that JSON cannot say are null. */
export function structuredEvidence(evidence: EvidenceDraft) {
  const tables = [evidence, ...Object.values(evidence.more)];
  const isCut = tables.some(({ rows }) => rows.length > mostRows);
  const notice = `Each table has its first ${mostRows} rows here; aggregate in SQL to see the rest.`;
  return {
    ...evidence,
    ...capped(evidence),
    input: { ...evidence.input },
    more: Object.fromEntries(Object.entries(evidence.more).map(([name, table]) => [name, capped(table)])),
    notices: isCut ? [...evidence.notices, notice] : [...evidence.notices],
  };
}

function capped({ columns, rows, rowCount, truncated }: Table) {
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: rows.slice(0, mostRows).map((row) => row.map(plainCell)),
    rowCount,
    truncated: truncated || rows.length > mostRows,
  };
}

function plainCell(cell: Cell): Cell {
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : null;
  if (typeof cell !== "string" || cell.length <= mostCellChars) return cell;
  return `${cell.slice(0, mostCellChars - 1)}…`;
}
