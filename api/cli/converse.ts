import type { Answer, Principal, RunTurn } from "#agent";
import { toAppError, type IdSource } from "#core";

import { collectAnswer } from "../collect-answer.ts";
import { parseQuestion } from "../parse-question.ts";
import type { ExitCode } from "./command.ts";
import { printError } from "./print-error.ts";
import { renderAnswer } from "./render-answer.ts";
import { showSteps } from "./show-steps.ts";
import { createStyle } from "./style.ts";
import type { Terminal } from "./terminal.ts";

type Conversation = {
  readonly runTurn: RunTurn;
  readonly principal: Principal;
  /** The conversation to go on with; null for a new one. */
  readonly thread: string | null;
  readonly questionChars: number;
  readonly terminal: Terminal;
  readonly ids: IdSource;
  readonly signal: AbortSignal;
};

/** What a line of the person asks for. */
type Entry =
  | { readonly kind: "nothing" | "exit" | "new" | "no-such-follow-up" }
  | { readonly kind: "question"; readonly text: string };

/**
 * Talks until the input ends or the person leaves. A number asks that follow-up of the last answer. Ctrl-C stops the
 * answer under way, not the conversation; an error is shown and the conversation goes on.
 */
export async function converse(conversation: Conversation): Promise<ExitCode> {
  const { terminal, ids, signal } = conversation;
  const { err } = terminal;
  const say = (text: string) => err.write(`${createStyle(err.isColoured).dim(text)}\n`);
  const prompt = terminal.openPrompt();
  const stopListening = new AbortController();
  signal.addEventListener("abort", prompt.close, { signal: stopListening.signal });
  let thread = conversation.thread ?? ids("thread");
  let followUps: readonly string[] = [];
  say("Ask about the predictions. A number asks that follow-up, /new begins afresh, /exit leaves.");
  try {
    for (;;) {
      prompt.onInterrupt(() => say("\n/exit leaves."));
      const line = await prompt.nextLine("> ");
      if (line === null) return 0;
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
      prompt.onInterrupt(() => stopTurn.abort());
      const answer = await answerOnce(entry.text, thread, conversation, AbortSignal.any([signal, stopTurn.signal]));
      followUps = answer?.followUps ?? followUps;
    }
  } finally {
    stopListening.abort();
    prompt.close();
  }
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
  const { out, err } = terminal;
  try {
    const question = parseQuestion(text, questionChars);
    const answer = await collectAnswer(runTurn({ thread, question, principal, signal }), showSteps(err));
    out.write(`\n${renderAnswer(answer, out.columns, createStyle(out.isColoured))}\n`);
    return answer;
  } catch (thrown) {
    printError(err, toAppError(thrown));
    return null;
  }
}
