import { readSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

import { AppError } from "#core";

import type { SqlValue } from "../port.ts";
import { customerFileLayout, numbersPerPrediction, recordParts, tailBytes, type CustomerFileLayout } from "./layout.ts";

/** What a run published of one customer. All of it: what a person may see is for the caller. */
export type CustomerRecord = {
  readonly row: Readonly<Record<string, SqlValue>>;
  readonly predictions: readonly {
    readonly model: string;
    readonly version: string;
    readonly prediction: number | null;
    readonly lower: number | null;
    readonly upper: number | null;
    readonly baseValue: number;
    /** The strongest first. */
    readonly contributions: readonly { readonly feature: string; readonly contribution: number }[];
  }[];
};

/** Customers of one run by id, each with one read of the disk. */
export type CustomerFile = {
  /** Null where nobody has the id. */
  readonly find: (id: string, signal?: AbortSignal) => Promise<CustomerRecord | null>;
  readonly layout: CustomerFileLayout;
  /**
   * The record as it lies in the file; null where nobody has the id. It is valid until the next call. Read at once, not
   * in the background: from the system's own memory that takes a hundredth of what asking another thread does.
   */
  readonly record: (id: string) => DataView | null;
  readonly close: () => Promise<void>;
};

/** Opens the file; keeps its ids in memory. Throws `RESULTS_DAMAGED` where it is not whole. */
export async function openCustomerFile(path: string): Promise<CustomerFile> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw damaged(cause);
  });
  try {
    const { layout, ids } = await readEnds(file);
    const parts = recordParts(layout);
    const held = new DataView(new ArrayBuffer(parts.bytes));
    return {
      layout,
      record: (id) => {
        const place = placeOf(ids, layout, id);
        if (place === null) return null;
        if (readSync(file.fd, held, 0, parts.bytes, place * parts.bytes) !== parts.bytes) throw damaged();
        return held;
      },
      find: async (id, signal) => {
        signal?.throwIfAborted();
        const place = placeOf(ids, layout, id);
        if (place === null) return null;
        return readRecord(layout, await readAt(file, place * parts.bytes, parts.bytes));
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readEnds(file: FileHandle): Promise<{ readonly layout: CustomerFileLayout; readonly ids: Buffer }> {
  const { size } = await file.stat();
  const length = (await readAt(file, size - tailBytes, tailBytes)).readUInt32LE();
  const text = (await readAt(file, size - tailBytes - length, length)).toString();
  const parsed = customerFileLayout.safeParse(jsonOf(text));
  if (!parsed.success) throw damaged(parsed.error);
  const layout = parsed.data;
  const idsBytes = layout.customers * layout.idBytes;
  const idsAt = layout.customers * recordParts(layout).bytes;
  if (idsAt + idsBytes + length + tailBytes !== size) throw damaged();
  return { layout, ids: await readAt(file, idsAt, idsBytes) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(cause);
  }
}

async function readAt(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  if (position < 0) throw damaged();
  const buffer = Buffer.allocUnsafe(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, position);
  if (bytesRead !== bytes) throw damaged();
  return buffer;
}

/** Binary search by bytes. */
function placeOf(ids: Buffer, { customers, idBytes }: CustomerFileLayout, id: string): number | null {
  const wanted = Buffer.alloc(idBytes);
  if (Buffer.byteLength(id) > idBytes) return null;
  wanted.write(id);
  let low = 0;
  let high = customers;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids.compare(wanted, 0, idBytes, middle * idBytes, (middle + 1) * idBytes) < 0) low = middle + 1;
    else high = middle;
  }
  const isThere = low < customers && ids.compare(wanted, 0, idBytes, low * idBytes, (low + 1) * idBytes) === 0;
  return isThere ? low : null;
}

function readRecord(layout: CustomerFileLayout, record: Buffer): CustomerRecord {
  const parts = recordParts(layout);
  const numberAt = (place: number) => {
    const value = record.readDoubleLE(place * Float64Array.BYTES_PER_ELEMENT);
    return Number.isFinite(value) ? value : null;
  };
  const row = Object.fromEntries(
    layout.columns.map((column, place): [string, SqlValue] => [column.name, cellOf(column, numberAt(place))]),
  );
  let at = 0;
  const predictions = layout.models.map(({ name, version, baseValue, width }, index) => {
    const first = parts.predictionsAt + index * numbersPerPrediction;
    const contributions = Array.from({ length: width }, () => {
      const feature = layout.features[record[parts.codesAt + at] ?? 0] ?? "";
      const contribution = numberAt(parts.contributionsAt + at) ?? Number.NaN;
      at += 1;
      return { feature, contribution };
    });
    const [prediction = null, lower = null, upper = null] = [first, first + 1, first + 2].map(numberAt);
    return { model: name, version, prediction, lower, upper, baseValue, contributions };
  });
  return { row, predictions };
}

function cellOf(column: CustomerFileLayout["columns"][number], value: number | null): SqlValue {
  if (value === null) return null;
  switch (column.kind) {
    case "number":
      return value;
    case "boolean":
      return value === 1;
    case "text":
      return column.texts[value] ?? null;
    default:
      return column satisfies never;
  }
}

function damaged(cause?: unknown): AppError {
  return new AppError("RESULTS_DAMAGED", {
    detail: "The run's file of customers is not whole.",
    hint: "Run the pipeline again.",
    cause,
  });
}
