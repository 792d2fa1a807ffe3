import { readFile } from "node:fs/promises";

import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

import { roles } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createGuard, type Guard } from "#sql";

import { readAllowed } from "../support/read-corpus.ts";
import { fingerprint } from "../support/trino-queries.ts";

const recorded = z
  .array(z.object({ role: z.enum(roles), sql: z.string(), athena: z.string(), types: z.array(z.string()) }))
  .parse(JSON.parse(await readFile(new URL("../fixtures/trino/corpus.json", import.meta.url), "utf8")));
/** A star's columns are the dictionary's, which may gain some. */
const fixed = (await readAllowed()).filter(({ sql }) => !/\bselect\s+(\w+\.)?\*/i.test(sql));

let guard: Guard;
beforeAll(async () => {
  guard = createGuard({ domain: await loadDomain(domainDirectory("engagement")) });
});

describe("the text for Athena is one that a real Trino has read, with the types that it told", () => {
  test.each(fixed)("$role, $kind: $sql", ({ sql, role }) => {
    const known = recorded.find((one) => one.sql === sql && one.role === role);
    // The recording engine's row cap.
    const { athenaSql, outputs } = guard.check({ sql, role, maxRows: 1_000 });
    expect({ athena: fingerprint(athenaSql), types: outputs.map(({ type }) => type) }, "run check-corpus.ts").toEqual({
      athena: known?.athena,
      types: known?.types,
    });
  });
});
