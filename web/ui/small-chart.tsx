import { formatNumber } from "./format.ts";

export type SmallPoint = { readonly at: number; readonly value: number };

const widthPx = 300;
const heightPx = 56;
const edgePx = 3;

/** One series as a small line, with its range told beside it; its figures stand in a table nearby. */
export function SmallChart({ label, points }: { readonly label: string; readonly points: readonly SmallPoint[] }) {
  const values = points.map((point) => point.value);
  const [low, high] = [Math.min(0, ...values), Math.max(...values)];
  const [first, last] = [Math.min(...points.map((point) => point.at)), Math.max(...points.map((point) => point.at))];
  const x = ({ at }: SmallPoint) => edgePx + ((at - first) / (last - first || 1)) * (widthPx - 2 * edgePx);
  const y = ({ value }: SmallPoint) =>
    heightPx - edgePx - ((value - low) / (high - low || 1)) * (heightPx - 2 * edgePx);
  const line = points.map((point) => `${x(point).toFixed(1)},${y(point).toFixed(1)}`).join(" ");
  const newest = points.reduce((before, point) => (point.at > before.at ? point : before));
  return (
    <figure class="small-chart">
      <figcaption>
        <b>{label}</b>
        <span>
          {formatNumber(Math.min(...values))} to {formatNumber(high)}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${widthPx} ${heightPx}`}
        role="img"
        aria-label={`${label}: from ${formatNumber(Math.min(...values))} to ${formatNumber(high)}, last ${formatNumber(newest.value)}`}
      >
        <polyline points={line} />
        <circle cx={x(newest)} cy={y(newest)} r="2.5" />
      </svg>
    </figure>
  );
}
