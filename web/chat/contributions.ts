import type { Answer } from "../contract/routes.d.ts";
import type { TableData } from "../ui/table-data.ts";
import { evidenceTable, firstNumber, type Chart } from "./evidence-table.ts";

export type ContributionRow = {
  readonly label: string;
  /** The customer's value and the typical one, where the evidence has them. */
  readonly value: string | null;
  readonly typical: string | null;
  readonly contribution: number;
  /** Where its bar begins and ends, in the contributions' unit. */
  readonly from: number;
  readonly to: number;
};

/** Contributions that add up from a base to a total; base and total are null where the evidence has none. */
export type Contributions = {
  readonly base: number | null;
  readonly total: number | null;
  readonly rows: readonly ContributionRow[];
  /** How many further features are told as one, and what they come to. */
  readonly others: {
    readonly count: number;
    readonly contribution: number;
    readonly from: number;
    readonly to: number;
  } | null;
  /** Ends of the axis. */
  readonly low: number;
  readonly high: number;
};

/** Reads the contributions that a chart names, the largest `most` one by one. Null where the evidence lacks them. */
export function readContributions(answer: Answer, chart: Chart, most: number): Contributions | null {
  const table = evidenceTable(answer, chart.evidence, chart.table ?? null);
  const main = evidenceTable(answer, chart.evidence, null);
  if (!table || !main) return null;
  const read = contributionRows(table, chart.x, chart.y);
  if (read.length === 0) return null;
  const base = firstNumber(main, "base_value");
  const total = base === null ? null : firstNumber(main, "margin");
  return layOutContributions(read, base, total, most);
}

type ReadRow = Pick<ContributionRow, "label" | "value" | "typical" | "contribution">;

/** The rows of a table of contributions; with the values where it has the columns value and typical. */
export function contributionRows(table: TableData, label: string, contribution: string): readonly ReadRow[] {
  const at = (name: string) => table.columns.findIndex((column) => column.name === name);
  const [labelAt, sizeAt, valueAt, typicalAt] = [at(label), at(contribution), at("value"), at("typical")];
  return table.rows.flatMap((row) => {
    const size = row[sizeAt];
    return typeof size === "number"
      ? [
          {
            label: text(row[labelAt]) ?? "",
            value: text(row[valueAt]),
            typical: text(row[typicalAt]),
            contribution: size,
          },
        ]
      : [];
  });
}

/** With a base each bar begins where the one before it ended; without, each begins at zero. */
export function layOutContributions(
  read: readonly ReadRow[],
  base: number | null,
  total: number | null,
  most: number,
): Contributions {
  const alone = read.length <= most + 1 ? read : read.slice(0, most);
  let end = base ?? 0;
  const step = (contribution: number) => {
    const from = base === null ? 0 : end;
    end = from + contribution;
    return { from, to: end };
  };
  const rows = alone.map((row) => ({ ...row, ...step(row.contribution) }));
  const left = read.slice(alone.length);
  const rest = left.reduce((sum, row) => sum + row.contribution, 0);
  const others = left.length > 0 ? { count: left.length, contribution: rest, ...step(rest) } : null;
  const ends = [0, ...rows, ...(others ? [others] : [])].flatMap((bar) =>
    typeof bar === "number" ? [bar] : [bar.from, bar.to],
  );
  const all = [...ends, base ?? 0, total ?? 0];
  return { base, total, rows, others, low: Math.min(...all), high: Math.max(...all) };
}

function text(value: string | number | boolean | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
