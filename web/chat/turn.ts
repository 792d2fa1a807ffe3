import type { Answer, TurnEvent } from "../contract/routes.d.ts";
import type { TableData } from "../ui/table-data.ts";

/** One call of a tool while a turn works. */
export type Step = {
  readonly id: string;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly state: "running" | "done" | "failed";
  /** What came of it; empty while it runs. */
  readonly summary: string;
  /** The query as it ran, or as it was asked for while it runs. */
  readonly sql: string | null;
  /** Its rows; null while it runs, and where it gave none. */
  readonly table: TableData | null;
  readonly startedAtMs: number;
  /** Null while it runs, and where the turn ended before it. */
  readonly elapsedMs: number | null;
};

/** What is told where a turn ends without an answer. */
export type TurnFailure = { readonly code: string; readonly detail: string; readonly hint: string };

/** A question and how far its answer is. */
export type Turn =
  | {
      readonly kind: "finished";
      readonly question: string;
      readonly answer: Answer;
      /** As much of the text as was on the screen before the answer was whole; empty where it came at once. */
      readonly readText: string;
    }
  | {
      readonly kind: "running";
      readonly question: string;
      /** Null until the server has taken the question. */
      readonly answerId: string | null;
      readonly steps: readonly Step[];
      readonly text: string;
    }
  | {
      readonly kind: "failed";
      readonly question: string;
      readonly steps: readonly Step[];
      readonly failure: TurnFailure;
    };

/** A turn that has just been asked. */
export function newTurn(question: string): Turn {
  return { kind: "running", question, answerId: null, steps: [], text: "" };
}

/** The turn after the events of one frame: what stood there before them has been on the screen. */
export function advanceFrame(turn: Turn, events: readonly TurnEvent[], nowMs: number): Turn {
  const next = events.reduce((now, event) => advance(now, event, nowMs), turn);
  return next.kind === "finished" && turn.kind === "running" ? { ...next, readText: turn.text } : next;
}

/** The turn after an event; events that come after its end change nothing. */
export function advance(turn: Turn, event: TurnEvent, nowMs: number): Turn {
  if (turn.kind !== "running") return turn;
  switch (event.type) {
    case "turn-start":
      return { ...turn, answerId: event.answerId };
    case "tool-start":
      return { ...turn, steps: [...turn.steps, startedStep(event, nowMs)] };
    case "tool-end":
      return { ...turn, steps: turn.steps.map((step) => (step.id === event.id ? endedStep(step, event) : step)) };
    case "text-delta":
      return { ...turn, text: turn.text + event.text };
    case "text-restart":
      return { ...turn, text: "" };
    case "answer-end":
      return { kind: "finished", question: turn.question, answer: event.answer, readText: "" };
    case "turn-error": {
      const { code, detail, hint } = event;
      return fail(turn, { code, detail, hint });
    }
  }
}

/** A turn that ended without an answer. */
export function fail(turn: Turn, failure: TurnFailure): Turn {
  if (turn.kind !== "running") return turn;
  return { kind: "failed", question: turn.question, steps: turn.steps.map(leftStep), failure };
}

type EventOf<Type extends TurnEvent["type"]> = Extract<TurnEvent, { type: Type }>;

function startedStep({ id, name, input }: EventOf<"tool-start">, nowMs: number): Step {
  const { sql } = input;
  return {
    id,
    tool: name,
    input,
    state: "running",
    summary: "",
    sql: typeof sql === "string" ? sql : null,
    table: null,
    startedAtMs: nowMs,
    elapsedMs: null,
  };
}

function endedStep(step: Step, { ok, summary, sql, table, elapsedMs }: EventOf<"tool-end">): Step {
  return { ...step, state: ok ? "done" : "failed", summary, sql: sql ?? step.sql, table, elapsedMs };
}

/** A look-up that the end of the turn came before. */
function leftStep(step: Step): Step {
  return step.state === "running" ? { ...step, state: "failed", summary: "Not finished" } : step;
}
