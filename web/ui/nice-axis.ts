/** An axis that ends at round numbers, and where its lines stand, the ends among them. */
export type Axis = {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly digits: number;
};

const roundSteps = [1, 2, 2.5, 5, 10];

/** The axis over [low, high] with about `parts` parts, each 1, 2, 2.5 or 5 times a power of ten wide. */
export function niceAxis(low: number, high: number, parts: number): Axis {
  // One value is no range yet.
  const top = high > low ? high : low + 1;
  const span = top - low;
  const power = 10 ** Math.floor(Math.log10(span / parts));
  const step = power * (roundSteps.find((one) => one * power * parts >= span) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(top / step - 1e-9));
  // Minus zero is written with its sign.
  const at = (index: number) => (first + index) * step || 0;
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => at(index));
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (roundTo(step / power) === 2.5 ? 1 : 0));
  return { low: at(0), high: at(last - first), ticks, digits };
}

/** Without what a division leaves behind the point. */
function roundTo(value: number): number {
  return Number(value.toPrecision(6));
}
