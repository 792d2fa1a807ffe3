import type { CustomerFileLayout } from "#sql";

import { textOf } from "./contributions-table.ts";

const bytesPerNumber = 8;

/** One column of a customer's record, as JSON. */
export type RecordCell = {
  /** Its number; NaN where there is none, also of a column that is no number. */
  readonly number: (record: DataView) => number;
  /** The value as it is. */
  readonly json: (record: DataView) => string;
  /** The value as people read it among contributions. */
  readonly shown: (record: DataView) => string;
};

const nothing: RecordCell = { number: () => Number.NaN, json: () => "null", shown: () => "null" };

/** The cells of a run's records by the column's name; a column that they do not hold has no value. */
export function createRecordCells({ columns }: CustomerFileLayout): (name: string) => RecordCell {
  const cells = new Map(columns.map((column, place) => [column.name, cellOf(column, place * bytesPerNumber)]));
  return (name) => cells.get(name) ?? nothing;
}

function cellOf(column: CustomerFileLayout["columns"][number], at: number): RecordCell {
  const read = (record: DataView) => record.getFloat64(at, true);
  switch (column.kind) {
    case "number":
      return { number: read, json: (record) => numberJson(read(record)), shown: (record) => shownJson(read(record)) };
    case "boolean": {
      const tell = (record: DataView) => booleanOf(read(record));
      return {
        number: () => Number.NaN,
        json: (record) => String(tell(record)),
        shown: (record) => JSON.stringify(textOf(tell(record))),
      };
    }
    case "text": {
      const texts = column.texts.map((text) => JSON.stringify(text));
      const tell = (record: DataView) => texts[read(record)] ?? "null";
      return { number: () => Number.NaN, json: tell, shown: tell };
    }
    default:
      return column satisfies never;
  }
}

function booleanOf(value: number): boolean | null {
  return Number.isFinite(value) ? value === 1 : null;
}

/** JSON of a number; null for one that is none. */
export function numberJson(value: number): string {
  return Number.isFinite(value) ? String(value) : "null";
}

/** JSON of a number as people read it among contributions. */
export function shownJson(value: number): string {
  return Number.isFinite(value) ? `"${textOf(value)}"` : "null";
}
