import { readFileSync } from "node:fs";

import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

import { isAppError } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createGuard, type Guard } from "#sql";

const file = new URL("../fixtures/sql/as-claude-writes.yaml", import.meta.url);
const { passes, refused } = z
  .strictObject({
    passes: z.array(z.string()),
    refused: z.array(z.strictObject({ sql: z.string(), hint: z.string() })),
  })
  .parse(parse(readFileSync(file, "utf8")));

let guard: Guard;
beforeAll(async () => {
  guard = createGuard({ domain: await loadDomain(domainDirectory("engagement")) });
});

const check = (sql: string) => guard.check({ sql, role: "analyst", maxRows: 1_000 });

describe("queries as Claude writes them", () => {
  test("are at least 120, and nine of ten pass at the first try", () => {
    expect(passes.length + refused.length).toBeGreaterThanOrEqual(120);
    expect(passes.length / (passes.length + refused.length)).toBeGreaterThan(0.9);
  });

  test.each(passes)("passes: %s", (sql) => {
    expect(check(sql).outputs.length).toBeGreaterThan(0);
  });

  test.each(refused)("is refused with a hint that leads on: $sql", ({ sql, hint }) => {
    expect(() => check(sql)).toThrow(
      expect.toSatisfy((error: unknown) => isAppError(error, "SQL_REFUSED", "PRIVACY_REFUSED") && error.hint === hint),
    );
  });
});
