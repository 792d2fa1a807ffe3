import type { Answer, Principal, RunTurn } from "#agent";
import { toAppError, type Clock, type IdSource } from "#core";

import { parseQuestion } from "../../parse-question.ts";
import type { ExitCode } from "../command.ts";
import { printError } from "../print-error.ts";
import { wrapText } from "../fit-text.ts";
import { createStyle } from "../style.ts";
import type { Terminal } from "../terminal.ts";
import { showTurn } from "./show-turn.ts";

type Conversation = {
  readonly runTurn: RunTurn;
  readonly principal: Principal;
  /** The conversation to go on with; null for a new one. */
  readonly thread: string | null;
  readonly questionChars: number;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly signal: AbortSignal;
};

/** What a line of the person asks for. */
type Entry =
  | { readonly kind: "nothing" | "exit" | "new" | "no-such-follow-up" }
  | { readonly kind: "question"; readonly text: string };

/** A second Ctrl-C within so long after the first leaves. */
const leaveWithinMs = 1_000;
/** As a shell has it for what Ctrl-C ended. */
const leftByInterrupt = 130;

/**
 * Talks until the input ends or the person leaves. A number asks that follow-up of the last answer. Ctrl-C stops the
 * answer under way, not the conversation; a second one within a second leaves. An error is shown and the conversation
 * goes on.
 */
export async function converse(conversation: Conversation): Promise<ExitCode> {
  const { terminal, clock, ids, signal } = conversation;
  const { err } = terminal;
  const say = (text: string) => {
    for (const line of wrapText(text, err.columns)) err.write(`${createStyle(err.isColoured).dim(line)}\n`);
  };
  const prompt = terminal.openPrompt();
  const leaving = new AbortController();
  const stopped = AbortSignal.any([signal, leaving.signal]);
  stopped.addEventListener("abort", prompt.close, { once: true });
  const onInterrupt = interrupts(clock, () => leaving.abort());
  let thread = conversation.thread ?? ids("thread");
  let followUps: readonly string[] = [];
  say("Ask about the predictions. A number asks that follow-up, /new begins afresh, /exit leaves.");
  try {
    for (;;) {
      prompt.onInterrupt(
        onInterrupt(() => {
          err.write("\n");
          say("Ctrl-C again leaves, and so does /exit.");
        }),
      );
      const line = await prompt.nextLine("> ");
      if (line === null) return leaving.signal.aborted ? leftByInterrupt : 0;
      const entry = readEntry(line, followUps);
      if (entry.kind === "exit") return 0;
      if (entry.kind === "new") {
        thread = ids("thread");
        followUps = [];
        say("A new conversation.");
      }
      if (entry.kind === "no-such-follow-up") say("There is no follow-up with this number.");
      if (entry.kind !== "question") continue;
      const stopTurn = new AbortController();
      prompt.onInterrupt(onInterrupt(() => stopTurn.abort()));
      const answer = await answerOnce(entry.text, thread, conversation, AbortSignal.any([stopped, stopTurn.signal]));
      followUps = answer?.followUps ?? followUps;
    }
  } finally {
    prompt.close();
  }
}

/** Makes of what a first Ctrl-C does a listener that leaves at the second one in time. */
function interrupts(clock: Clock, leave: () => void): (first: () => void) => () => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (first) => () => {
    const nowMs = clock.monotonicMs();
    const isSecond = nowMs - lastMs <= leaveWithinMs;
    lastMs = nowMs;
    if (isSecond) leave();
    else first();
  };
}

function readEntry(line: string, followUps: readonly string[]): Entry {
  const text = line.trim();
  if (text === "") return { kind: "nothing" };
  if (text === "/exit" || text === "/quit") return { kind: "exit" };
  if (text === "/new") return { kind: "new" };
  if (!/^\d{1,2}$/.test(text)) return { kind: "question", text };
  const followUp = followUps[Number(text) - 1];
  return followUp === undefined ? { kind: "no-such-follow-up" } : { kind: "question", text: followUp };
}

/** Asks and shows the answer, or what went wrong. */
async function answerOnce(
  text: string,
  thread: string,
  { runTurn, principal, questionChars, terminal }: Conversation,
  signal: AbortSignal,
): Promise<Answer | null> {
  try {
    const question = parseQuestion(text, questionChars);
    const answer = await showTurn(runTurn({ thread, question, principal, signal }), terminal);
    terminal.out.write("\n");
    return answer;
  } catch (thrown) {
    printError(terminal.err, toAppError(thrown));
    return null;
  }
}
