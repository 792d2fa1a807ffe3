import type { ModelName } from "#agent";
import { AppError } from "#core";

import { estimateJudgementUsd, estimateQuestionUsd } from "./estimate-cost.ts";

/** What a run is taken to cost before it starts, in US dollars. */
export type SpendingPlan = {
  readonly questionUsd: number;
  /** Of judging one answer; 0 without a judge. */
  readonly judgementUsd: number;
  readonly estimateUsd: number;
  /** Infinity where nothing caps it. */
  readonly capUsd: number;
};

/**
 * Plans what a run of so many questions may cost, and of so many judged answers where there is a judge. Throws `USAGE`
 * where the estimate is over the budget, and where a budget cannot be held because a model's price is not known.
 */
export function planSpending(
  model: ModelName,
  questions: number,
  budgetUsd: number | null,
  judging: { readonly model: ModelName; readonly answers: number } | null = null,
): SpendingPlan {
  const questionUsd = priced(model, estimateQuestionUsd(model), budgetUsd);
  const judgementUsd = judging === null ? 0 : priced(judging.model, estimateJudgementUsd(judging.model), budgetUsd);
  const estimateUsd = questionUsd * questions + judgementUsd * (judging?.answers ?? 0);
  const capUsd = budgetUsd ?? Infinity;
  if (estimateUsd > capUsd) {
    throw new AppError("USAGE", {
      detail: `${questions} questions to ${model.name} are estimated at ${estimateUsd.toFixed(2)} US dollars, over the budget of ${capUsd}.`,
      hint: "Raise --budget-usd, or ask fewer cases with --suite or --only.",
    });
  }
  return { questionUsd, judgementUsd, estimateUsd, capUsd };
}

/** The price, where a budget asks for one; 0 where it is not known and nothing asks. */
function priced({ provider, name }: ModelName, usd: number | null, budgetUsd: number | null): number {
  if (usd !== null || budgetUsd === null) return usd ?? 0;
  throw new AppError("USAGE", {
    detail: `The price of ${provider} ${name} is not known, so no budget can be held.`,
    hint: "Give --budget-usd none to run without one.",
  });
}
