import type { TurnEvent } from "#agent";

import { audienceOf, type CustomerSigns } from "../render/index.ts";

/** Whether what a step found is about single customers: judged as the evidence that it will be of the answer. */
export function showsCustomers(
  { id, name, summary, table, sql, elapsedMs }: Extract<TurnEvent, { type: "tool-end" }>,
  input: Readonly<Record<string, unknown>>,
  signs: CustomerSigns,
): boolean {
  const evidence = {
    id,
    tool: name,
    title: summary,
    input: { ...input },
    sql,
    queryId: null,
    columns: (table?.columns ?? []).map((column) => ({ ...column })),
    rows: (table?.rows ?? []).map((row) => [...row]),
    rowCount: table?.rowCount ?? 0,
    truncated: false,
    scannedBytes: 0,
    elapsedMs,
    more: {},
    notices: [],
    verified: null,
  };
  return audienceOf({ text: "", evidence: [evidence] }, signs) === "asker";
}
