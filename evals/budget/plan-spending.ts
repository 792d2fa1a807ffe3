import type { ModelName } from "#agent";
import { AppError } from "#core";

import { estimateQuestionUsd } from "./estimate-cost.ts";

/** What a run is taken to cost before it starts, in US dollars. */
export type SpendingPlan = {
  readonly questionUsd: number;
  readonly estimateUsd: number;
  /** Infinity where nothing caps it. */
  readonly capUsd: number;
};

/**
 * Plans what a run of so many questions may cost. Throws `USAGE` where the estimate is over the budget, and where a
 * budget cannot be held because the model's price is not known.
 */
export function planSpending(model: ModelName, questions: number, budgetUsd: number | null): SpendingPlan {
  const questionUsd = estimateQuestionUsd(model);
  if (questionUsd === null && budgetUsd !== null) {
    throw new AppError("USAGE", {
      detail: `The price of ${model.provider} ${model.name} is not known, so no budget can be held.`,
      hint: "Give --budget-usd none to run without one.",
    });
  }
  const estimateUsd = (questionUsd ?? 0) * questions;
  const capUsd = budgetUsd ?? Infinity;
  if (estimateUsd > capUsd) {
    throw new AppError("USAGE", {
      detail: `${questions} questions to ${model.name} are estimated at ${estimateUsd.toFixed(2)} US dollars, over the budget of ${capUsd}.`,
      hint: "Raise --budget-usd, or ask fewer cases with --suite or --only.",
    });
  }
  return { questionUsd: questionUsd ?? 0, estimateUsd, capUsd };
}
