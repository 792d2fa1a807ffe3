import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { isAppError } from "#core";
import { createGuard, type Guard } from "#sql";

import { openTinyEngine, type TinyEngine } from "../support/open-tiny-engine.ts";
import { readAllowed, readDenied } from "../support/read-corpus.ts";

const allowed = await readAllowed();
const denied = await readDenied();

let engine: TinyEngine;
let guard: Guard;
beforeAll(async () => {
  engine = await openTinyEngine();
  guard = createGuard({ domain: engine.domain });
});
afterAll(() => engine.remove());

describe("queries that analysts write pass the guard and run", () => {
  test.each(allowed)("$role, $kind: $sql", async ({ sql, role }) => {
    const result = await engine.runQuery({ sql, role });
    expect(result.columns.length).toBe(result.rows[0]?.length ?? result.columns.length);
  });
});

describe("what passes is a fixpoint: its own text is read as the same query", () => {
  test.each(allowed)("$role, $kind: $sql", ({ sql, role }) => {
    const first = guard.check({ sql, role, maxRows: 100 });
    // The text that runs was rewritten for the role's rights already, so it is read with the widest.
    const again = guard.check({ sql: first.athenaSql, role: "steward", maxRows: 100 });
    expect(again.athenaSql).toBe(first.athenaSql);
  });
});

describe("queries that must not run are refused with a reason and a way to mend them", () => {
  test.each(denied)("$code, $role, $kind: $sql", ({ code, sql, role }) => {
    let thrown: unknown;
    try {
      guard.check({ sql, role, maxRows: 100 });
    } catch (error) {
      thrown = error;
    }
    if (!isAppError(thrown)) throw thrown ?? new Error("it passed");
    expect({
      code: thrown.code,
      saysWhat: thrown.detail.length > 10,
      saysHow: thrown.hint.length > 5,
    }).toEqual({
      code,
      saysWhat: true,
      saysHow: true,
    });
  });
});
