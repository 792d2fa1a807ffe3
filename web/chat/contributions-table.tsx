import { useState } from "preact/hooks";

import type { Answer } from "../contract/routes.d.ts";
import { toCsv } from "../ui/csv.ts";
import { saveFile } from "../ui/save-file.ts";
import { formatSigned } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { capitalised } from "../ui/readable.ts";
import { evidenceTable, type Chart } from "./evidence-table.ts";
import { readContributions, type Contributions } from "./contributions.ts";

/** Rows shown one by one until all are asked for. */
const fewRows = 8;
const allRows = 200;
const digits = 3;

/** A model's reasons as a table that adds up: what is drawn can be read, copied and heard. */
export function ContributionsTable({ answer, chart }: { readonly answer: Answer; readonly chart: Chart }) {
  const [showsAll, setShowsAll] = useState(false);
  const read = readContributions(answer, chart, showsAll ? allRows : fewRows);
  const table = evidenceTable(answer, chart.evidence, chart.table ?? null);
  if (!read || !table) return null;
  const hasValues = read.rows.some((row) => row.value !== null);
  return (
    <figure class="card">
      <figcaption>
        <h2>{chart.title}</h2>
        <div class="card-actions">
          {(read.others || showsAll) && (
            <button type="button" class="mini" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
              {showsAll ? "Show fewer" : `Show all ${read.rows.length + (read.others?.count ?? 0)}`}
            </button>
          )}
          <button
            type="button"
            class="mini square"
            aria-label="Save as CSV"
            onClick={() => saveFile("contributions.csv", toCsv(table))}
          >
            <Icon name="download" />
          </button>
        </div>
      </figcaption>
      <Waterfall contributions={read} hasValues={hasValues} />
      <p class="note">These are the model’s reasons, not causes. Each part is in the unit that the model adds up in.</p>
    </figure>
  );
}

/** Contributions as a table: label, the customer's value and the typical one, a bar, the part. */
export function Waterfall({
  contributions,
  hasValues,
}: {
  readonly contributions: Contributions;
  readonly hasValues: boolean;
}) {
  return (
    <table class="waterfall">
      <thead>
        <tr>
          <th scope="col">Feature</th>
          {hasValues && (
            <th scope="col" class="num wide">
              Value
            </th>
          )}
          {hasValues && (
            <th scope="col" class="num wide">
              Typical
            </th>
          )}
          <th scope="col" class="track">
            <Axis contributions={contributions} />
          </th>
          <th scope="col" class="num">
            Part
          </th>
        </tr>
      </thead>
      <Body contributions={contributions} hasValues={hasValues} />
    </table>
  );
}

function Body({ contributions, hasValues }: { readonly contributions: Contributions; readonly hasValues: boolean }) {
  const { base, total, rows, others } = contributions;
  const place = placeOn(contributions);
  return (
    <tbody>
      {base !== null && (
        <tr class="end">
          <th scope="row">Base value</th>
          {hasValues && (
            <>
              <td class="wide" />
              <td class="wide" />
            </>
          )}
          <td class="track">
            <Bar kind="base" {...place(0, base)} />
          </td>
          <td class="num total">{formatSigned(base, digits)}</td>
        </tr>
      )}
      {rows.map((row) => (
        <tr key={row.label}>
          <th scope="row">
            {capitalised(row.label)}
            {hasValues && row.value !== null && (
              <span class="sub">
                {row.value}
                {row.typical === null ? "" : `, typically ${row.typical}`}
              </span>
            )}
          </th>
          {hasValues && <td class="num wide">{row.value ?? ""}</td>}
          {hasValues && <td class="num wide dim">{row.typical ?? ""}</td>}
          <td class="track">
            <Bar kind={row.contribution < 0 ? "down" : "up"} {...place(row.from, row.to)} />
          </td>
          <td class={`num ${row.contribution < 0 ? "down" : "up"}`}>{formatSigned(row.contribution, digits)}</td>
        </tr>
      ))}
      {others && (
        <tr class="rest">
          <th scope="row">{others.count} other features</th>
          {hasValues && (
            <>
              <td class="wide" />
              <td class="wide" />
            </>
          )}
          <td class="track">
            <Bar kind={others.contribution < 0 ? "down" : "up"} {...place(others.from, others.to)} />
          </td>
          <td class={`num ${others.contribution < 0 ? "down" : "up"}`}>{formatSigned(others.contribution, digits)}</td>
        </tr>
      )}
      {total !== null && (
        <tr class="end">
          <th scope="row">Prediction</th>
          {hasValues && (
            <>
              <td class="wide" />
              <td class="wide" />
            </>
          )}
          <td class="track">
            <Bar kind="total" {...place(0, total)} />
          </td>
          <td class="num total">{formatSigned(total, digits)}</td>
        </tr>
      )}
    </tbody>
  );
}

/** Left end and width of a bar, in percent of the track. */
function placeOn({ low, high }: Contributions) {
  const span = high - low || 1;
  return (from: number, to: number) => ({
    left: ((Math.min(from, to) - low) / span) * 100,
    width: (Math.abs(to - from) / span) * 100,
  });
}

function Bar({
  kind,
  left,
  width,
}: {
  readonly kind: "base" | "up" | "down" | "total";
  readonly left: number;
  readonly width: number;
}) {
  return <span class={`bar ${kind}`} style={{ left: `${left}%`, width: `${width}%` }} aria-hidden="true" />;
}

/** The two ends of the axis, and zero between them where there is room. */
function Axis({ contributions }: { readonly contributions: Contributions }) {
  const { low, high } = contributions;
  const zeroAt = ((0 - low) / (high - low || 1)) * 100;
  return (
    <span class="axis" aria-hidden="true">
      <i style={{ left: "0%" }}>{low.toFixed(1).replace("-", "−")}</i>
      {zeroAt > 18 && zeroAt < 82 && <i style={{ left: `${zeroAt}%` }}>0</i>}
      <i style={{ left: "100%" }}>{high.toFixed(1).replace("-", "−")}</i>
    </span>
  );
}
