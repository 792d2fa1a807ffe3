import type { CustomerPage } from "../contract/routes.d.ts";
import { SmallChart } from "../ui/small-chart.tsx";
import { Table } from "../ui/table.tsx";
import { capitalised, readableName } from "../ui/readable.ts";
import { readSeries } from "./read-series.ts";

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
