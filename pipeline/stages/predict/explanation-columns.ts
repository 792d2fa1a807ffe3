import { DOUBLE, INTEGER, UTINYINT, type DuckDBType } from "@duckdb/node-api";

import type { TypedColumn } from "../../duckdb/typed-columns.ts";
import type { ExplainedRows } from "./explain-rows.ts";

/** The long table of a batch: by customer, in it by model, in it by rank. `explained[m]` is what model m says. */
export function explanationColumns(
  explained: readonly ExplainedRows[],
  types: { readonly model: DuckDBType; readonly feature: DuckDBType },
  { from, to }: { readonly from: number; readonly to: number },
): TypedColumn[] {
  const length = (to - from) * explanationWidth(explained);
  const rowIndex = new Int32Array(length);
  const model = new Uint8Array(length);
  const feature = new Uint8Array(length);
  const contribution = new Float64Array(length);
  const rank = new Uint8Array(length);
  let at = 0;
  for (let row = 0; row < to - from; row++) {
    for (let index = 0; index < explained.length; index++) {
      const { width, codes, values } = explained[index]!.ranked;
      feature.set(codes.subarray(row * width, (row + 1) * width), at);
      contribution.set(values.subarray(row * width, (row + 1) * width), at);
      rowIndex.fill(from + row, at, at + width);
      model.fill(index, at, at + width);
      for (let place = 1; place <= width; place++, at++) rank[at] = place;
    }
  }
  return [
    { type: INTEGER, values: rowIndex },
    { type: types.model, values: model },
    { type: types.feature, values: feature },
    { type: DOUBLE, values: contribution },
    { type: UTINYINT, values: rank },
  ];
}

/** Entries of one customer over all models. */
export function explanationWidth(explained: readonly ExplainedRows[]): number {
  return explained.reduce((sum, { ranked }) => sum + ranked.width, 0);
}
