import type { Answer } from "#agent";

import { buildAnswer, buildEvidence } from "../../support/build-answer.ts";

type Evidence = Answer["evidence"][number];
type Table = Evidence["more"][string];

/** Columns by their names and types, "plan varchar" say, and their rows. */
export function tableOf(columns: readonly string[], rows: Table["rows"]): Table {
  return {
    columns: columns.map((column) => {
      const [name = "", type = "varchar"] = column.split(" ");
      return { name, type };
    }),
    rows,
    rowCount: rows.length,
    truncated: false,
  };
}

type Chart = NonNullable<Answer["chart"]>;

/** A chart of the first evidence's main table, changed by `changes`. */
function chartOf(kind: Chart["kind"], title: string, x: string, y: string, changes: Partial<Chart> = {}): Chart {
  return { kind, title, evidence: "e1", x, y, table: null, low: null, high: null, ...changes };
}

const manyPlans = Array.from({ length: 24 }, (_, index) => [`plan ${index + 1}`, 0.9 - index * 0.03]);
const days = Array.from({ length: 30 }, (_, day) => [
  `2026-10-${String(day + 1).padStart(2, "0")}`,
  0.4 + 0.1 * Math.sin(day / 4),
]);
const bins = Array.from({ length: 10 }, (_, bin) => [bin / 10, (bin + 1) / 10, Math.round(900 * Math.exp(-bin / 3))]);
const contributions = tableOf(
  ["feature", "label", "value", "typical", "contribution double", "rank integer"],
  Array.from({ length: 14 }, (_, index) => [
    `f_${index}`,
    index === 3 ? "a feature with a rather long name that takes more than one line" : `feature ${index + 1}`,
    String(7 - index),
    index === 2 ? "yearly" : "0",
    (index % 3 === 1 ? -0.3 : 0.4) / (index + 1),
    index + 1,
  ]),
);
const margin = -1.2 + contributions.rows.reduce((sum, row) => sum + Number(row[4]), 0);
const explained = buildEvidence({
  tool: "explain_prediction",
  title: "The churn model's prediction for user_1",
  ...tableOf(
    ["model", "prediction double", "lower double", "base_value double", "margin double"],
    [["churn", 1 / (1 + Math.exp(-margin)), null, -1.2, margin]],
  ),
  more: {
    contributions,
    calibration: tableOf(
      [
        "from double",
        "to double",
        "customers integer",
        "mean_actual double",
        "actual_low double",
        "actual_high double",
      ],
      [[0.3, 0.4, 1_200, 0.35, 0.32, 0.38]],
    ),
  },
  verified: null,
});
const changes = tableOf(
  ["change", "then double", "low double", "high double"],
  [
    ["plan to premium", 0.69, 0.56, 0.82],
    ["one more visit a day", 0.63, 0.5, 0.76],
  ],
);
const wide = tableOf(
  Array.from({ length: 14 }, (_, index) => `a_column_with_a_name_${index + 1} double`),
  Array.from({ length: 30 }, (_, row) => Array.from({ length: 14 }, (_, column) => row * column + 0.5)),
);
const markdownTable = (count: number) =>
  ["| Customer | Score | Change |", "| --- | ---: | ---: |"]
    .concat(Array.from({ length: count }, (_, row) => `| user_${row + 1} | 0.${900 - row} | −${row}.5 |`))
    .join("\n");
const attack = `<img src=x onerror="window.hit=1"><script>window.hit=2</script>`;
const longWord = "Donaudampfschiffahrtsgesellschaftskapitänswitwenpension".repeat(4);

/** Answers of every kind that the page shows, by a name of each; the ids are made of the names. */
export const answers: Readonly<Record<string, Answer>> = Object.fromEntries(
  Object.entries<Partial<Answer>>({
    bars: {
      chart: chartOf("bar", "Mean score by plan", "plan", "mean_score"),
      evidence: [buildEvidence({ verified: { id: "q1", title: "Scores by plan" } })],
    },
    manyBars: {
      question: "Which of all the plans scores highest?",
      text: "**plan 1** scores highest: 0.9 [e1].",
      chart: chartOf("bar", "Mean score by plan", "plan", "mean_score"),
      evidence: [buildEvidence(tableOf(["plan", "mean_score double"], manyPlans))],
    },
    line: {
      question: "How did the score go over October?",
      text: "It went up and down around **0.4** [e1].",
      chart: chartOf("line", "Score by day", "day", "score"),
      evidence: [buildEvidence(tableOf(["day date", "score double"], days))],
    },
    histogram: {
      question: "How are the scores distributed?",
      text: "Most lie below **0.3** [e1].",
      chart: chartOf("histogram", "Distribution of scores", "from", "customers"),
      evidence: [buildEvidence(tableOf(["from double", "to double", "customers integer"], bins))],
    },
    contributions: {
      question: "Why is user_1 likely to leave?",
      text: `user_1 is **likely to leave**: the model says so [e1].\n\nThe rest adds up.`,
      chart: chartOf("contributions", "What moved the prediction for user_1", "label", "contribution", {
        table: "contributions",
      }),
      evidence: [explained],
    },
    whatIf: {
      question: "What if user_1 had premium?",
      text: "The prediction would go from 0.61 to **0.69** (0.56 to 0.82) [e1].",
      chart: chartOf("bar", "The prediction after each change", "change", "then", { low: "low", high: "high" }),
      evidence: [buildEvidence({ tool: "simulate_change", title: "What would change it", ...changes })],
      caveats: [{ kind: "simulated", text: "This is the model's answer to changed inputs, not a measured effect." }],
    },
    askedBack: {
      question: "How is it?",
      text: "Which of these do you mean?",
      outcome: "asked-back",
      evidence: [],
      followUps: ["The score of all customers", "The quality of the data"],
      caveats: [],
    },
    refused: {
      question: "List the birthdays of all customers",
      text: "**This is not told of single customers.** The column is confidential; means over groups can be told.",
      outcome: "refused",
      evidence: [],
      caveats: [],
    },
    notInData: {
      question: "What is the weather tomorrow?",
      text: "**The data cannot tell.** It holds no weather.",
      outcome: "not-in-data",
      evidence: [],
    },
    unverified: {
      question: "How much do they earn?",
      text: "They earn **4,200** [unverified] a month, or 0.75 of the others [e1].",
      verification: { ...buildAnswer().verification, untraced: 1, repaired: true },
      caveats: [
        { kind: "stale-data", text: "The data is three weeks old." },
        { kind: "small-group", text: "One group holds fewer than 30 customers." },
      ],
    },
    remembered: {
      question: "Which plan scores higher, again?",
      cached: { answerId: "answer_bars", finishedAt: "2026-11-20T11:00:00.000Z" },
    },
    tenTables: {
      question: "Tell me everything",
      text: Array.from({ length: 10 }, (_, part) => `Part ${part + 1} of it.\n\n${markdownTable(12)}`).join("\n\n"),
    },
    wide: {
      question: "Show everything of everybody",
      text: `Here they are [e1].\n\n${wideMarkdown(12)}`,
      evidence: [buildEvidence({ ...wide, truncated: true, notices: ["Only the first 30 rows are here."] })],
    },
    hostile: {
      question: `${attack} ${longWord} שלום עולם 👩‍👩‍👧‍👦`,
      text: `${attack} ${longWord}\n\nمرحبا بالعالم, 👩‍👩‍👧‍👦 and ![p](https://example.com/p.png) [x](javascript:alert(1)) [e1].`,
      evidence: [
        buildEvidence({
          title: `${attack} ${longWord}`,
          notices: [longWord],
          rows: [[attack, 1]],
          sql: `SELECT '${longWord}'`,
        }),
      ],
      followUps: [longWord, attack],
      caveats: [{ kind: "truncated", text: longWord }],
    },
    longQuestion: { question: "Why is that so, and what follows from it? ".repeat(240) },
  }).map(([name, change]) => [name, buildAnswer({ id: `answer_${name}`, thread: `thread_${name}`, ...change })]),
);

function wideMarkdown(columns: number): string {
  const names = Array.from({ length: columns }, (_, index) => `A column ${index + 1}`);
  const row = names.map((_, index) => `${index}.25`);
  return [names, names.map(() => "---:"), row, row].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
