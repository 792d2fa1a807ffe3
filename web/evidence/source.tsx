import { useState } from "preact/hooks";

import type { Answer } from "../contract/routes.d.ts";
import { formatCell, formatCount } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { capitalised, readableName } from "../ui/readable.ts";
import type { TableData } from "../ui/table-data.ts";
import { TableActions } from "../ui/table-actions.tsx";
import { Table } from "../ui/table.tsx";
import { CalibrationFacts } from "./calibration-facts.tsx";
import { evidenceMeta } from "./evidence-meta.ts";
import { SqlBlock } from "./sql-block.tsx";

type Evidence = Answer["evidence"][number];

/** One look-up: where it came from, its query, its rows. */
export function Source({ evidence, isOpen }: { readonly evidence: Evidence; readonly isOpen: boolean }) {
  const [edited, setEdited] = useState<TableData | null>(null);
  const { id, title, sql, tool, verified } = evidence;
  const { calibration, ...others } = evidence.more;
  const further = Object.entries(others).filter(([, table]) => table.rowCount > 0);
  const model = evidence.rows[0]?.[evidence.columns.findIndex((column) => column.name === "model")];
  return (
    <details class="source" id={`source-${id}`} open={isOpen}>
      <summary>
        <span class="number">{id.slice(1)}</span>
        <h3>{title}</h3>
        <Icon name="right" class="chevron" />
        <p class="meta">{evidenceMeta(evidence)}</p>
      </summary>
      {verified && (
        <p class="badge">
          <Icon name="check" />
          Verified query: {verified.title}
        </p>
      )}
      {sql !== null && <SqlBlock sql={sql} onRows={setEdited} />}
      <Rows title={title} table={edited ?? evidence} areNamesReadable={edited === null && tool !== "query_athena"} />
      {edited === null && calibration && <CalibrationFacts table={calibration} />}
      {edited === null &&
        further.map(([name, table]) => (
          <details key={name} class="further">
            <summary>
              {capitalised(readableName(name))}, {formatCount(table.rowCount, "row")}
            </summary>
            <Table table={table} label={name} areNamesReadable />
          </details>
        ))}
      {evidence.notices.map((notice) => (
        <p key={notice} class="notice">
          <Icon name="info" />
          {notice}
        </p>
      ))}
      {typeof model === "string" && (
        <a class="more" href={`/models/${encodeURIComponent(model)}`}>
          Model card
          <Icon name="right" />
        </a>
      )}
    </details>
  );
}

/** One row reads as names and values, several as a table. Columns of a query stand as the query has them. */
function Rows({
  title,
  table,
  areNamesReadable,
}: {
  readonly title: string;
  readonly table: TableData;
  readonly areNamesReadable: boolean;
}) {
  const [only] = table.rows;
  return (
    <>
      {table.rows.length === 1 && only ? (
        <dl class={`facts ${areNamesReadable ? "" : "mono"}`}>
          {table.columns.map((column, at) =>
            // A figure that a tool has no value for says nothing; a query's empty cell is its answer.
            areNamesReadable && only[at] === null ? null : (
              <div key={column.name}>
                <dt>{areNamesReadable ? capitalised(readableName(column.name)) : column.name}</dt>
                <dd>{formatCell(only[at] ?? null)}</dd>
              </div>
            ),
          )}
        </dl>
      ) : (
        <Table table={table} label={title} most={12} areNamesReadable={areNamesReadable} />
      )}
      {table.rows.length > 0 && (
        <p class="take">
          <TableActions table={table} fileName="evidence" />
        </p>
      )}
    </>
  );
}
