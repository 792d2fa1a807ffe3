import type { Answer } from "#agent";

import { chartRows } from "./chart-rows.ts";

type Chart = NonNullable<Answer["chart"]>;

/** One bar of a waterfall: from where to where it goes, and by how much. */
export type WaterfallRow = {
  readonly label: string;
  readonly kind: "base" | "step" | "total";
  /** A step's contribution; base and total themselves. */
  readonly value: number;
  readonly from: number;
  readonly to: number;
};

/** More steps than this are told as one. */
const mostSteps = 12;

/**
 * The contributions that a chart names, each from where the one before it ended, between base and total where the
 * evidence has both; without them each from zero. The smallest past the twelfth are told together, so that it adds up.
 */
export function waterfallRows(answer: Pick<Answer, "evidence">, chart: Chart): readonly WaterfallRow[] {
  const all = chartRows(answer, chart);
  const base = figure(answer, chart, "base_value");
  const total = figure(answer, chart, "margin");
  const alone = all.length <= mostSteps + 1 ? all : all.slice(0, mostSteps);
  const left = all.slice(alone.length);
  const rest = left.reduce((sum, row) => sum + row.value, 0);
  const steps = left.length > 0 ? [...alone, { label: `${left.length} other features`, value: rest }] : alone;
  if (base === null || total === null) {
    return steps.map(({ label, value }) => ({ label, kind: "step", value, from: 0, to: value }));
  }
  let end = base;
  const bars = steps.map(({ label, value }): WaterfallRow => {
    const from = end;
    end += value;
    return { label, kind: "step", value, from, to: end };
  });
  return [
    { label: "Base value", kind: "base", value: base, from: 0, to: base },
    ...bars,
    { label: "Prediction", kind: "total", value: total, from: 0, to: total },
  ];
}

/** A figure of the call whose contributions are drawn. */
function figure({ evidence }: Pick<Answer, "evidence">, chart: Chart, name: string): number | null {
  const source = evidence.find((one) => one.id === chart.evidence);
  const value = source?.rows[0]?.[source.columns.findIndex((column) => column.name === name)];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
