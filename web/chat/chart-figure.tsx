import DOMPurify from "dompurify";
import { useEffect, useRef, useState } from "preact/hooks";

import { send } from "../client/call.ts";
import type { Answer } from "../contract/routes.d.ts";
import { TableActions } from "../ui/table-actions.tsx";
import { Table } from "../ui/table.tsx";
import { evidenceTable, type Chart } from "./evidence-table.ts";

/** The picture is drawn by the server for these widths, so that it is the same wherever the answer is shown. */
const narrowPx = 334;
const widePx = 700;
/** What the server's pictures measure in height, so that nothing moves when one comes. */
const axisPx = 30;
const plotPx = 200;
const barPx = { few: 30, many: 20 };
const fewBars = 14;
const mostBars = 40;

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
          <TableActions table={table} fileName="chart" />
        </div>
      </figcaption>
      {showsRows || hasFailed ? (
        <Table table={table} label={chart.title} />
      ) : (
        <div
          ref={frame}
          class={`plot ${svg ? "" : "waiting"}`}
          style={svg ? undefined : { height: `${heightOf(chart, table.rows.length)}px` }}
          role="img"
          aria-label={`Chart: ${chart.title}. Its rows can be shown as a table.`}
          dangerouslySetInnerHTML={{ __html: svg ?? "" }}
        />
      )}
    </figure>
  );
}

function heightOf({ kind }: Chart, rows: number): number {
  const bars = Math.min(rows, mostBars);
  const isTall = kind === "line" || kind === "histogram";
  return axisPx + (isTall ? plotPx : bars * (bars > fewBars ? barPx.many : barPx.few));
}
