import { isAppError } from "#core";
import type { Domain } from "#knowledge";

import { createGuard } from "../guard/create-guard.ts";
import type { QueryRequest, QueryResult, RunQuery, SqlValue } from "../port.ts";
import { comparisonQuery, readSpread } from "./watch-comparison.ts";
import { createWatchHistory } from "./watch-history.ts";
import { judgePopulations, mostAtoms, type CountSpread } from "./watch-judge.ts";

export type DifferencingWatchOptions = {
  /** What answers queries, its cache included: what came from memory was given all the same. */
  readonly runQuery: RunQuery;
  readonly domain: Domain;
  /** The run that is asked now; what was given of an earlier one does not count. */
  readonly runId: () => string;
  /** Populations that are remembered for each person. */
  readonly rememberedPopulations?: number;
};

/**
 * Refuses a query whose groups, beside those that the same person was told of on this run, would single out fewer
 * than k persons by difference. Groups count that privacy protects from the role: those a confidential column took
 * part in, and for a viewer all. Where it is enough to withhold more groups, that is done instead, with a notice. How they overlap is counted on the engine, by queries with a steward's rights whose
 * results nobody sees; their bytes are added to the result's. Queries without a person share one history. Throws
 * `PRIVACY_REFUSED`, and whatever `runQuery` throws. docs/decisions/0012-differencing.md tells what this cannot see.
 */
export function createDifferencingWatch(options: DifferencingWatchOptions): RunQuery {
  const { runQuery, domain, runId, rememberedPopulations = 40 } = options;
  const guard = createGuard({ domain });
  const history = createWatchHistory(rememberedPopulations);
  return async (request: QueryRequest): Promise<QueryResult> => {
    const { populations } = guard.check({ sql: request.sql, role: request.role, maxRows: 1 });
    if (populations.length === 0) return runQuery(request);
    let comparedBytes = 0;
    const count: CountSpread = async (together) => {
      try {
        const rows: (readonly SqlValue[])[] = [];
        // An engine gives fewer rows at once than a comparison may have.
        while (rows.length < mostAtoms) {
          const sql = comparisonQuery(together, rows.length);
          const page = await runQuery({ ...request, sql, role: "steward", maxRows: mostAtoms });
          comparedBytes += page.scannedBytes;
          rows.push(...page.rows);
          if (!page.truncated) return readSpread(together, rows);
        }
        return null;
      } catch (failure) {
        if (isAppError(failure, "SQL_REFUSED", "SQL_FAILED")) return null;
        throw failure;
      }
    };
    const { judgement, forget } = await history.inTurn(request.person ?? "", runId(), (known) =>
      judgePopulations(populations, known, domain.policy.minimumGroupSize, count),
    );
    try {
      const { smallestGroup } = judgement;
      const isRaised = smallestGroup > domain.policy.minimumGroupSize;
      const result = await runQuery(isRaised ? { ...request, smallestGroup } : request);
      const notices = isRaised ? [...result.notices, raisedNotice(smallestGroup)] : result.notices;
      return { ...result, notices, scannedBytes: result.scannedBytes + comparedBytes };
    } catch (failure) {
      // Nothing was told.
      forget();
      throw failure;
    }
  };
}

function raisedNotice(smallestGroup: number): string {
  return `All groups of fewer than ${smallestGroup} are left out here: the smallest alone would follow from the total or from earlier answers.`;
}
