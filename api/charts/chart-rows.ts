import type { Answer } from "#agent";

import type { EvidenceTable } from "../service.ts";

type Chart = NonNullable<Answer["chart"]>;

/** One bar or point: its label as told, its value, the ends of its interval where the chart names them. */
export type ChartRow = {
  readonly label: string;
  /** Numbers and dates keep their order on an axis; texts keep that of the rows. */
  readonly position: number | null;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
};

/** The rows that a chart draws, in the evidence's order. Empty where the evidence lacks them. */
export function chartRows(answer: Pick<Answer, "evidence">, chart: Chart): readonly ChartRow[] {
  const source = answer.evidence.find((one) => one.id === chart.evidence);
  const table: EvidenceTable | undefined = chart.table === null ? source : source?.more[chart.table];
  if (!table) return [];
  const indexOf = (name: string | null) => table.columns.findIndex((column) => column.name === name);
  const [x, y, low, high] = [indexOf(chart.x), indexOf(chart.y), indexOf(chart.low), indexOf(chart.high)];
  // Features have names of columns; where the evidence has them in words too, a reader is told those.
  const isFeature = chart.x === "feature";
  const words = isFeature ? indexOf("label") : -1;
  const digits = digitsToTellApart(table.rows.map((row) => row[x]));
  return table.rows.flatMap((row) => {
    const value = row[y];
    if (typeof value !== "number" || !Number.isFinite(value)) return [];
    const key = row[x] ?? null;
    return [
      {
        label: isFeature ? inWords(String(row[words] ?? key)) : labelOf(key, digits),
        position: typeof key === "number" ? key : positionOf(key),
        value,
        low: finite(row[low]),
        high: finite(row[high]),
      },
    ];
  });
}

/** A key as it stands on an axis: whole numbers as they are, others with `digits` that count. */
function labelOf(key: string | number | boolean | null, digits: number): string {
  switch (typeof key) {
    case "number":
      return Number.isInteger(key) ? String(key) : String(Number(key.toPrecision(digits)));
    case "boolean":
      return key ? "yes" : "no";
    default:
      return key ?? "none";
  }
}

function inWords(name: string): string {
  return name.replaceAll("_", " ");
}

/** The fewest digits, of three to six, that give each number a label of its own. */
function digitsToTellApart(keys: readonly unknown[]): number {
  const numbers = new Set(keys.filter((key) => typeof key === "number"));
  const isEnough = (digits: number) => new Set([...numbers].map((key) => labelOf(key, digits))).size === numbers.size;
  return [3, 4, 5].find(isEnough) ?? 6;
}

/** A date as milliseconds; null for any other text. */
function positionOf(key: unknown): number | null {
  return typeof key === "string" && /^\d{4}-\d{2}-\d{2}/.test(key) ? Date.parse(key) : null;
}

function finite(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
