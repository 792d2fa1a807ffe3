import { DuckDBDataChunk, type DuckDBConnection, type DuckDBType, type DuckDBVector } from "@duckdb/node-api";

type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** One column to append: its DuckDB type and its values, whose array kind must be the type's own. */
export type TypedColumn = { readonly type: DuckDBType; readonly values: NumberArray };

/** Rows of one chunk of DuckDB's. */
const chunkRows = 2_048;

/**
 * Reads the columns of a query straight from DuckDB's memory, without a value ever becoming a JavaScript object.
 * `targets[i]` takes column i, and must be of its kind: Float32Array for FLOAT, Float64Array for DOUBLE, Int32Array
 * for INTEGER. NULL is not looked at: turn it into a value in the query. Returns the number of rows read.
 */
export async function readTypedColumns(
  connection: DuckDBConnection,
  sql: string,
  targets: readonly NumberArray[],
): Promise<number> {
  const result = await connection.stream(sql);
  let row = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return row;
    for (const [index, target] of targets.entries()) {
      target.set(itemsOf(chunk.getColumnVector(index)).subarray(0, chunk.rowCount), row);
    }
    row += chunk.rowCount;
  }
}

/** Appends columns of `rows` values each to a table that has exactly these columns in this order. */
export async function appendTypedColumns(
  connection: DuckDBConnection,
  table: string,
  columns: readonly TypedColumn[],
  rows: number,
): Promise<void> {
  const appender = await connection.createAppender(table);
  const types = columns.map((column) => column.type);
  // The appender copies what it is given, so one chunk serves for all rows; to make one takes longer than to fill it.
  let chunk = DuckDBDataChunk.create(types, Math.min(chunkRows, rows));
  for (let start = 0; start < rows; start += chunkRows) {
    const count = Math.min(chunkRows, rows - start);
    if (count < chunk.rowCount) chunk = DuckDBDataChunk.create(types, count);
    for (const [index, column] of columns.entries()) {
      const vector = chunk.getColumnVector(index);
      itemsOf(vector).set(column.values.subarray(start, start + count));
      vector.flush();
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** The vector's own memory. It is private in the client's types, and the only way that is not value by value. */
function itemsOf(vector: DuckDBVector): NumberArray {
  // The vectors of fixed-width numbers keep a typed array of this name; test/pipeline/typed-columns.test.ts pins it.
  return (vector as unknown as { readonly items: NumberArray }).items;
}
