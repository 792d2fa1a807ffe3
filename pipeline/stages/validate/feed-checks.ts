import type { Column } from "#knowledge";

import type { QuarantineReason } from "../prepare/row-checks.ts";
import type { QualityCheck } from "./quality-check.ts";

/** What was counted in the feed. */
export type FeedCounts = {
  readonly rowsRead: number;
  readonly rowsClean: number;
  /** Quarantined values by column and reason; the column is null for a whole row. */
  readonly faults: readonly {
    readonly columnName: string | null;
    readonly reason: QuarantineReason;
    readonly n: number;
  }[];
  /** Missing values among the clean rows, by column. */
  readonly missing: ReadonlyMap<string, number>;
};

/** A column that may be empty at random and is so more often than this is worth a look. */
const usualMissingShare = 0.02;

/** Every check of the feed by the dictionary, those without a failure included. */
export function feedChecks(table: string, columns: readonly Column[], counts: FeedCounts): QualityCheck[] {
  const idColumn = columns.find((column) => column.role === "id")?.name ?? null;
  return [
    faultCheck(
      table,
      counts,
      "malformed",
      null,
      "Lines with a wrong number of fields, stray quotes or broken characters; quarantined.",
    ),
    faultCheck(table, counts, "bad_id", idColumn, "Ids that do not have the form of an id; quarantined."),
    faultCheck(
      table,
      counts,
      "duplicate",
      idColumn,
      "Rows whose id came before; the first valid row stays, the others are quarantined.",
    ),
    ...columns.flatMap((column) => columnChecks(table, column, counts)),
  ];
}

function columnChecks(table: string, column: Column, counts: FeedCounts): QualityCheck[] {
  if (column.role === "id") return [];
  const checks: QualityCheck[] = [];
  const fault = (reason: QuarantineReason, detail: string) =>
    checks.push(faultCheck(table, counts, reason, column.name, detail));
  if (column.missing === "never") fault("missing_required", "Must not be empty; rows without it are quarantined.");
  else checks.push(missingCheck(table, column, counts));
  if (column.type !== "string") fault("type_error", `Must be ${typeWords[column.type]}; other rows are quarantined.`);
  if (column.range)
    fault("out_of_range", `Must lie between ${column.range[0]} and ${column.range[1]}; other rows are quarantined.`);
  if (column.values.length > 0)
    fault("unknown_value", `Must be one of ${column.values.length} known values; other rows are quarantined.`);
  return checks;
}

function faultCheck(
  tableName: string,
  { faults, rowsRead }: FeedCounts,
  reason: QuarantineReason,
  columnName: string | null,
  detail: string,
): QualityCheck {
  const rowsFailed = faults
    .filter((fault) => fault.reason === reason && (fault.columnName === columnName || reason === "malformed"))
    .reduce((sum, fault) => sum + fault.n, 0);
  return qualityCheck({
    check: reason,
    tableName,
    columnName,
    rowsChecked: rowsRead,
    rowsFailed,
    detail,
  });
}

function missingCheck(tableName: string, column: Column, { missing, rowsClean }: FeedCounts): QualityCheck {
  const rowsFailed = missing.get(column.name) ?? 0;
  const check = qualityCheck({
    check: "missing",
    tableName,
    columnName: column.name,
    rowsChecked: rowsClean,
    rowsFailed,
    detail:
      column.missing === "structural"
        ? `Empty has a meaning: ${column.missingMeans ?? "not applicable"}.`
        : "May be empty at random; the models take it as missing.",
  });
  const isUsual = column.missing === "structural" || check.shareFailed <= usualMissingShare;
  return { ...check, severity: isUsual ? "info" : "warning" };
}

/** A check with its share and the usual severity: a warning where anything failed. */
export function qualityCheck(check: Omit<QualityCheck, "shareFailed" | "severity">): QualityCheck {
  const { rowsChecked, rowsFailed } = check;
  return {
    ...check,
    shareFailed: rowsChecked === 0 ? 0 : rowsFailed / rowsChecked,
    severity: rowsFailed > 0 ? "warning" : "info",
  };
}

const typeWords: Readonly<Record<Column["type"], string>> = {
  string: "a text",
  int: "a whole number",
  double: "a number",
  boolean: "true or false",
  date: "a date",
  timestamp: "a time",
};
