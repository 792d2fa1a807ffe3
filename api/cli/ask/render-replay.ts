import type { Replay } from "#agent";

import { cleanLine } from "../clean-text.ts";
import { wrapText } from "../fit-text.ts";
import { dayAndMinute } from "../print-rows.ts";
import { renderTable } from "../render-table.ts";
import type { Style } from "../style.ts";

const verdicts: Readonly<Record<Replay["verdict"], string>> = {
  same: "Everything in it still holds.",
  changed: "Some of it is different now.",
  gone: "Some of it cannot be looked up any more.",
};

/** What came of running an answer's tool calls again, for a terminal of `width` columns. Ends with a line feed. */
export function renderReplay(replay: Replay, width: number, style: Style): string {
  const { answeredOn, replayedOn, counts, evidence, claims } = replay;
  const mark = replay.verdict === "same" ? style.good("✓") : style.bad("✗");
  const runs =
    answeredOn.runId === replayedOn.runId
      ? `on the same run, ${replayedOn.runId}`
      : `on ${replayedOn.runId} of ${replayedOn.snapshotDate}, answered on ${answeredOn.runId} of ${answeredOn.snapshotDate}`;
  const head = `${mark} ${verdicts[replay.verdict]} ${counts.same} the same, ${counts.changed} changed, ${counts.gone} gone.`;
  const moved = claims.filter(({ status }) => status !== "same");
  const table = (names: readonly string[], rows: readonly (readonly (string | number | null)[])[]) =>
    renderTable(
      { columns: names.map((name) => ({ name })), rows, rowCount: rows.length },
      { width, maxRows: rows.length, style },
    );
  const sections = [
    wrapText(head, width, "  "),
    table(
      ["evidence", "status", "rows then", "rows now", "what differs"],
      evidence.map(({ id, status, rowsThen, rowsNow, detail }) => [id, status, rowsThen, rowsNow, detail]),
    ),
    moved.length === 0
      ? []
      : table(
          ["in the text", "status", "now", "what differs"],
          moved.map(({ text, status, now, detail }) => [text, status, now, detail]),
        ),
    wrapText(`${replay.answerId}, ${dayAndMinute(replay.startedAt)} UTC, ${runs}`, width).map(style.dim),
  ];
  const question = style.bold(`> ${cleanLine(replay.question)}`);
  return `${[[question], ...sections]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}
