import { z } from "zod";

import type { ReviewPolicy } from "#knowledge";

import type { DuckdbSession } from "../duckdb/session.ts";
import { literal } from "../duckdb/sql-text.ts";

/** A model whose doubtful decisions are left to people. */
export type UncertainModel = {
  readonly model: string;
  /** Its column among the scores. */
  readonly prediction: string;
  readonly threshold: number;
  /** Decisions this near the threshold are doubtful. */
  readonly band: number;
};

/**
 * Picks rows for review into the table `picked` (id, reason, place from 0, error), nobody twice, in this order: the
 * highest predictions (`high_pred`), the lowest (`low_pred`), those off by most (`large_error`), each uncertain model's
 * decisions nearest to its threshold (`low_confidence`), and up to the total at random from the middle quartiles
 * (`baseline`). `scored` is a query of id, prediction, error and `distance_0` … of the uncertain models. Equal values go
 * by id; the same seed draws the same.
 */
export async function pickForReview(
  session: DuckdbSession,
  work: {
    readonly scored: string;
    readonly policy: ReviewPolicy;
    readonly uncertain: readonly UncertainModel[];
    readonly seed: number;
  },
): Promise<void> {
  const { policy, seed } = work;
  const { highest, lowest, largeError, total } = policy;
  await session.run(`
    CREATE TEMP TABLE scored AS ${work.scored};
    CREATE TABLE picked (id VARCHAR, reason VARCHAR, place INTEGER, error DOUBLE)`);
  const pick = async (reason: string, where: string, order: string, limit: number) => {
    const { taken } = await session.row("SELECT count(*)::INTEGER AS taken FROM picked", z.object({ taken: z.int() }));
    await session.run(`
      INSERT INTO picked
      SELECT id, ${literal(reason)}, ${taken} + row_number() OVER (ORDER BY ${order}, id) - 1, error
      FROM scored ANTI JOIN picked USING (id) WHERE ${where}
      ORDER BY ${order}, id LIMIT ${Math.max(0, Math.min(limit, total - taken))}`);
  };
  await pick("high_pred", "prediction IS NOT NULL", "prediction DESC", highest);
  await pick("low_pred", "prediction IS NOT NULL", "prediction", lowest);
  await pick("large_error", `error > ${largeError.above}`, "error DESC", largeError.top);
  for (const [place, { band }] of work.uncertain.entries()) {
    await pick("low_confidence", `distance_${place} <= ${band}`, `distance_${place}`, policy.uncertain);
  }
  const middle = `prediction BETWEEN (SELECT quantile_cont(prediction, 0.25) FROM scored) AND (SELECT quantile_cont(prediction, 0.75) FROM scored)`;
  await pick("baseline", middle, `md5(concat(id, '/', ${seed}))`, total);
}
