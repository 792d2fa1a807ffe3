import type { Role } from "#core";
import type { ChainLink } from "#store";

import { parseArguments, unknownTask, usage, wholeNumber } from "../spec/parse-arguments.ts";
import { auditSpec } from "./audit-spec.ts";

/** What an `audit` is to do. */
export type AuditTask =
  /** The latest records, newest first. */
  | { readonly kind: "list"; readonly most: number }
  /** Follows the chain of hashes, also against an end that was noted before. */
  | { readonly kind: "verify"; readonly noted: ChainLink | null }
  /** All of it, oldest first. */
  | { readonly kind: "export" };

export type AuditOptions = { readonly task: AuditTask; readonly role: Role | null; readonly isJson: boolean };

const defaultRows = 20;
const mostRows = 100_000;

/** Reads the arguments after `audit`. Throws `USAGE`. */
export function parseAuditOptions(args: readonly string[]): AuditOptions {
  const { values, positionals, role, isJson } = parseArguments(auditSpec, args);
  const [name = "", ...words] = positionals;
  if (words.length > 0) throw usage(auditSpec, `${name} takes no words.`);
  if (values.noted !== undefined && name !== "verify") throw usage(auditSpec, "--noted goes with verify.");
  if (values.limit !== undefined && name !== "list") throw usage(auditSpec, "--limit goes with list.");
  switch (name) {
    case "list": {
      const range = { least: 1, most: mostRows, otherwise: defaultRows };
      return { task: { kind: name, most: wholeNumber(auditSpec, "limit", values.limit, range) }, role, isJson };
    }
    case "verify":
      return { task: { kind: name, noted: linkOf(values.noted) }, role, isJson };
    case "export":
      return { task: { kind: name }, role, isJson };
    default:
      throw unknownTask(auditSpec, name);
  }
}

/** An end of the chain as `verify` prints it: its number, a colon, its hash. */
function linkOf(text: string | undefined): ChainLink | null {
  if (text === undefined) return null;
  const [, sequence, hash] = /^(\d{1,9}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw usage(auditSpec, "--noted takes an end as verify prints it: a number, a colon, 64 hexadecimal digits.");
  }
  return { sequence: Number(sequence), hash };
}
