import { roles, type Role } from "#core";

import type { KeyRequest } from "../../operations/key-operations.ts";
import { threadIdPattern } from "../../parse-question.ts";
import { onlyId, parseArguments, unknownTask, usage, wholeNumber } from "../spec/parse-arguments.ts";
import { keysSpec } from "./keys-spec.ts";

/** What a `keys` is to do. */
export type KeysTask =
  | { readonly kind: "create"; readonly request: KeyRequest }
  | { readonly kind: "list" }
  | { readonly kind: "revoke"; readonly id: string };

export type KeysOptions = { readonly task: KeysTask; readonly role: Role | null; readonly isJson: boolean };

const mostDays = 3_650;

/** Reads the arguments after `keys`. Throws `USAGE`. */
export function parseKeysOptions(args: readonly string[]): KeysOptions {
  const { values, positionals, role, isJson } = parseArguments(keysSpec, args);
  const [name = "", ...words] = positionals;
  if (name !== "create" && (values.grants !== undefined || values.days !== undefined)) {
    throw usage(keysSpec, "--grants and --days go with create.");
  }
  return { task: taskOf(name, words, values), role, isJson };
}

function taskOf(
  name: string,
  words: readonly string[],
  { grants, days }: { readonly grants?: string | undefined; readonly days?: string | undefined },
): KeysTask {
  switch (name) {
    case "create": {
      if (words.length === 0) throw usage(keysSpec, "create takes a name, by which you know the key again.");
      const role = roles.find((one) => one === grants);
      if (role === undefined) throw usage(keysSpec, "--grants must say which role the key gives.");
      const range = { least: 1, most: mostDays, otherwise: null };
      return {
        kind: name,
        request: { name: words.join(" "), role, days: wholeNumber(keysSpec, "days", days, range) },
      };
    }
    case "list":
      if (words.length > 0) throw usage(keysSpec, "list takes no words.");
      return { kind: name };
    case "revoke": {
      const id = onlyId(keysSpec, name, words);
      if (!threadIdPattern.test(id)) throw usage(keysSpec, `${JSON.stringify(id)} is not the id of a key.`);
      return { kind: name, id };
    }
    default:
      throw unknownTask(keysSpec, name);
  }
}
