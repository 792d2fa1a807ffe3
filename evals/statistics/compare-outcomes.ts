import { signTest, type SignTest } from "./sign-test.ts";

/** How a case came out. An error says nothing of an answer: it passes nothing, and is told apart from a failure. */
export type Outcome = "passed" | "failed" | "error";

/** Two runs case by case. The first figure of n10 is the accepted run, the second this one; 1 is passed. */
export type Comparison = {
  readonly n11: number;
  readonly n10: number;
  readonly n01: number;
  readonly n00: number;
  /** Passed then and not now, in the order of this run. */
  readonly lost: readonly string[];
  /** Passed now and not then. */
  readonly won: readonly string[];
  /** In this run only. */
  readonly added: readonly string[];
  /** In the accepted run only; empty where this run asked a choice of cases. */
  readonly removed: readonly string[];
  /** Of the losses against the gains. */
  readonly test: SignTest;
};

/** Pairs this run with the accepted one. Cases of one of them alone are no pair and count for nothing. */
export function compareOutcomes(
  accepted: ReadonlyMap<string, Outcome>,
  now: ReadonlyMap<string, Outcome>,
  { isWhole }: { readonly isWhole: boolean },
): Comparison {
  const pairs = [...now].flatMap(([id, outcome]) => {
    const before = accepted.get(id);
    return before === undefined ? [] : [{ id, before: before === "passed", after: outcome === "passed" }];
  });
  const idsOf = (before: boolean, after: boolean) =>
    pairs.filter((pair) => pair.before === before && pair.after === after).map(({ id }) => id);
  const lost = idsOf(true, false);
  const won = idsOf(false, true);
  return {
    n11: idsOf(true, true).length,
    n10: lost.length,
    n01: won.length,
    n00: idsOf(false, false).length,
    lost,
    won,
    added: [...now.keys()].filter((id) => !accepted.has(id)),
    removed: isWhole ? [...accepted.keys()].filter((id) => !now.has(id)) : [],
    test: signTest(lost.length, won.length),
  };
}
