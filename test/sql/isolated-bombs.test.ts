import { describe, expect, test } from "vitest";

import { endless, numbers, prepareIsolatedEngines, short } from "./isolated-fixture.ts";

const { open } = prepareIsolatedEngines();

describe("a heavy query", () => {
  test("of every kind at once, one a person, harms nobody", async () => {
    const hasty = await open({ timeoutMs: 4_000, quickMs: 300 });
    const bombs = [
      endless,
      `SELECT array_agg(a.x * b.x) FROM ${numbers("ab")}`,
      `SELECT count(*) FROM (SELECT a.x * 10000 + b.x AS y, count(*) AS n FROM ${numbers("ab")} GROUP BY 1) AS g`,
      `SELECT y FROM (SELECT a.x * 10007 + b.x AS y, a.x AS z FROM ${numbers("ab")}) AS g ORDER BY y DESC, z OFFSET 99000000 LIMIT 5`,
      `SELECT max(length(rpad(CAST(a.x AS varchar), 1000, 'x') || CAST(b.x AS varchar))) FROM ${numbers("ab")}`,
      `SELECT count(DISTINCT CAST(a.x * b.x AS varchar)) FROM ${numbers("ab")}`,
    ];
    const ended: string[] = [];
    const ending = Promise.all(
      bombs.map(async (sql, place) => {
        const code = await hasty.code(sql, `person ${place}`);
        ended.push(code);
        return code;
      }),
    );
    const answers = await Promise.all([hasty.ask(short, "bob"), hasty.ask(short, "cleo")]);
    expect(answers.map(({ rows }) => rows)).toEqual([[[200]], [[200]]]);
    expect(ended).not.toContain("SQL_TIMEOUT");
    const [ofEndless, ...codes] = await ending;
    expect(ofEndless).toBe("SQL_TIMEOUT");
    // All of them ran: none was stopped by the guard, and none was let through to its end.
    expect(codes.filter((code) => code !== "SQL_TIMEOUT" && code !== "SQL_FAILED")).toEqual([]);
    expect((await hasty.ask(short, "ann")).rows).toEqual([[200]]);
    expect(process.memoryUsage.rss()).toBeLessThan(1.5e9);
  });
});
