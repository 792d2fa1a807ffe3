import type { Column } from "#knowledge";

import type { RunContext } from "../../run/run-context.ts";

/** The dictionary's columns of the feed, those that its source does not have allowed to be missing. */
export function columnsOfFeed({ domain, feed }: Pick<RunContext, "domain" | "feed">): readonly Column[] {
  return domain.feedColumns.map((column) =>
    feed.absentColumns.includes(column.name)
      ? { ...column, missing: "structural", missingMeans: "the feed does not have the column" }
      : column,
  );
}
