import { afterAll, beforeAll, expect, it } from "vitest";

import { fillVerifiedQuery } from "#knowledge";

import { openLiveTools, type LiveTools } from "../support/open-live-tools.ts";

let live: LiveTools;
beforeAll(async () => {
  live = await openLiveTools();
}, 60_000);
afterAll(() => live.close());

/** Queries that find nothing in a first run on good data. */
const mayBeEmpty: ReadonlySet<string> = new Set(["drift"]);

it("are enough to be of use", () => {
  expect(live.domain.verifiedQueries.length).toBeGreaterThanOrEqual(40);
});

it("are written out in whole sentences", () => {
  for (const { id, question, wordings, answers, caveats } of live.domain.verifiedQueries) {
    // A comma in an unquoted YAML list would part a sentence.
    const faults = [
      ...[question, ...wordings].filter((text) => !/^([A-Z]|\{\{)/.test(text)),
      ...[answers, ...caveats].filter((text) => !/^[A-Z].*\.$/.test(text)),
    ];
    expect([id, faults]).toEqual([id, []]);
  }
});

it("all run over a live run with the rights they say, give rows, and carry their own badge", async () => {
  for (const query of live.domain.verifiedQueries) {
    const sql = fillVerifiedQuery(live.domain, query);
    const { found } = await live.call("query_athena", { sql, purpose: query.title }, query.role);
    expect([query.id, found.verified]).toEqual([query.id, { id: query.id, title: query.title }]);
    expect([query.id, found.truncated, found.rowCount > 0 || mayBeEmpty.has(query.id)]).toEqual([
      query.id,
      false,
      true,
    ]);
  }
});

it("run for every group that may stand in them, and for the ends of every range", async () => {
  for (const query of live.domain.verifiedQueries) {
    for (const { name, ...parameter } of query.parameters) {
      const values =
        parameter.kind === "group"
          ? live.domain.groups.map((group) => group.name)
          : parameter.kind === "number"
            ? parameter.range
            : [parameter.default];
      for (const value of values) {
        const sql = fillVerifiedQuery(live.domain, query, { [name]: value });
        const { found } = await live.call("query_athena", { sql, purpose: query.title }, query.role);
        expect([query.id, value, found.verified?.id]).toEqual([query.id, value, query.id]);
      }
    }
  }
});
