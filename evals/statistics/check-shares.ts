import type { CaseResult } from "../run-suite.ts";

/** In how many answers one of the checks held. */
export type CheckShare = {
  readonly id: string;
  readonly held: number;
  readonly answers: number;
  /** The cases whose answers break it. */
  readonly broken: readonly string[];
};

/** Counts each check over all answers, in the checks' order. Errors have no answer. */
export function checkShares(results: readonly CaseResult[]): readonly CheckShare[] {
  const shares = new Map<string, { held: number; answers: number; broken: string[] }>();
  for (const result of results) {
    if (result.status === "error") continue;
    for (const { id, pass } of result.score.checks) {
      const share = shares.get(id) ?? { held: 0, answers: 0, broken: [] };
      shares.set(id, share);
      share.answers++;
      if (pass) share.held++;
      else if (!share.broken.includes(result.case.id)) share.broken.push(result.case.id);
    }
  }
  return [...shares].map(([id, share]) => ({ id, ...share }));
}

/** What does not hold as often as it must, in words; a check that `least` does not name must hold in every answer. */
export function checkFaults(shares: readonly CheckShare[], least: Readonly<Record<string, number>>): readonly string[] {
  return shares
    .filter(({ id, held, answers }) => held < (least[id] ?? 1) * answers)
    .map(({ id, held, answers, broken }) => {
      const named = broken.slice(0, 5).join(", ") + (broken.length > 5 ? ", …" : "");
      return `${id} holds in ${held} of ${answers} answers, not in ${named}`;
    });
}
