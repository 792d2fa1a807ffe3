import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { domainDirectory, fillWording, loadDomain } from "#knowledge";
import type { SqlValue } from "#sql";

import { createLexicon } from "../../../agent/offline/reading/lexicon.ts";
import { matchVerifiedQuery } from "../../../agent/offline/reading/match-verified-query.ts";
import { parseQuestion } from "../../../agent/offline/reading/parsed-question.ts";
import { understand } from "../../../agent/offline/reading/understand.ts";
import { openTinyAnalyst, type TinyAnalyst } from "./look-up.ts";
import { readBank } from "./read-bank.ts";

const domain = await loadDomain(domainDirectory("engagement"));
const lexicon = createLexicon(domain);
const { same, near } = z
  .strictObject({
    same: z.array(
      z.strictObject({
        ask: z.string(),
        id: z.string(),
        values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
      }),
    ),
    near: z.array(z.string()),
  })
  .parse(parse(readFileSync(new URL("../../fixtures/verified-queries/matching.yaml", import.meta.url), "utf8")));

function matchOf(text: string) {
  const analysis = matchVerifiedQuery(parseQuestion(text, lexicon), lexicon)?.reading.analysis;
  return analysis?.kind === "verified-query" ? { id: analysis.id, values: analysis.values } : null;
}

describe("a question beside the verified queries", () => {
  it("is the query whose wording it is", () => {
    for (const query of domain.verifiedQueries.filter(({ role }) => role === "analyst")) {
      for (const wording of [query.question, ...query.wordings]) {
        expect([wording, matchOf(fillWording(domain, query, wording))?.id]).toEqual([wording, query.id]);
      }
    }
  });

  it.each(same)("$ask is $id", ({ ask, id, values }) => {
    expect(matchOf(ask)).toEqual({ id, values });
  });

  it.each(near)("%s is none of them", (ask) => {
    expect(matchOf(ask)).toBeNull();
  });

  it("is none of them for what the question bank reads otherwise, or not at all", () => {
    const asked = readBank().flatMap(({ cases }) => cases.flatMap(({ turns }) => turns));
    const verified = asked.filter((ask) => {
      const { reading } = understand(ask, lexicon, null);
      return reading.kind === "analysis" && reading.analysis.kind === "verified-query";
    });
    expect([asked.length > 500, verified]).toEqual([true, []]);
  });
});

describe("the reading of a verified query", () => {
  it("is said, with the query's title and its question", () => {
    expect(understand("expected loss of LTV among power users", lexicon, null)).toEqual({
      reading: {
        kind: "analysis",
        analysis: { kind: "verified-query", id: "value-at-risk", values: { group: "power_users" } },
        assumptions: [
          'I took the verified query "Lifetime value at risk in a group" (How much lifetime value is at risk among power users?)',
        ],
      },
      corrections: [],
    });
  });

  it("comes before the grammar's where the question is its wording, after it where it is only like one", () => {
    const kindOf = (ask: string) => {
      const { reading } = understand(ask, lexicon, null);
      return reading.kind === "analysis" ? reading.analysis.kind : reading.kind;
    };
    expect(kindOf("Please show how many customers were active each day")).toBe("verified-query");
    const like = "Roughly, how does actual and predicted churn compare between segments?";
    expect([matchOf(like)?.id, kindOf(like)]).toEqual(["churn-by-segment", "aggregate"]);
  });

  it("goes on for another group that a following question names", () => {
    const first = understand("expected loss of LTV among power users", lexicon, null).reading;
    const previous = first.kind === "analysis" ? first.analysis : null;
    const next = (ask: string) => {
      const { reading } = understand(ask, lexicon, previous);
      return reading.kind === "analysis" ? reading.analysis : reading.kind;
    };
    const ofSellers = { kind: "verified-query", id: "value-at-risk", values: { group: "sellers" } };
    expect([next("what about gig sellers?"), next("and for gig sellers only"), next("and the students?")]).toEqual([
      ofSellers,
      ofSellers,
      "not-understood",
    ]);
  });

  it("is never one of a steward's tables", () => {
    expect(matchOf("What waits in the review queue, and why?")).toBeNull();
  });
});

describe("the answer by a verified query", () => {
  let analyst: TinyAnalyst;
  beforeAll(async () => {
    analyst = await openTinyAnalyst(domain);
  });
  afterAll(() => analyst.close());

  it("tells its rows, what they are, and its caveats", async () => {
    const { text, sql } = await analyst.answer("how does retention change by tenure?");
    const query = domain.verifiedQueries.find(({ id }) => id === "retention-by-tenure");
    const { rows } = await analyst.runQuery({ sql: query?.sql ?? "", role: "analyst" });
    expect(sql).toEqual([query?.sql]);
    expect(rows.length).toBeGreaterThan(0);
    for (const [years, customers] of rows) expect(text).toMatch(rowOf(years, customers, rows.length));
    expect(text).toContain(query?.answers);
    expect(text).toContain(query?.caveats[0]);
  });

  it("fills the parameters in that the question names", async () => {
    const { sql } = await analyst.answer("expected loss of LTV among power users");
    expect(sql[0]).toContain("WHERE (segment = 'power users')");
  });
});

function rowOf(years: SqlValue | undefined, customers: SqlValue | undefined, rows: number): RegExp {
  return rows === 1
    ? new RegExp(String.raw`Years: \*\*${String(years)}\*\*\n- Customers: \*\*${String(customers)}\*\*`)
    : new RegExp(String.raw`\| ${String(years)} \| ${String(customers)} \|`);
}
