import type { Role } from "#core";

import type { Acceptance } from "../../operations/query-operations.ts";
import { parseArguments, unknownTask, usage, type OptionValues } from "../spec/parse-arguments.ts";
import { queriesSpec } from "./queries-spec.ts";

/** What a `queries` is to do. */
export type QueriesTask =
  | { readonly kind: "list"; readonly isAll: boolean }
  | { readonly kind: "show"; readonly id: string }
  | { readonly kind: "accept"; readonly id: string; readonly acceptance: Acceptance }
  | { readonly kind: "reject"; readonly id: string; readonly reason: string };

export type QueriesOptions = { readonly task: QueriesTask; readonly role: Role | null; readonly isJson: boolean };

/** Options that each task takes, beside --role and --json. */
const ownOptions = {
  list: ["all"],
  show: [],
  accept: ["title", "question", "answers", "caveat", "by"],
  reject: ["reason"],
} as const satisfies Record<QueriesTask["kind"], readonly string[]>;

/** Reads the arguments after `queries`. Throws `USAGE`. */
export function parseQueriesOptions(args: readonly string[]): QueriesOptions {
  const { values, positionals, role, isJson } = parseArguments(queriesSpec, args);
  const [name = "", ...rest] = positionals;
  const kind = isTask(name) ? name : null;
  if (kind === null) throw unknownTask(queriesSpec, name);
  const allowed: readonly string[] = [...ownOptions[kind], "role", "json"];
  const other = Object.keys(values).find((option) => !allowed.includes(option));
  if (other !== undefined) throw usage(queriesSpec, `--${other} does not go with ${kind}.`);
  if (rest.length !== (kind === "list" ? 0 : 1)) {
    throw usage(queriesSpec, kind === "list" ? "list takes no id." : `${kind} takes the id of one proposal.`);
  }
  return { task: taskOf(kind, rest[0] ?? "", values), role, isJson };
}

type Values = OptionValues<typeof queriesSpec.options>;

function taskOf(kind: QueriesTask["kind"], id: string, values: Values): QueriesTask {
  switch (kind) {
    case "list":
      return { kind, isAll: values.all ?? false };
    case "show":
      return { kind, id };
    case "accept": {
      const { question = null, answers = null, caveat: caveats = [], by: reviewedBy = null } = values;
      return { kind, id, acceptance: { title: needed("title", values.title), question, answers, caveats, reviewedBy } };
    }
    case "reject":
      return { kind, id, reason: needed("reason", values.reason) };
  }
}

function needed(option: string, value: string | undefined): string {
  if (value !== undefined && value.trim() !== "") return value.trim();
  throw usage(queriesSpec, `--${option} is missing.`);
}

function isTask(name: string): name is QueriesTask["kind"] {
  return Object.hasOwn(ownOptions, name);
}
