import type { CustomerPage } from "../contract/routes.d.ts";
import { SmallChart } from "../ui/small-chart.tsx";
import { Table } from "../ui/table.tsx";
import { capitalised, readableName } from "../ui/readable.ts";

type History = NonNullable<CustomerPage["history"]>;

/** What a customer did day by day: a small line for each figure, and the rows for whoever wants them. */
export function CustomerHistory({ history }: { readonly history: History }) {
  const series = readSeries(history);
  return (
    <section class="card">
      <h2>Day by day</h2>
      <div class="small-charts">
        {series.map(({ name, points }) => (
          <SmallChart key={name} label={capitalised(readableName(name))} points={points} />
        ))}
      </div>
      <details class="further">
        <summary>Rows</summary>
        <Table table={history} label="Activity by day" most={120} />
      </details>
    </section>
  );
}

/** The numeric columns over the first column of dates; none where there is no such column. */
export function readSeries({ columns, rows }: Pick<History, "columns" | "rows">) {
  const dateAt = columns.findIndex((column) => column.type === "date" || column.type.startsWith("timestamp"));
  if (dateAt < 0) return [];
  return columns.flatMap(({ name }, at) => {
    if (at === dateAt) return [];
    const points = rows.flatMap((row) => {
      const [date, value] = [row[dateAt], row[at]];
      return typeof date === "string" && typeof value === "number" ? [{ at: Date.parse(date), value }] : [];
    });
    const ordered = points.toSorted((one, other) => one.at - other.at);
    return ordered.length > 1 ? [{ name, points: ordered }] : [];
  });
}
