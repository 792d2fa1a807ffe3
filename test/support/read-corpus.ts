import { readFile } from "node:fs/promises";

import { parse } from "yaml";
import { z } from "zod";

import { roles, type Role } from "#core";

/** One query of a corpus. */
export type CorpusQuery = { readonly role: Role; readonly kind: string; readonly sql: string };

const groups = z.partialRecord(z.enum(roles), z.record(z.string(), z.array(z.string())));
const denied = z.record(z.enum(["SQL_REFUSED", "PRIVACY_REFUSED"]), groups);

/** The queries that must pass. */
export async function readAllowed(): Promise<readonly CorpusQuery[]> {
  return flatten(groups.parse(await readYaml("allowed.yaml")));
}

/** The queries that must not, with the code of the refusal. */
export async function readDenied(): Promise<readonly (CorpusQuery & { readonly code: string })[]> {
  const byCode = denied.parse(await readYaml("denied.yaml"));
  return Object.entries(byCode).flatMap(([code, queries]) => flatten(queries).map((query) => ({ ...query, code })));
}

async function readYaml(name: string): Promise<unknown> {
  return parse(await readFile(new URL(`../fixtures/sql/${name}`, import.meta.url), "utf8"));
}

function flatten(queries: z.infer<typeof groups>): CorpusQuery[] {
  return roles.flatMap((role) =>
    Object.entries(queries[role] ?? {}).flatMap(([kind, texts]) => texts.map((sql) => ({ role, kind, sql }))),
  );
}
