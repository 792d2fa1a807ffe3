import { stepTitle } from "../chat/step-title.ts";
import type { Step, Turn } from "../chat/turn.ts";
import type { Answer } from "../contract/routes.d.ts";

type Evidence = Answer["evidence"][number];

/** What a turn that still works has found, as its answer's evidence will have it; none of a turn that is over. */
export function foundSoFar(turn: Turn | undefined): readonly Evidence[] {
  if (turn?.kind !== "running") return [];
  return turn.steps.filter(hasRows).map((step, index) => ({
    id: `e${index + 1}`,
    tool: step.tool,
    title: stepTitle(step),
    input: { ...step.input },
    sql: step.sql,
    queryId: null,
    ...step.table,
    scannedBytes: 0,
    elapsedMs: step.elapsedMs ?? 0,
    more: {},
    notices: [],
    verified: null,
  }));
}

function hasRows(step: Step): step is Step & { readonly table: NonNullable<Step["table"]> } {
  return step.state === "done" && step.table !== null;
}
