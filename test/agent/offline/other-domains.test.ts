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

/** A column of the feed as the dictionary would complete it, of one type. */
function columnOf(domain: Domain, own: Partial<Column> & Pick<Column, "name" | "label" | "type">): Column {
  const like = domain.feedColumns.find((column) => column.type === "double" && column.privacy !== "confidential");
  if (!like) throw new Error("the domain has such a column");
  return {
    ...like,
    unit: null,
    format: "number",
    range: null,
    values: [],
    bins: [],
    lever: null,
    missing: "never",
    synonyms: [],
    meaning: `The ${own.label}.`,
    ...own,
  };
}

/** What is asked of a column of a type, how it is read, and what its SQL holds. */
type Asked = readonly [question: string, reading: Record<string, unknown>, sql: RegExp];

const ofNumber: readonly Asked[] = [
  [
    "average steps of premium users",
    { kind: "aggregate", measures: "mean steps_day", where: "account_type = premium" },
    /avg\(steps_day\)/,
  ],
  ["variance of steps", { kind: "aggregate", measures: "variance steps_day" }, /var_samp\(steps_day\)/],
  ["steps by device", { kind: "aggregate", measures: "mean steps_day", by: "device_type" }, /GROUP BY device_type/],
  ["how many users make more than 4000 steps", { kind: "count", where: "steps_day > 4000" }, /steps_day > 4000/],
  ["users with few steps", { kind: "count", where: "bottom 25% steps_day" }, /approx_percentile\(steps_day, 0\.25\)/],
  ["do women make more steps than men?", { kind: "compare", measure: "steps_day" }, /avg\(steps_day\)/],
  ["correlation between steps and churn", { kind: "relate", x: "steps_day", ys: "churn_30_day" }, /corr\(x, y\)/],
  [
    "correlation matrix of steps, trust and ltv",
    { kind: "correlation-matrix", columns: "lifetime_value_usd, steps_day, trust_score" },
    /corr\(/,
  ],
  [
    "what number of steps indicates churn risk? threshold of steps",
    { kind: "threshold", column: "steps_day" },
    /steps_day/,
  ],
];

const ofBoolean: readonly Asked[] = [
  ["how many users have a verified badge?", { kind: "count", where: "has_badge = true" }, /has_badge = true/],
  [
    "what share of premium users have a verified badge",
    { kind: "count", where: "account_type = premium & has_badge = true" },
    /has_badge = true/,
  ],
  [
    "share of verified badge by device",
    { kind: "aggregate", measures: "mean has_badge", by: "device_type" },
    /GROUP BY device_type/,
  ],
  [
    "average ltv of users without a verified badge",
    { kind: "aggregate", measures: "mean lifetime_value_usd", where: "has_badge = false" },
    /has_badge = false/,
  ],
  [
    "do users with a verified badge churn less?",
    { kind: "compare", measure: "churn_30_day", a: "has_badge = true", b: "has_badge = false" },
    /has_badge/,
  ],
  [
    "engagement by verified badge",
    { kind: "aggregate", measures: "mean actual_engagement_score", by: "has_badge" },
    /GROUP BY has_badge/,
  ],
];

const ofCategory: readonly Asked[] = [
  ["how many users are there by mascot?", { kind: "count", by: "mascot" }, /GROUP BY mascot/],
  ["how many owls and foxes do we have", { kind: "count", where: "mascot in fox|owl" }, /mascot IN \('owl', 'fox'\)/],
  [
    "average ltv of owls",
    { kind: "aggregate", measures: "mean lifetime_value_usd", where: "mascot = owl" },
    /mascot = 'owl'/,
  ],
  [
    "churn by mascot and plan",
    { kind: "aggregate", measures: "mean churn_30_day", by: "mascot", and: "account_type" },
    /mascot/,
  ],
  [
    "are owls more engaged than foxes?",
    { kind: "compare", measure: "actual_engagement_score", a: "mascot = owl", b: "mascot = fox" },
    /mascot = 'fox'/,
  ],
  ["which mascot has the highest revenue", { kind: "aggregate", by: "mascot", order: "desc" }, /GROUP BY mascot/],
  ["everyone except owls", { kind: "count", where: "mascot <> owl" }, /mascot <> 'owl'/],
  ["what are the possible values of mascot?", { kind: "count", by: "mascot" }, /GROUP BY mascot/],
];

const ofDay: readonly Asked[] = [
  [
    "how many users had their last purchase before 2026?",
    { kind: "count", where: "last_purchase ..2026-01-01" },
    /last_purchase < DATE '2026-01-01'/,
  ],
  [
    "churn of users with a last purchase in March 2025",
    { kind: "aggregate", measures: "mean churn_30_day", where: "last_purchase 2025-03-01..2025-04-01" },
    /last_purchase >= DATE '2025-03-01' AND last_purchase < DATE '2025-04-01'/,
  ],
  [
    "how many users are there by last purchase?",
    { kind: "count", by: "last_purchase" },
    /substr\(CAST\(last_purchase AS varchar\), 1, 7\)/,
  ],
  [
    "engagement by last purchase",
    { kind: "aggregate", measures: "mean actual_engagement_score", by: "last_purchase" },
    /substr\(CAST\(last_purchase AS varchar\), 1, 7\)/,
  ],
];

describe("a column of each type that only the dictionary and the tables know", () => {
  let analyst: TinyAnalyst;

  beforeAll(async () => {
    const domain = await loadDomain(domainDirectory("engagement"));
    const truth = { label: null, synonyms: [] };
    const added = [
      columnOf(domain, {
        name: "steps_day",
        label: "steps a day",
        type: "double",
        unit: "steps a day",
        range: [0, 10000],
        synonyms: ["steps"],
        lever: { direction: "up" },
      }),
      columnOf(domain, { name: "has_badge", label: "verified badge", type: "boolean", format: "boolean" }),
      columnOf(domain, {
        name: "mascot",
        label: "mascot",
        type: "string",
        format: "text",
        values: [
          { ...truth, value: "owl", label: "owl", synonyms: ["owls"] },
          { ...truth, value: "fox", label: "fox", synonyms: ["foxes"] },
          { ...truth, value: "bear", label: "bear", synonyms: ["bears"] },
        ],
      }),
      columnOf(domain, { name: "last_purchase", label: "last purchase", type: "date", format: "date" }),
    ];
    analyst = await openTinyAnalyst(added.reduce(withColumn, domain));
  });
  afterAll(() => analyst.close());

  it.each([...ofNumber, ...ofBoolean, ...ofCategory, ...ofDay])("%s", async (question, reading, sql) => {
    expect(read(analyst, question)).toMatchObject(reading);
    expect((await analyst.answer(question)).sql.join("\n")).toMatch(sql);
  });

  it("is defined, and simulated where it can be changed", () => {
    for (const [label, name] of [
      ["steps a day", "steps_day"],
      ["verified badge", "has_badge"],
      ["mascot", "mascot"],
      ["last purchase", "last_purchase"],
    ])
      expect(read(analyst, `what does ${label} mean?`)).toMatchObject({ kind: "define", title: name });
    expect(read(analyst, "what if everyone made 500 more steps a day?")).toMatchObject({
      kind: "what-if",
      lever: "steps_day",
      change: "+500",
    });
    expect(read(analyst, "distribution of steps")).toMatchObject({ kind: "distribution", column: "steps_day" });
    expect(read(analyst, "what if mascot changed?")).toMatchObject({ kind: "not-in-data" });
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
