import { costOfUsage, type ModelName } from "#agent";

/**
 * What a question is taken to need before any was asked: the calls of one turn and the tokens of each, so that the
 * price of long prompts is met as it will be. Measured over the forty questions (`npm run bench -- tokens`, docs/claude.md)
 * and rounded up: a first prompt of 5,900 tokens, results of 600 to 2,500, Claude 5's third more for the same text.
 */
const assumedCalls = [
  { inputTokens: 8_500, outputTokens: 350, cacheReadTokens: 7_000, cacheWriteTokens: 1_400 },
  { inputTokens: 10_500, outputTokens: 350, cacheReadTokens: 8_400, cacheWriteTokens: 2_000 },
  { inputTokens: 12_500, outputTokens: 500, cacheReadTokens: 10_400, cacheWriteTokens: 2_000 },
] as const;

/** US dollars that a question is taken to cost with a model; null where its price is not known, 0 where it costs none. */
export function estimateQuestionUsd(model: ModelName): number | null {
  return costOfCalls(model, assumedCalls);
}

/** A case as a judge is given it: instructions, expectations and an answer, the longest of 6,000 characters. */
const assumedJudgement = [{ inputTokens: 2_600, outputTokens: 80, cacheReadTokens: 0, cacheWriteTokens: 0 }] as const;

/** As `estimateQuestionUsd`, for judging one answer. */
export function estimateJudgementUsd(model: ModelName): number | null {
  return costOfCalls(model, assumedJudgement);
}

function costOfCalls(model: ModelName, calls: readonly Parameters<typeof costOfUsage>[1][]): number | null {
  let sum = 0;
  for (const call of calls) {
    const cost = costOfUsage(model, call);
    if (cost === null) return null;
    sum += cost;
  }
  return sum;
}
