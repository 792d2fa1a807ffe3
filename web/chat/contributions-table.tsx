import { useState } from "preact/hooks";

import type { Answer } from "../contract/routes.d.ts";
import { formatShare, formatSigned } from "../ui/format.ts";
import { TableActions } from "../ui/table-actions.tsx";
import { evidenceTable, firstNumber, type Chart } from "./evidence-table.ts";
import { readContributions } from "./contributions.ts";
import { Waterfall } from "./waterfall.tsx";

/** Rows shown one by one until all are asked for. */
const fewRows = 8;
const allRows = 200;

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
          <TableActions table={table} fileName="contributions" />
        </div>
      </figcaption>
      <Waterfall contributions={read} hasValues={hasValues} />
      <p class="note">These are the model’s reasons, not causes.{scaleInWords(answer, chart)}</p>
    </figure>
  );
}

/** The logistic function of a sum of parts is told by six digits; more of them may be lost on the way. */
const tolerance = 1e-6;

/** Where the parts add up to log-odds, what probability their sum stands for. */
function scaleInWords(answer: Answer, chart: Chart): string {
  const main = evidenceTable(answer, chart.evidence, null);
  const [margin, prediction] = [firstNumber(main, "margin"), firstNumber(main, "prediction")];
  if (margin === null || prediction === null || Math.abs(1 / (1 + Math.exp(-margin)) - prediction) > tolerance)
    return "";
  return ` The parts add up in log-odds: ${formatSigned(margin, 3)} is a probability of ${formatShare(prediction)}.`;
}
