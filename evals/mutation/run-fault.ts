import type { Answer, RunTurn } from "#agent";
import type { ErrorCode } from "#core";

import type { CaseResult } from "../run-suite.ts";
import type { Fault, Seams } from "./fault.ts";
import type { Unit } from "./sample-cases.ts";

/** What became of a planted fault. */
export type FaultResult = {
  readonly name: string;
  readonly about: string;
  readonly kind: Fault["kind"];
  /**
   * survived: it changed answers, and every case still passed. not-exercised: no case's answer was any different.
   * crashed: nothing turned red, and a turn ended in a fault of the program, so that nothing was shown either way.
   */
  readonly status: "caught" | "survived" | "not-exercised" | "crashed";
  /** Cases asked with the fault that pass without it. */
  readonly asked: number;
  /** Of them those whose answer was another. */
  readonly changed: number;
  /** The cases that turned red, each with the expectations and checks that failed. */
  readonly caughtBy: readonly { readonly case: string; readonly by: readonly string[]; readonly note: string }[];
  /** A question whose changed answer still passed; null where there is none. */
  readonly missed: { readonly case: string; readonly question: string; readonly text: string } | null;
  /** The first fault of the program, which counts for nothing; null where there was none. */
  readonly crash: { readonly case: string; readonly detail: string } | null;
};

/** A unit with the results of the product as it is. */
export type CleanUnit = { readonly unit: Unit; readonly results: readonly CaseResult[] };

export type FaultDeps = {
  readonly clean: readonly CleanUnit[];
  readonly create: (seams: Partial<Seams>) => Promise<(unit: Unit) => RunTurn>;
  /** Asks and scores a unit. */
  readonly run: (unit: Unit, runTurn: RunTurn) => Promise<readonly CaseResult[]>;
  /** Red cases after which a fault counts as caught and no more is asked. */
  readonly enough: number;
};

const outOfTime: readonly ErrorCode[] = ["SQL_TIMEOUT", "TURN_TIMEOUT"];

/** Plants one fault, asks the cases it may show in until enough of them are red, and tells what became of it. */
export async function runFault(fault: Fault, deps: FaultDeps): Promise<FaultResult> {
  const inner = fault.kind === "inside" ? await deps.create(fault.seams) : null;
  const caughtBy: FaultResult["caughtBy"][number][] = [];
  let asked = 0;
  let changed = 0;
  let missed: FaultResult["missed"] = null;
  let crash: FaultResult["crash"] = null;
  let earlier: Answer | null = null;
  for (const clean of orderFor(fault, deps.clean)) {
    if (caughtBy.length >= deps.enough) break;
    const runTurn = inner?.(clean.unit) ?? answering(fault, clean, earlier);
    const results = await deps.run(clean.unit, runTurn);
    earlier = answersOf(clean).at(-1) ?? earlier;
    for (const [place, result] of results.entries()) {
      const before = clean.results[place];
      if (before?.status !== "passed") continue;
      asked++;
      if (result.status === "error") {
        // A query that the fault made slow was stopped: nobody was told anything wrong.
        if (outOfTime.includes(result.code)) continue;
        // Something broke that no case is about, perhaps the fault itself: it shows nothing of the suite.
        if (result.code === "INTERNAL") {
          crash ??= { case: result.case.id, detail: result.detail };
          continue;
        }
        changed++;
        caughtBy.push({ case: result.case.id, by: [result.code], note: result.detail });
        continue;
      }
      if (essenceOf(result.answer) === essenceOf(before.answer)) continue;
      changed++;
      if (result.status === "failed") caughtBy.push({ case: result.case.id, ...failuresOf(result) });
      else missed ??= { case: result.case.id, question: result.case.question, text: result.answer.text.slice(0, 600) };
    }
  }
  const status =
    caughtBy.length > 0 ? "caught" : crash !== null ? "crashed" : changed > 0 ? "survived" : "not-exercised";
  return { name: fault.name, about: fault.about, kind: fault.kind, status, asked, changed, caughtBy, missed, crash };
}

/** Units in which the fault may show first; those without a passed case never. */
function orderFor({ touches, categories }: Fault, clean: readonly CleanUnit[]): readonly CleanUnit[] {
  const usable = clean.filter(({ results }) => results.some(({ status }) => status === "passed"));
  const rankOf = (one: CleanUnit) =>
    Number(!one.unit.some(({ category }) => categories?.includes(category) ?? false)) +
    Number(!answersOf(one).some((answer) => touches?.(answer) ?? false));
  return usable.toSorted((left, right) => rankOf(left) - rankOf(right));
}

function answersOf({ results }: CleanUnit): readonly Answer[] {
  return results.flatMap((result) => (result.status === "error" ? [] : [result.answer]));
}

/** The product's own answers to a unit, in their order, each with the fault planted; an error where it had none. */
function answering(fault: Fault, clean: CleanUnit, earlier: Answer | null): RunTurn {
  let next = 0;
  return async function* ({ fresh }) {
    const result = clean.results[next];
    // What somebody else asks before a case is the same question.
    if (result?.case.askedBefore === undefined || fresh !== true) next++;
    if (result === undefined || result.status === "error" || fault.kind !== "past-checks") {
      yield { type: "turn-error", code: "INTERNAL", detail: "The product gave no answer.", hint: "" };
      return;
    }
    yield { type: "answer-end", answer: fault.plant(result.answer, earlier ?? result.answer) };
  };
}

/** Digits by which two computations of one figure agree: an engine with several threads adds in no fixed order. */
const steadyDigits = 9;

/** What makes one answer another: all but ids, times, the SQL, and what a cache says of itself. */
function essenceOf(answer: Answer): string {
  const { text, outcome, chart, caveats, followUps, evidence, dataset } = answer;
  const found = evidence.map(({ tool, columns, rows, more }) => ({ tool, columns, rows, more }));
  return JSON.stringify({ text, outcome, chart, caveats, followUps, found, dataset }, (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(steadyDigits)) : value,
  );
}

function failuresOf({ score }: Extract<CaseResult, { status: "passed" | "failed" }>) {
  const expectations = score.expectations.filter(({ pass, required }) => !pass && required);
  const checks = score.checks.filter(({ pass }) => !pass);
  return {
    by: [...expectations.map(({ id }) => id), ...checks.map(({ id }) => `check ${id}`)],
    note: (expectations[0] ?? checks[0])?.note ?? "",
  };
}
