import { columnFormat, formatNumber } from "../ui/format.ts";
import type { TableData } from "../ui/table-data.ts";

const sizePx = 260;
const marginPx = 24;

/** What was predicted beside what came to be, for customers in bins of the prediction: on the line the two agree. */
export function Calibration({ table }: { readonly table: TableData }) {
  const at = (name: string) => table.columns.findIndex((column) => column.name === name);
  const [predictedAt, actualAt, customersAt] = [at("mean_prediction"), at("mean_actual"), at("customers")];
  const points = table.rows.flatMap((row) => {
    const [predicted, actual, customers] = [row[predictedAt], row[actualAt], row[customersAt]];
    return typeof predicted === "number" && typeof actual === "number"
      ? [{ predicted, actual, customers: Number(customers ?? 0) }]
      : [];
  });
  if (points.length === 0) return null;
  const most = Math.max(...points.flatMap(({ predicted, actual }) => [predicted, actual])) || 1;
  const x = (value: number) => marginPx + (value / most) * (sizePx - marginPx - 8);
  const y = (value: number) => sizePx - marginPx - (value / most) * (sizePx - 2 * marginPx);
  const format = columnFormat(points.flatMap(({ predicted, actual }) => [predicted, actual]));
  const line = points.map(({ predicted, actual }) => `${x(predicted)},${y(actual)}`).join(" ");
  return (
    <section class="card calibration">
      <h2>Calibration on the test split</h2>
      <div class="beside">
        <svg
          viewBox={`0 0 ${sizePx} ${sizePx}`}
          role="img"
          aria-label="What was predicted beside what came to be; the table has the figures."
        >
          <line class="even" x1={x(0)} y1={y(0)} x2={x(most)} y2={y(most)} />
          <line class="axis-line" x1={x(0)} y1={y(0)} x2={x(most)} y2={y(0)} />
          <line class="axis-line" x1={x(0)} y1={y(0)} x2={x(0)} y2={y(most)} />
          <polyline points={line} />
          {points.map(({ predicted, actual }) => (
            <circle key={predicted} cx={x(predicted)} cy={y(actual)} r="3.5" />
          ))}
          <text x={x(most)} y={y(0) + 18} text-anchor="end">
            predicted, to {formatNumber(most)}
          </text>
          <text x={x(0)} y={y(most) - 7}>
            came to be
          </text>
        </svg>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col" class="num">
                Predicted
              </th>
              <th scope="col" class="num">
                Came to be
              </th>
              <th scope="col" class="num">
                Customers
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ predicted, actual, customers }) => (
              <tr key={predicted}>
                <td class="num">{format(predicted)}</td>
                <td class="num">{format(actual)}</td>
                <td class="num">{formatNumber(customers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
