import type { Answer, RunTurn } from "#agent";
import { toAppError, type IdSource } from "#core";

import { askQuestion } from "../ask-question.ts";
import type { MetamorphicCase } from "./generate-cases.ts";
import type { Asked } from "./relation.ts";

/** How one case went on one data set. */
export type RelationResult = {
  readonly id: string;
  readonly relation: string;
  readonly claim: string;
  readonly dataSet: string;
  /**
   * abstained: an answer said that it did not understand, or asked back, which breaks no relation. unread: answered
   * without the figure. error: a turn failed.
   */
  readonly status: "held" | "violated" | "abstained" | "unread" | "error";
  /** Each conversation's turns. */
  readonly questions: readonly (readonly string[])[];
  readonly figures: readonly string[];
  readonly note: string;
};

/** The product over one data set. */
export type AskedProduct = { readonly dataSet: string; readonly runTurn: RunTurn };

/** Asks every case of a product, so many at a time; results in the order of the cases. Throws only when `signal` aborts. */
export async function runRelations(
  cases: readonly MetamorphicCase[],
  product: AskedProduct,
  deps: { readonly ids: IdSource; readonly signal: AbortSignal; readonly concurrency: number },
): Promise<readonly RelationResult[]> {
  const results: RelationResult[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < cases.length; at = next++) {
      const one = cases[at];
      if (one) results[at] = await runCase(one, product, deps);
    }
  };
  await Promise.all(Array.from({ length: deps.concurrency }, work));
  return results;
}

async function runCase(
  one: MetamorphicCase,
  { dataSet, runTurn }: AskedProduct,
  deps: { readonly ids: IdSource; readonly signal: AbortSignal },
): Promise<RelationResult> {
  const told = {
    id: one.id,
    relation: one.relation.name,
    claim: one.relation.claim,
    dataSet,
    questions: one.asks.map((asked) => asked.turns),
  };
  const answers: Answer[] = [];
  try {
    // One after another: a case is one person's work, and what a person may be told hangs on what they were told.
    for (const asked of one.asks) answers.push(await converse(asked, runTurn, deps));
  } catch (thrown) {
    deps.signal.throwIfAborted();
    const { code, detail } = toAppError(thrown);
    return { ...told, status: "error", figures: [], note: `${code}: ${detail}` };
  }
  if (answers.some((answer) => answer.outcome !== "answered")) {
    return { ...told, status: "abstained", figures: answers.map((answer) => answer.outcome), note: "" };
  }
  return { ...told, ...one.check(answers) };
}

/** Each conversation is of a person of its own, whom nothing was told before. */
async function converse(
  { turns, role }: Asked,
  runTurn: RunTurn,
  { ids, signal }: { readonly ids: IdSource; readonly signal: AbortSignal },
): Promise<Answer> {
  const thread = ids("eval");
  let answer: Answer | undefined;
  for (const question of turns) answer = await askQuestion(runTurn, { thread, question, role, person: thread, signal });
  if (answer === undefined) throw new RangeError("a conversation has at least one question");
  return answer;
}
