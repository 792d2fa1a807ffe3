import { DOUBLE, DuckDBDataChunk, DuckDBDoubleVector, type DuckDBConnection } from "@duckdb/node-api";
import { AppError } from "#core";

/** DuckDB's vector size: a data chunk holds at most this many rows. */
const chunkRows = 2_048;

/** A table of doubles under construction; NaN is written as null. */
export type NumberTable = {
  /** Copies the values, in the order of the columns, into the next row. */
  append(values: ArrayLike<number>): void;
  /** Writes what is buffered and ends the appending. */
  close(): void;
  readonly rows: () => number;
};

/** Creates the table `name` with one DOUBLE column for each of `columns` and an appender of whole chunks for it. */
export async function createNumberTable(
  connection: DuckDBConnection,
  name: string,
  columns: readonly string[],
): Promise<NumberTable> {
  await connection.run(`CREATE TABLE ${name} (${columns.map((column) => `"${column}" DOUBLE`).join(", ")})`);
  const appender = await connection.createAppender(name);
  const chunk = DuckDBDataChunk.create(
    columns.map(() => DOUBLE),
    chunkRows,
  );
  const vectors = columns.map((_, index) => doubleVectorOf(chunk, index));
  let buffered = 0;
  let written = 0;
  const flush = () => {
    if (buffered === 0) return;
    for (const vector of vectors) vector.flush();
    chunk.rowCount = buffered;
    appender.appendDataChunk(chunk);
    written += buffered;
    buffered = 0;
  };
  return {
    append: (values) => {
      for (let column = 0; column < vectors.length; column++) {
        const value = values[column]!;
        vectors[column]!.setItem(buffered, Number.isNaN(value) ? null : value);
      }
      if (++buffered === chunkRows) flush();
    },
    close: () => {
      flush();
      appender.closeSync();
    },
    rows: () => written + buffered,
  };
}

function doubleVectorOf(chunk: DuckDBDataChunk, column: number): DuckDBDoubleVector {
  const vector = chunk.getColumnVector(column);
  if (vector instanceof DuckDBDoubleVector) return vector;
  throw new AppError("INTERNAL", {
    detail: "DuckDB gave a vector of another type than asked for.",
    hint: "Use the pinned version of @duckdb/node-api.",
  });
}
