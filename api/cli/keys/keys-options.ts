import type { Role } from "#core";

import type { KeyRequest } from "../../operations/key-operations.ts";
import { threadIdPattern } from "../../parse-question.ts";
import { isRole } from "../ask-options.ts";
import { onlyId, parseArguments, usage, wholeNumber } from "../parse-arguments.ts";

/** What a `keys` is to do. */
export type KeysTask =
  | { readonly kind: "create"; readonly request: KeyRequest }
  | { readonly kind: "list" }
  | { readonly kind: "revoke"; readonly id: string };

export type KeysOptions = { readonly task: KeysTask; readonly role: Role | null; readonly isJson: boolean };

const command = "reckoner -- keys";
const mostDays = 3_650;

/** Reads the arguments after `keys`. Throws `USAGE`. */
export function parseKeysOptions(args: readonly string[]): KeysOptions {
  const { values, positionals, role, isJson } = parseArguments(command, args, {
    grants: { type: "string" },
    days: { type: "string" },
  });
  const [name = "", ...words] = positionals;
  if (name !== "create" && (values.grants !== undefined || values.days !== undefined)) {
    throw usage(command, "--grants and --days go with create.");
  }
  return { task: taskOf(name, words, values), role, isJson };
}

function taskOf(
  name: string,
  words: readonly string[],
  { grants = "", days }: { readonly grants?: string | undefined; readonly days?: string | undefined },
): KeysTask {
  switch (name) {
    case "create": {
      if (words.length === 0) throw usage(command, "create takes a name, by which you know the key again.");
      if (!isRole(grants)) throw usage(command, "--grants must say which role the key gives.");
      const whole = wholeNumber(command, "days", days, { least: 1, most: mostDays, otherwise: 0 });
      return { kind: name, request: { name: words.join(" "), role: grants, days: days === undefined ? null : whole } };
    }
    case "list":
      if (words.length > 0) throw usage(command, "list takes no words.");
      return { kind: name };
    case "revoke": {
      const id = onlyId(command, name, words);
      if (!threadIdPattern.test(id)) throw usage(command, `${JSON.stringify(id)} is not the id of a key.`);
      return { kind: name, id };
    }
    default:
      throw usage(command, "Say create, list or revoke.");
  }
}
