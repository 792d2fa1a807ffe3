import { z } from "zod";

import type { TrinoAnswer } from "./trino-queries.ts";

const page = z.object({
  nextUri: z.string().optional(),
  columns: z.array(z.object({ type: z.string() })).optional(),
  data: z.array(z.array(z.unknown())).optional(),
  error: z.object({ errorName: z.string() }).optional(),
});

/** Trino's client protocol: the statement is posted, then each page names the next. */
export async function askTrino(server: string, sql: string, catalog?: string): Promise<TrinoAnswer> {
  const headers = { "X-Trino-User": "recorder", "X-Trino-Time-Zone": "UTC" };
  let types: readonly string[] = [];
  const rows: unknown[][] = [];
  let response = await fetch(`${server}/v1/statement`, {
    method: "POST",
    // Trino reads one statement without its semicolon.
    body: sql.replace(/;\s*$/, ""),
    headers: catalog === undefined ? headers : { ...headers, "X-Trino-Catalog": catalog },
  });
  for (;;) {
    const { nextUri, columns, data, error } = page.parse(await response.json());
    if (error) return { error: error.errorName };
    if (columns) types = columns.map((column) => column.type);
    if (data) rows.push(...data);
    if (nextUri === undefined) return { types: [...types], rows };
    response = await fetch(nextUri, { headers });
  }
}
