import { parseArgs } from "node:util";

import { AppError, roles, type Role } from "#core";

import { threadIdPattern } from "../parse-question.ts";

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
  const { values, positionals } = parse(args);
  const { thread = null, model = null, role = null, json = false } = values;
  const source =
    values.replay === undefined
      ? sourceOf(positionals, values.batch, isInteractive)
      : replayOf(values.replay, positionals.length > 0 || values.batch !== undefined || thread !== null);
  if (thread !== null && !threadIdPattern.test(thread)) {
    throw usage(`${JSON.stringify(thread)} is not the id of a conversation.`);
  }
  if (role !== null && !isRole(role)) {
    throw usage(`There is no role ${JSON.stringify(role)}; the roles are ${roles.join(", ")}.`);
  }
  if (source.kind === "batch" && thread !== null) {
    throw usage("--batch begins a conversation for each line; --thread does not go with it.");
  }
  if (source.kind === "conversation" && json) throw usage("--json needs a question.");
  return { source, json, thread, model, role };
}

/** Whether the text names a role. */
export function isRole(text: string): text is Role {
  return roles.some((role) => role === text);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        batch: { type: "string" },
        replay: { type: "string" },
        thread: { type: "string" },
        model: { type: "string" },
        role: { type: "string" },
      },
    });
  } catch (cause) {
    // parseArgs says which option is wrong, and nothing else.
    throw usage(cause instanceof Error ? (cause.message.split(". ")[0] ?? "") : "The options are not valid.", cause);
  }
}

function replayOf(answerId: string, hasMore: boolean): AskSource {
  if (hasMore) throw usage("--replay takes the id of an answer and no question.");
  if (threadIdPattern.test(answerId)) return { kind: "replay", answerId };
  throw usage(`${JSON.stringify(answerId)} is not the id of an answer.`);
}

function sourceOf(positionals: readonly string[], batch: string | undefined, isInteractive: boolean): AskSource {
  if (batch !== undefined) {
    if (positionals.length > 0) throw usage("--batch takes its questions from the file; leave the question out.");
    return { kind: "batch", file: batch };
  }
  if (positionals.length === 1 && positionals[0] === "-") return { kind: "input" };
  // Words that the shell has split are still one question.
  if (positionals.length > 0) return { kind: "question", text: positionals.join(" ") };
  return isInteractive ? { kind: "conversation" } : { kind: "input" };
}

function usage(detail: string, cause?: unknown): AppError {
  return new AppError("USAGE", { detail, hint: '"npm run ask -- --help" shows the options with examples.', cause });
}
