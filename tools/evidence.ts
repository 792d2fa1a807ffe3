import type { SqlValue } from "#sql";

/** A column of evidence as a person reads it. */
export type EvidenceColumn = { readonly name: string; readonly type: string };

/** A table of evidence: what text, table and chart are drawn from. */
export type EvidenceTable = {
  readonly columns: readonly EvidenceColumn[];
  readonly rows: readonly (readonly SqlValue[])[];
  /** Rows found, also those past the cap. */
  readonly rowCount: number;
  readonly truncated: boolean;
};

/**
 * What one tool call found, whole: the artifact of the tool's message. The model reads a capped text made from
 * the same rows.
 */
export type Evidence = EvidenceTable & {
  /** e1, e2, … in the order of the calls of the turn. */
  readonly id: string;
  readonly tool: string;
  /** What was looked up, in plain words. */
  readonly title: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** SQL as run; several statements are separated by a blank line; null where none was. */
  readonly sql: string | null;
  readonly queryId: string | null;
  readonly scannedBytes: number;
  readonly elapsedMs: number;
  /** Further tables of the same call, by name. */
  readonly more: Readonly<Record<string, EvidenceTable>>;
  /** What was withheld, folded or cut, in plain words. */
  readonly notices: readonly string[];
  /** The verified query that the person's or the model's SQL is; null where it is none. */
  readonly verified: { readonly id: string; readonly title: string } | null;
};
