import { formatNumber } from "../ui/format.ts";
import { capitalised, readableName } from "../ui/readable.ts";
import type { TableData } from "../ui/table-data.ts";

/** Metrics that a model is usually told by; the others are there for whoever opens them. */
const headline =
  /^(?:r2|rmse|mae|auc|log_loss|brier|recall|precision|pinball|calibration_error|base_rate|baseline_(?:rmse|mae|brier|log_loss)|interval_coverage(?:_lower|_upper)?|rows)$/;
/** Groups and bins have sections of their own. */
const elsewhere = /^(?:calibration_bin|four_fifths|group_|odds_|parity_)/;
const splitsInOrder = ["test", "train", "all"];

/** Metrics side by side for each split: the few that matter most, then all. */
export function ModelMetrics({ table }: { readonly table: TableData }) {
  const metrics = readMetrics(table);
  const first = metrics.filter(({ name }) => headline.test(name));
  return (
    <section class="card">
      <h2>How good it is</h2>
      <MetricTable metrics={first.length > 0 ? first : metrics} />
      {first.length > 0 && first.length < metrics.length && (
        <details class="further">
          <summary>All {metrics.length} metrics</summary>
          <MetricTable metrics={metrics} />
        </details>
      )}
    </section>
  );
}

type Metric = { readonly name: string; readonly bySplit: ReadonlyMap<string, number> };

function readMetrics({ columns, rows }: TableData): readonly Metric[] {
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const [metricAt, splitAt, valueAt] = [at("metric"), at("data_split"), at("value")];
  const shown = rows.flatMap((row) => {
    const [name, split, value] = [row[metricAt], row[splitAt], row[valueAt]];
    return typeof name === "string" && typeof value === "number" && !elsewhere.test(name)
      ? [{ name, split: String(split), value }]
      : [];
  });
  return [...Map.groupBy(shown, ({ name }) => name)].map(([name, values]) => ({
    name,
    bySplit: new Map(values.map(({ split, value }) => [split, value])),
  }));
}

function MetricTable({ metrics }: { readonly metrics: readonly Metric[] }) {
  const present = new Set(metrics.flatMap(({ bySplit }) => [...bySplit.keys()]));
  const splits = [
    ...splitsInOrder.filter((split) => present.has(split)),
    ...[...present].filter((split) => !splitsInOrder.includes(split)),
  ];
  return (
    <table class="rows wide-rows">
      <thead>
        <tr>
          <th scope="col">Metric</th>
          {splits.map((split) => (
            <th scope="col" class="num" key={split}>
              {capitalised(readableName(split))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {metrics.map(({ name, bySplit }) => (
          <tr key={name}>
            <th scope="row">{capitalised(readableName(name))}</th>
            {splits.map((split) => {
              const value = bySplit.get(split);
              return (
                <td class="num" key={split}>
                  {value === undefined ? "" : formatNumber(value)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
