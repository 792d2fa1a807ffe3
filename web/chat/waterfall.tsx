import { digitsFor, formatFixed, formatSigned } from "../ui/format.ts";
import { niceAxis, type Axis } from "../ui/nice-axis.ts";
import { capitalised } from "../ui/readable.ts";
import type { Contributions } from "./contributions.ts";

const axisParts = 4;
const digitsThatCount = 4;
const mostDigits = 3;

/** Contributions as a table: label, the customer's value and the typical one, a bar, the part. */
export function Waterfall({
  contributions,
  hasValues,
}: {
  readonly contributions: Contributions;
  readonly hasValues: boolean;
}) {
  const { base, total, rows, others, low, high } = contributions;
  const axis = niceAxis(low, high, axisParts);
  const sizes = [base ?? 0, total ?? 0, ...rows.map((row) => row.contribution)];
  const digits = Math.min(mostDigits, digitsFor(sizes, digitsThatCount));
  const shared = { axis, digits, hasValues };
  return (
    <table class="waterfall">
      <thead>
        <tr>
          <th scope="col">Feature</th>
          {hasValues && (
            <>
              <th scope="col" class="num wide">
                Value
              </th>
              <th scope="col" class="num wide">
                Typical
              </th>
            </>
          )}
          <th scope="col" class="track">
            <span class="unseen">Bar</span>
            <AxisLabels axis={axis} />
          </th>
          <th scope="col" class="num">
            Part
          </th>
        </tr>
      </thead>
      <tbody>
        {base !== null && <Row {...shared} kind="base" label="Base value" from={0} to={base} joinAfter={base} />}
        {rows.map((row, index) => (
          <Row
            key={row.label}
            {...shared}
            kind="part"
            label={capitalised(row.label)}
            value={row.value}
            typical={row.typical}
            from={row.from}
            to={row.to}
            joinBefore={base === null ? null : row.from}
            joinAfter={base === null || (index === rows.length - 1 && !others && total === null) ? null : row.to}
          />
        ))}
        {others && (
          <Row
            {...shared}
            kind="rest"
            label={`${others.count} other features`}
            from={others.from}
            to={others.to}
            joinBefore={base === null ? null : others.from}
            joinAfter={total === null ? null : others.to}
          />
        )}
        {total !== null && <Row {...shared} kind="total" label="Prediction" from={0} to={total} joinBefore={total} />}
      </tbody>
    </table>
  );
}

type RowProps = {
  readonly axis: Axis;
  readonly digits: number;
  readonly hasValues: boolean;
  readonly kind: "base" | "part" | "rest" | "total";
  readonly label: string;
  readonly value?: string | null;
  readonly typical?: string | null;
  /** Where the bar begins and ends; its part is what lies between. */
  readonly from: number;
  readonly to: number;
  /** Where a line comes from the bar above, and goes to the one below. */
  readonly joinBefore?: number | null;
  readonly joinAfter?: number | null;
};

function Row(props: RowProps) {
  const { axis, digits, hasValues, kind, label, value = null, typical = null, from, to } = props;
  const { joinBefore = null, joinAfter = null } = props;
  const isEnd = kind === "base" || kind === "total";
  const color = isEnd ? kind : to < from ? "down" : "up";
  const at = (position: number) => ((position - axis.low) / (axis.high - axis.low)) * 100;
  const width = Math.abs(at(to) - at(from));
  return (
    <tr class={isEnd ? "end" : kind}>
      <th scope="row">
        {label}
        {value !== null && (
          <span class="sub">
            {value}
            {typical === null ? "" : `, typically ${typical}`}
          </span>
        )}
      </th>
      {hasValues && <td class="num wide">{value ?? ""}</td>}
      {hasValues && <td class="num wide dim">{typical ?? ""}</td>}
      <td class="track" style={{ "--parts": axis.ticks.length - 1 }}>
        {joinBefore !== null && <i class="join before" style={{ left: `${at(joinBefore)}%` }} />}
        {joinAfter !== null && <i class="join after" style={{ left: `${at(joinAfter)}%` }} />}
        <span class={`bar ${color}`} style={{ left: `${Math.min(at(from), at(to))}%`, width: `${width}%` }} />
      </td>
      <td class={`num ${isEnd ? "total" : color}`}>{formatSigned(to - from, digits)}</td>
    </tr>
  );
}

/** The two ends of the axis, and zero between them where there is room. */
function AxisLabels({ axis: { low, high, digits } }: { readonly axis: Axis }) {
  const zeroAt = ((0 - low) / (high - low)) * 100;
  return (
    <span class="axis" aria-hidden="true">
      <i style={{ left: "0%" }}>{formatFixed(low, digits)}</i>
      {zeroAt > 18 && zeroAt < 82 && <i style={{ left: `${zeroAt}%` }}>0</i>}
      <i style={{ left: "100%" }}>{formatFixed(high, digits)}</i>
    </span>
  );
}
