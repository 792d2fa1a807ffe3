import type { Role } from "#core";

import { threadIdPattern } from "../../parse-question.ts";
import { parseArguments, usage } from "../spec/parse-arguments.ts";
import { askSpec } from "./ask-spec.ts";

/** How the questions of an `ask` come. */
export type AskSource =
  | { readonly kind: "question"; readonly text: string }
  /** All of standard input is the question. */
  | { readonly kind: "input" }
  | { readonly kind: "conversation" }
  | { readonly kind: "batch"; readonly file: string }
  /** No question: an earlier answer is checked against the results of now. */
  | { readonly kind: "replay"; readonly answerId: string };

export type AskOptions = {
  readonly source: AskSource;
  readonly json: boolean;
  readonly thread: string | null;
  readonly model: string | null;
  readonly role: Role | null;
};

/** Reads the arguments after `ask`. Throws `USAGE`. */
export function parseAskOptions(args: readonly string[], isInteractive: boolean): AskOptions {
  const { values, positionals, role, isJson: json } = parseArguments(askSpec, args);
  const { thread = null, model = null, batch, replay } = values;
  const source =
    replay === undefined
      ? sourceOf(positionals, batch, isInteractive)
      : replayOf(replay, positionals.length > 0 || batch !== undefined || thread !== null);
  if (thread !== null && !threadIdPattern.test(thread)) {
    throw usage(askSpec, `${JSON.stringify(thread)} is not the id of a conversation.`);
  }
  if (source.kind === "batch" && thread !== null) {
    throw usage(askSpec, "--batch begins a conversation for each line; --thread does not go with it.");
  }
  if (source.kind === "conversation" && json) throw usage(askSpec, "--json needs a question.");
  return { source, json, thread, model, role };
}

function replayOf(answerId: string, hasMore: boolean): AskSource {
  if (hasMore) throw usage(askSpec, "--replay takes the id of an answer and no question.");
  if (threadIdPattern.test(answerId)) return { kind: "replay", answerId };
  throw usage(askSpec, `${JSON.stringify(answerId)} is not the id of an answer.`);
}

function sourceOf(positionals: readonly string[], batch: string | undefined, isInteractive: boolean): AskSource {
  if (batch !== undefined) {
    if (positionals.length > 0)
      throw usage(askSpec, "--batch takes its questions from the file; leave the question out.");
    return { kind: "batch", file: batch };
  }
  if (positionals.length === 1 && positionals[0] === "-") return { kind: "input" };
  // Words that the shell has split are still one question.
  if (positionals.length > 0) return { kind: "question", text: positionals.join(" ") };
  return isInteractive ? { kind: "conversation" } : { kind: "input" };
}
