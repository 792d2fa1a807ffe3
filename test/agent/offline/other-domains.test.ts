import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { domainDirectory, loadDomain, type Column, type Domain } from "#knowledge";

import { understand } from "../../../agent/offline/reading/understand.ts";
import { openTinyAnalyst, type TinyAnalyst } from "./look-up.ts";
import { renderReading } from "./render-reading.ts";

/** The domain with one more column in the feed and in the results. */
function withColumn(domain: Domain, column: Column): Domain {
  return {
    ...domain,
    feedColumns: [...domain.feedColumns, column],
    resultColumns: [...domain.resultColumns, column],
    tables: domain.tables.map((table) =>
      table.name === domain.results.table ? { ...table, columns: [...table.columns, column] } : table,
    ),
  };
}

function read(analyst: TinyAnalyst, question: string) {
  return renderReading(understand(question, analyst.lexicon, null).reading);
}

describe("a column that only the dictionary and the tables know", () => {
  let analyst: TinyAnalyst;
  let before: TinyAnalyst;

  beforeAll(async () => {
    const domain = await loadDomain(domainDirectory("engagement"));
    const like = domain.feedColumns.find(
      (column) => column.type === "double" && column.range?.[1] === 1 && column.lever !== null,
    );
    if (!like) throw new Error("the domain has such a column");
    const quizzes: Column = {
      ...like,
      name: "quiz_share",
      label: "quiz share",
      meaning: "Share of quizzes solved.",
      format: "share",
      synonyms: ["quizzes", "quiz results"],
      missing: "never",
      lever: { direction: "up" },
    };
    analyst = await openTinyAnalyst(withColumn(domain, quizzes));
    before = await openTinyAnalyst(domain);
  });
  afterAll(async () => {
    await analyst.close();
    await before.close();
  });

  it.each([
    [
      "What is the average quiz share of premium users?",
      { kind: "aggregate", measures: "mean quiz_share", where: "account_type = premium" },
      /avg\(quiz_share\)/,
    ],
    [
      "quizzes by device",
      { kind: "aggregate", measures: "mean quiz_share", by: "device_type" },
      /avg\(quiz_share\)[\s\S]*GROUP BY device_type/,
    ],
    ["Is quiz share related to churn?", { kind: "relate", x: "quiz_share", ys: "churn_30_day" }, /corr\(x, y\)/],
    [
      "How many users have a quiz share above 50%?",
      { kind: "count", where: "quiz_share > 0.5" },
      /WHERE quiz_share > 0\.5/,
    ],
    ["top 5 users by quiz share", { kind: "list", orderBy: "quiz_share", limit: 5 }, /ORDER BY quiz_share DESC/],
    ["Do women have higher quiz results than men?", { kind: "compare", measure: "quiz_share" }, /avg\(quiz_share\)/],
    [
      "quartiles of quiz share",
      { kind: "quantile-groups", column: "quiz_share", parts: 4 },
      /ntile\(4\) OVER \(ORDER BY quiz_share\)/,
    ],
  ])("%s", async (question, reading, sql) => {
    expect(read(analyst, question)).toMatchObject(reading);
    const answer = await analyst.answer(question);
    expect(answer.sql.join("\n")).toMatch(sql);
    expect(answer.text).toMatch(/quiz share|Quiz share/);
    expect(read(before, question)).toEqual({ kind: "not-in-data" });
  });

  it("can be simulated and described, too", () => {
    expect(read(analyst, "What if quiz share rises by 20%?")).toMatchObject({
      kind: "what-if",
      lever: "quiz_share",
      change: "x1.2",
    });
    expect(read(analyst, "distribution of quizzes")).toMatchObject({ kind: "distribution", column: "quiz_share" });
    expect(read(analyst, "what does quiz share mean?")).toMatchObject({ kind: "define", title: "quiz_share" });
  });
});

describe("a second domain", () => {
  let analyst: TinyAnalyst;

  beforeAll(async () => {
    analyst = await openTinyAnalyst(
      await loadDomain(fileURLToPath(new URL("../../fixtures/library-domain", import.meta.url))),
    );
  });
  afterAll(() => analyst.close());

  it.each([
    ["How many members are there?", { kind: "count", where: "" }, /There are \*\*200\*\* members/],
    [
      "how many gold members have more than 3 overdue books",
      { kind: "count", where: "membership = gold & overdue_books > 3" },
      /gold members with more than 3 overdue books/,
    ],
    ["average fines by branch", { kind: "aggregate", measures: "mean fine_usd", by: "branch" }, /average fines/],
    [
      "Do gold members borrow more than basic members?",
      { kind: "compare", measure: "borrowing_score", a: "membership = gold", b: "membership = basic" },
      /average borrowing score/,
    ],
    [
      "correlation between visits and borrowing",
      { kind: "relate", x: "visits_month", ys: "borrowing_score" },
      /Pearson r/,
    ],
    ["top 3 readers by fines", { kind: "list", orderBy: "fine_usd", limit: 3 }, /the top 3/],
    [
      "what share of northern members are late",
      { kind: "count", where: "@late & branch = north", base: "branch = north" },
      /of the \d+/,
    ],
  ])("%s", async (question, reading, text) => {
    expect(read(analyst, question)).toMatchObject(reading);
    expect((await analyst.answer(question)).text).toMatch(text);
  });

  it("knows its own ids, its own rules and none of the first domain's words", () => {
    expect(read(analyst, "Why did m_101 borrow so much?")).toMatchObject({
      kind: "customer",
      id: "m_101",
      model: "borrowing",
      aspect: "why",
    });
    expect(read(analyst, "visits by religion")).toEqual({ kind: "refuse" });
    expect(read(analyst, "average trust score of members")).toEqual({ kind: "not-in-data" });
  });
});
