import type { Check, CheckContext } from "./check.ts";

/**
 * What one answer may take: a question that needs more is asked in a way that does not scale. The longest table that an
 * answer needs is a row a day of the history, 90.
 */
const most = { calls: 16, tokens: 200_000, scannedBytes: 500_000_000, rows: 250 } as const;

/** Tools that answer "what if"; only what comes from them is simulated. */
const simulating = ["simulate_change", "explain_prediction"];

/** Calls, tokens and bytes within the budget, no query twice, no table carried off whole. */
export function checkThrift({ answer }: CheckContext): Check {
  const { usage, evidence } = answer;
  const tokens = usage.inputTokens + usage.outputTokens;
  const queries = evidence.filter(({ tool, sql }) => tool === "query_athena" && sql !== null).map(({ sql }) => sql);
  const faults = [
    ...(evidence.length > most.calls ? [`${evidence.length} calls`] : []),
    ...(tokens > most.tokens ? [`${tokens} tokens`] : []),
    ...(usage.scannedBytes > most.scannedBytes ? [`${usage.scannedBytes} bytes scanned`] : []),
    ...(new Set(queries).size < queries.length ? ["the same query twice"] : []),
    ...evidence
      .filter(({ rows }) => rows.length > most.rows)
      .map(({ id, rows }) => `${id} carries ${rows.length} rows`),
  ];
  return { id: "thrift", pass: faults.length === 0, note: faults.join("; ") };
}

/** Each kind of caveat once, and "simulated" only where something was. */
export function checkCaveats({ answer }: CheckContext): Check {
  const kinds = answer.caveats.map((caveat) => caveat.kind);
  const twice = kinds.find((kind, index) => kinds.indexOf(kind) !== index);
  const hasSimulated = answer.evidence.some(({ tool }) => simulating.includes(tool));
  const faults = [
    ...(twice === undefined ? [] : [`${twice} twice`]),
    ...(kinds.includes("simulated") && !hasSimulated ? ["simulated, and nothing was"] : []),
  ];
  return { id: "caveats", pass: faults.length === 0, note: faults.join("; ") };
}
