import type { Domain } from "#knowledge";
import type { EvidenceDraft } from "#tools";
import type { SqlValue } from "#sql";

import type { Caveat, Chart, Outcome } from "../../answer.ts";

/** A tool call that an analysis needs. */
export type Call = { readonly name: string; readonly args: Readonly<Record<string, unknown>> };

/** What came of one call: evidence under its id, or the words of an error. */
export type Found = {
  readonly id: string;
  readonly call: Call;
  readonly evidence: EvidenceDraft | null;
  readonly error: string | null;
};

/** What an analysis works with. */
export type Telling = { readonly domain: Domain; readonly snapshotDate: string };

/** The answer before the checks: text that cites evidence as [e1], and what belongs beside it. */
export type Draft = {
  readonly text: string;
  readonly outcome: Outcome;
  readonly chart: Chart | null;
  readonly caveats: readonly Caveat[];
  readonly followUps: readonly string[];
};

/**
 * One kind of analysis: which calls it needs (given what is already found; none when all is there) and how its
 * answer is told. `tell` is only called when every call has its evidence.
 */
export type Teller<A> = {
  readonly calls: (analysis: A, telling: Telling, found: readonly Found[]) => readonly Call[];
  readonly tell: (analysis: A, telling: Telling, found: readonly Found[]) => Draft;
};

/** What the tool takes as the purpose of a query. */
const purposeLength = 200;

/** A call of `query_athena`; a purpose that describes many conditions is cut to what the tool takes. */
export function query(purpose: string, sql: string): Call {
  const cut = purpose.length > purposeLength ? `${purpose.slice(0, purposeLength - 1)}…` : purpose;
  return { name: "query_athena", args: { sql, purpose: cut } };
}

/** Rows by column name. */
export type Row = Readonly<Record<string, SqlValue>>;

/** The rows of the nth call's main table, or of one of its further tables. */
export function rowsOf(found: readonly Found[], index: number, table?: string): readonly Row[] {
  const evidence = found[index]?.evidence;
  const source = table === undefined ? evidence : evidence?.more[table];
  if (!source) return [];
  return source.rows.map((row) =>
    Object.fromEntries(source.columns.map((column, place) => [column.name, row[place] ?? null])),
  );
}

/** A cell as a number; not-a-number where there is none. */
export function num(row: Row | undefined, name: string): number {
  const value = row?.[name];
  return typeof value === "number" ? value : Number.NaN;
}

/** A cell as text; empty where there is none. */
export function str(row: Row | undefined, name: string): string {
  const value = row?.[name];
  return value === null || value === undefined ? "" : String(value);
}

/** The citation of the nth call. */
export function cite(found: readonly Found[], index: number): string {
  const id = found[index]?.id;
  return id ? ` [${id}]` : "";
}

/** An answer without chart or caveats. */
export function draft(text: string, rest: Partial<Draft> = {}): Draft {
  return { text, outcome: "answered", chart: null, caveats: [], followUps: [], ...rest };
}

/**
 * The guard leaves groups out that are smaller than the minimum size where a protected column takes part: no row came
 * back for a query that always has one. Told as such, never as "nobody".
 */
export function withheld(domain: Domain, who: string, found: readonly Found[], index = 0): Draft {
  return draft(
    `**Withheld**: the group of ${who} is smaller than ${domain.policy.minimumGroupSize}, and protected columns take part in it${cite(found, index)}. The privacy rules show such groups from ${domain.policy.minimumGroupSize} on; widen the filter.`,
    { outcome: "refused" },
  );
}

/** A chart over the nth call's table. */
export function chartOf(
  found: readonly Found[],
  index: number,
  chart: Omit<Chart, "evidence" | "table" | "low" | "high"> & Partial<Pick<Chart, "table" | "low" | "high">>,
): Chart | null {
  const id = found[index]?.id;
  return id ? { evidence: id, table: null, low: null, high: null, ...chart } : null;
}

/** A markdown table. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "/")).join(" | ")} |`;
  const rule = header.map((_, index) => (index === 0 ? "---" : "---:"));
  return [line(header), line(rule), ...rows.map(line)].join("\n");
}

export const notCausal: Caveat = {
  kind: "not-causal",
  text: "This is how the columns go together in the data; it does not show that one causes the other.",
};

export const simulated: Caveat = {
  kind: "simulated",
  text: "This is what the model would predict after the change, all else as it is. It is not a measured effect; test it before you rely on it.",
};
