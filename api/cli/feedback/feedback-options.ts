import type { Role } from "#core";
import type { Feedback } from "#store";

import { feedbackSchema } from "../../feedback-schema.ts";
import { threadIdPattern } from "../../parse-question.ts";
import { onlyId, parseArguments, usage, wholeNumber } from "../spec/parse-arguments.ts";
import { feedbackSpec } from "./feedback-spec.ts";

/** What a `feedback` is to do. */
export type FeedbackTask =
  | { readonly kind: "give"; readonly id: string; readonly feedback: Feedback }
  | { readonly kind: "show"; readonly id: string }
  | { readonly kind: "list"; readonly most: number };

export type FeedbackOptions = { readonly task: FeedbackTask; readonly role: Role | null; readonly isJson: boolean };

const mostRows = 100_000;

/** Reads the arguments after `feedback`. Throws `USAGE`. */
export function parseFeedbackOptions(args: readonly string[]): FeedbackOptions {
  const { values, positionals, role, isJson } = parseArguments(feedbackSpec, args);
  const [first = "", ...words] = positionals;
  const { reason, correction } = values;
  const hasWords = reason !== undefined || correction !== undefined;
  if (first === "list" || first === "show") {
    if (hasWords) throw usage(feedbackSpec, "--reason and --correction go with up or down.");
    if (first === "show")
      return { task: { kind: first, id: answerId(onlyId(feedbackSpec, first, words)) }, role, isJson };
    if (words.length > 0) throw usage(feedbackSpec, "list takes no words.");
    const most = wholeNumber(feedbackSpec, "limit", values.limit, { least: 1, most: mostRows, otherwise: mostRows });
    return { task: { kind: "list", most }, role, isJson };
  }
  const [verdict = ""] = words;
  if (words.length !== 1 || (verdict !== "up" && verdict !== "down")) {
    throw usage(feedbackSpec, "Give the id of an answer and up or down, show and an id, or list.");
  }
  const parsed = feedbackSchema.safeParse({ verdict, reason: reason ?? null, correction: correction ?? null });
  if (!parsed.success) throw usage(feedbackSpec, parsed.error.issues.map((issue) => issue.message).join("; "));
  return { task: { kind: "give", id: answerId(first), feedback: parsed.data }, role, isJson };
}

function answerId(id: string): string {
  if (threadIdPattern.test(id)) return id;
  throw usage(feedbackSpec, `${JSON.stringify(id)} is not the id of an answer.`);
}
