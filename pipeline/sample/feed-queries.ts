import { sampleColumns, type SampleColumn } from "./columns.ts";
import { firstNames, lastNames, mailDomains, personColumns } from "./people.ts";

/** The four tables of the feed, in the order they are written. */
export const feedTables = ["customers", "customer_pii", "accounts", "activity_daily"] as const;

export type FeedTable = (typeof feedTables)[number];

/** Columns of the working table `population`: one row for each customer, all numbers. */
export const populationColumns: readonly string[] = [
  "customer",
  "tenure_days",
  ...personColumns,
  ...sampleColumns.map((column) => column.name),
];

/** Columns of the working table `history`: one row for each day with a login; `days_back` counts from the snapshot. */
export const historyTableColumns = [
  "customer",
  "days_back",
  "logins",
  "minutes",
  "messages",
  "posts",
  "engagement",
] as const;

/**
 * The SELECT that turns the working tables into one table of the feed, in the order of the customers (and days).
 *
 * @param snapshotDate ISO date, already validated
 */
export function feedQuery(table: FeedTable, snapshotDate: string): string {
  const id = `printf('user_%05d', CAST(customer AS BIGINT)) AS customer_id`;
  const snapshot = `DATE '${snapshotDate}'`;
  const daysBefore = (column: string) => `${snapshot} - CAST(${column} AS INTEGER)`;
  switch (table) {
    case "customers":
      return `SELECT ${[id, ...sampleColumns.map(publishedExpression)].join(", ")} FROM population`;
    case "customer_pii":
      return `SELECT ${id},
        ${labelOf("first_name", firstNames)} || ' ' || ${labelOf("last_name", lastNames)} AS full_name,
        lower(${labelOf("first_name", firstNames)} || '.' || ${labelOf("last_name", lastNames)})
          || CAST(customer AS BIGINT) || '@' || ${labelOf("mail_domain", mailDomains)} AS email,
        printf('(%03d) 555-01%02d', CAST(area_code AS INTEGER), CAST(line_number AS INTEGER)) AS phone,
        CAST(${snapshot} - to_years(CAST(age AS INTEGER)) AS DATE) - CAST(days_after_birthday AS INTEGER) AS birth_date
        FROM population`;
    case "accounts":
      return `SELECT ${id}, ${daysBefore("tenure_days")} AS signup_date FROM population`;
    case "activity_daily":
      return `SELECT ${id}, ${daysBefore("days_back")} AS activity_date, CAST(logins AS INTEGER) AS logins, minutes,
        CAST(messages AS INTEGER) AS messages, CAST(posts AS INTEGER) AS posts, engagement FROM history`;
  }
}

function publishedExpression(column: SampleColumn): string {
  switch (column.kind) {
    case "integer":
      return `CAST("${column.name}" AS INTEGER) AS "${column.name}"`;
    case "number":
      return `"${column.name}"`;
    case "category":
      return `${labelOf(column.name, column.labels)} AS "${column.name}"`;
    case "boolean":
      return `"${column.name}" = 1 AS "${column.name}"`;
  }
}

/** The label at the index that `column` holds; DuckDB counts list entries from one. */
function labelOf(column: string, labels: readonly string[]): string {
  return `[${labels.map((label) => `'${label}'`).join(", ")}][CAST("${column}" AS INTEGER) + 1]`;
}
