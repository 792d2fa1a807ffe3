import type { Answer } from "../contract/routes.d.ts";
import { formatBytes, formatCount, formatDuration } from "../ui/format.ts";

type Evidence = Answer["evidence"][number];

/** A look-up in figures: "41 ms, 352 KB read, 2 rows". */
export function evidenceMeta(
  { tool, elapsedMs, scannedBytes, rowCount, truncated }: Evidence,
  { withTime = true } = {},
): string {
  return [
    tool === "query_athena" ? null : tool.replaceAll("_", " "),
    withTime ? formatDuration(elapsedMs) : null,
    scannedBytes > 0 ? `${formatBytes(scannedBytes)} read` : null,
    `${formatCount(rowCount, "row")}${truncated ? ", cut" : ""}`,
  ]
    .filter((part) => part !== null)
    .join(", ");
}
