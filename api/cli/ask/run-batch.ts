import type { Answer, RunTurn } from "#agent";
import { toAppError, type IdSource, type Role } from "#core";

import { collectAnswer } from "../../collect-answer.ts";
import { localPrincipal } from "../../local-principal.ts";
import { parseQuestion } from "../../parse-question.ts";
import type { ExitCode } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import type { Dialog } from "./read-batch.ts";

type BatchDeps = {
  readonly runTurn: RunTurn;
  /** Whose rights apply where a dialog names no role. */
  readonly role: Role;
  readonly questionChars: number;
  readonly terminal: Terminal;
  readonly ids: IdSource;
  readonly signal: AbortSignal;
};

/** What is written for one dialog: its answers, and why the next turn got none where it failed. */
type BatchLine = {
  readonly id: Dialog["id"];
  readonly answers: readonly Answer[];
  readonly error?: { readonly code: string; readonly detail: string; readonly hint: string };
};

/**
 * Answers the dialogs in order, each in a conversation of its own, and writes one line of JSON for each as soon as
 * it is done. A turn that fails ends its dialog only; an abort ends the batch. 1 where any dialog failed.
 */
export async function runBatch(dialogs: readonly Dialog[], deps: BatchDeps): Promise<ExitCode> {
  const { out, err } = deps.terminal;
  let done = 0;
  let failed = 0;
  for (const dialog of dialogs) {
    if (deps.signal.aborted) break;
    const line = await answerDialog(dialog, deps);
    out.write(`${JSON.stringify(line)}\n`);
    done++;
    if (line.error) failed++;
  }
  const left = dialogs.length - done;
  err.write(`${done} of ${dialogs.length} dialogs done, ${failed} failed${left > 0 ? `, ${left} not asked` : ""}\n`);
  return failed > 0 || left > 0 ? 1 : 0;
}

async function answerDialog(dialog: Dialog, deps: BatchDeps): Promise<BatchLine> {
  const { runTurn, role, questionChars, ids, signal } = deps;
  const thread = ids("thread");
  const principal = localPrincipal(dialog.role ?? role);
  const answers: Answer[] = [];
  for (const text of dialog.turns) {
    try {
      const question = parseQuestion(text, questionChars);
      answers.push(await collectAnswer(runTurn({ thread, question, principal, signal })));
    } catch (thrown) {
      const { code, detail, hint } = toAppError(thrown);
      return { id: dialog.id, answers, error: { code, detail, hint } };
    }
  }
  return { id: dialog.id, answers };
}
