import type { Role } from "#core";

import { threadIdPattern } from "../../parse-question.ts";
import { onlyId, parseArguments, unknownTask, usage, wholeNumber } from "../spec/parse-arguments.ts";
import { threadsSpec } from "./threads-spec.ts";

/** What a `threads` is to do. */
export type ThreadsTask =
  /** Lists them; only those with these words in the title unless null. */
  | { readonly kind: "list"; readonly title: string | null; readonly most: number }
  | { readonly kind: "show"; readonly id: string }
  | { readonly kind: "rename"; readonly id: string; readonly title: string }
  | { readonly kind: "delete"; readonly id: string };

export type ThreadsOptions = { readonly task: ThreadsTask; readonly role: Role | null; readonly isJson: boolean };

const defaultRows = 20;
const mostRows = 100_000;

/** Reads the arguments after `threads`. Throws `USAGE`. */
export function parseThreadsOptions(args: readonly string[]): ThreadsOptions {
  const { values, positionals, role, isJson } = parseArguments(threadsSpec, args);
  const [name = "list", ...words] = positionals;
  const range = { least: 1, most: mostRows, otherwise: defaultRows };
  const most = wholeNumber(threadsSpec, "limit", values.limit, range);
  return { task: taskOf(name, words, most), role, isJson };
}

function taskOf(name: string, words: readonly string[], most: number): ThreadsTask {
  switch (name) {
    case "list":
      if (words.length > 0) throw usage(threadsSpec, "list takes no words; search does.");
      return { kind: "list", title: null, most };
    case "search":
      if (words.length === 0) throw usage(threadsSpec, "search takes the words to look for.");
      return { kind: "list", title: words.join(" "), most };
    case "show":
    case "delete":
      return { kind: name, id: threadId(onlyId(threadsSpec, name, words)) };
    case "rename": {
      const [id = "", ...title] = words;
      if (title.length === 0) throw usage(threadsSpec, "rename takes an id and the new title.");
      return { kind: name, id: threadId(id), title: title.join(" ") };
    }
    default:
      throw unknownTask(threadsSpec, name);
  }
}

function threadId(id: string): string {
  if (threadIdPattern.test(id)) return id;
  throw usage(threadsSpec, `${JSON.stringify(id)} is not the id of a conversation.`);
}
