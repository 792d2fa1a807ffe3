import DOMPurify from "dompurify";
import { useEffect, useRef, useState } from "preact/hooks";

import { send } from "../client/call.ts";
import type { Answer } from "../contract/routes.d.ts";
import { saveFile, toCsv } from "../ui/csv.ts";
import { Icon } from "../ui/icon.tsx";
import { Table } from "../ui/table.tsx";
import { evidenceTable, type Chart } from "./evidence-table.ts";

/** The picture is drawn by the server for these widths, so that it is the same wherever the answer is shown. */
const narrowPx = 334;
const widePx = 700;

/** An answer's chart, with its rows beside it for whoever would rather read them. */
export function ChartFigure({ answer, chart }: { readonly answer: Answer; readonly chart: Chart }) {
  const frame = useRef<HTMLDivElement>(null);
  const [svg, setSvg] = useState<string | null>(null);
  const [showsRows, setShowsRows] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  const table = evidenceTable(answer, chart.evidence, chart.table ?? null);
  useEffect(() => {
    const stop = new AbortController();
    const width = (frame.current?.clientWidth ?? widePx) < 560 ? narrowPx : widePx;
    send(
      "GET /v1/answers/{id}/chart",
      { path: { id: answer.id }, query: { width } },
      { accept: "image/svg+xml" },
      stop.signal,
    )
      .then((response) => response.text())
      .then((text) => setSvg(DOMPurify.sanitize(text, { USE_PROFILES: { svg: true } })))
      .catch(() => stop.signal.aborted || setHasFailed(true));
    return () => stop.abort();
  }, [answer.id]);
  if (!table) return null;
  return (
    <figure class="card">
      <figcaption>
        <h2>{chart.title}</h2>
        <div class="card-actions">
          <button type="button" class="mini" aria-expanded={showsRows} onClick={() => setShowsRows(!showsRows)}>
            {showsRows ? "Chart" : "Rows"}
          </button>
          <button
            type="button"
            class="mini square"
            aria-label="Save as CSV"
            onClick={() => saveFile("chart.csv", toCsv(table))}
          >
            <Icon name="download" />
          </button>
        </div>
      </figcaption>
      {showsRows || hasFailed ? (
        <Table table={table} label={chart.title} />
      ) : (
        <div
          ref={frame}
          class={`plot ${svg ? "" : "waiting"}`}
          role="img"
          aria-label={`Chart: ${chart.title}. Its rows can be shown as a table.`}
          dangerouslySetInnerHTML={{ __html: svg ?? "" }}
        />
      )}
    </figure>
  );
}
