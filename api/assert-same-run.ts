import { AppError } from "#core";
import type { Domain } from "#knowledge";
import type { RunQuery } from "#sql";

/**
 * Throws `RESULTS_DAMAGED` where the tables of an engine elsewhere hold another run than this machine: its models would
 * explain predictions that they did not make. Also throws what the engine's first query throws, so that a service
 * whose engine cannot be used does not start.
 */
export async function assertSameRun(
  runQuery: RunQuery,
  { domain, runId, signal }: { readonly domain: Domain; readonly runId: string; readonly signal: AbortSignal },
): Promise<void> {
  const sql = `SELECT DISTINCT pipeline_run_id FROM ${domain.results.table} LIMIT 5`;
  const { rows } = await runQuery({ sql, role: "analyst", signal });
  const found = rows.map(([value]) => String(value));
  if (found.length === 1 && found[0] === runId) return;
  throw new AppError("RESULTS_DAMAGED", {
    detail: `The engine's tables hold ${found.length === 0 ? "no run" : found.join(", ")}; this machine has ${runId}.`,
    hint: "Publish this machine's run to the tables, or bring the run that they hold to this machine.",
  });
}
