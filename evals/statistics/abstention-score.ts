import type { Conduct } from "./judge-conduct.ts";

export type AbstentionScore = {
  readonly right: number;
  readonly abstained: number;
  readonly wrong: number;
  /** Points a wrong answer costs. */
  readonly penalty: number;
  /** Mean points, from -penalty to 1; null without an answer. */
  readonly score: number | null;
};

/**
 * Scores answers so that a guess pays only above a confidence: right is 1 point, silence 0, wrong -t / (1 - t) for the
 * confidence t asked for (Kalai et al. 2025, "Why language models hallucinate", section 4.2; the rule of reject-option
 * classification, Chow 1970). At t = 0.75 a wrong answer costs 3 points, what three right ones bring.
 */
export function scoreAbstention(conducts: readonly Conduct[], confidence = 0.75): AbstentionScore {
  const count = (kind: Conduct) => conducts.filter((conduct) => conduct === kind).length;
  const [right, abstained, wrong] = [count("right"), count("abstained"), count("wrong")];
  const penalty = confidence / (1 - confidence);
  return {
    right,
    abstained,
    wrong,
    penalty,
    score: conducts.length === 0 ? null : (right - penalty * wrong) / conducts.length,
  };
}
