import { describe, expect, it } from "vitest";

import { createCustomerMask } from "../../../../api/customer-token.ts";
import type { CustomerSigns } from "../../../../api/slack/render/audience.ts";
import { renderAnswer } from "../../../../api/slack/render/render-answer.ts";
import { buildAnswer, buildEvidence } from "../../../support/build-answer.ts";
import { readable, refusals } from "./read-rendering.ts";

const mask = createCustomerMask(String.raw`^user_\d{5}$`);
const signs: CustomerSigns = { namesCustomer: (text) => mask(text) !== text, givesSingleRows: () => false };
const render = (changes: Parameters<typeof buildAnswer>[0] = {}, options: object = {}) =>
  renderAnswer(buildAnswer(changes), { signs, webUrl: null, ...options });
const bar = {
  kind: "bar",
  title: "Mean score by plan",
  evidence: "e1",
  table: null,
  x: "plan",
  y: "mean_score",
  low: null,
  high: null,
} as const;
const sql = "SELECT plan, mean_score FROM scores LIMIT 100";
const checks = "✓ 2 numbers and 0 names checked: 2 traced to the rows.";
const origin = "Data of 2026-11-20, run run_1 · offline:analyst";
const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true });
const plain = (text: string) => ({ type: "plain_text", text, emoji: false });
const evidenceSection = { type: "section", text: mrkdwn("e1 · Mean score by plan\nquery_athena, 2 rows, 12 ms") };
const afterTable = [
  { type: "context", elements: [mrkdwn("Keep in mind: A difference between groups is not a cause.")] },
  {
    type: "container",
    title: plain("How this was found: 1 look-up"),
    is_collapsible: true,
    default_collapsed: true,
    child_blocks: [evidenceSection, { type: "section", text: mrkdwn(`\`\`\`\n${sql}\n\`\`\``) }],
  },
  { type: "context", elements: [mrkdwn(checks), mrkdwn(origin)] },
];
const nextSteps = [
  {
    type: "actions",
    elements: [
      { type: "button", action_id: "ask-1", text: plain("And by region?"), value: "And by region?" },
      {
        type: "button",
        action_id: "ask-2",
        text: plain("How large are the groups?"),
        value: "How large are the groups?",
      },
      { type: "button", action_id: "open-web", text: plain("Open in web"), url: "https://reckoner.test/a/answer_1" },
    ],
  },
  {
    type: "context_actions",
    elements: [
      {
        type: "feedback_buttons",
        action_id: "feedback",
        positive_button: {
          text: { type: "plain_text", text: "Good answer" },
          accessibility_label: "This answer is right and useful",
          value: "up:answer_1",
        },
        negative_button: {
          text: { type: "plain_text", text: "Bad answer" },
          accessibility_label: "Something is wrong with this answer",
          value: "down:answer_1",
        },
      },
    ],
  },
];

describe("an answer in Slack", () => {
  it("is one message: lead, chart, rows, caveat, what was found folded away, checks, next questions, thumbs", () => {
    const { rich, audience } = render({ chart: bar }, { webUrl: "https://reckoner.test/a/answer_1" });
    expect(audience).toBe("everyone");
    expect(rich).toEqual({
      needsPicture: false,
      files: [],
      messages: [
        {
          text: "Premium scores higher: 0.75 against 0.25.",
          blocks: [
            { type: "markdown", text: "**Premium** scores higher: 0.75 against 0.25 [e1]." },
            {
              type: "data_visualization",
              title: "Mean score by plan",
              chart: {
                type: "bar",
                series: [
                  {
                    name: "mean score",
                    data: [
                      { label: "free", value: 0.25 },
                      { label: "premium", value: 0.75 },
                    ],
                  },
                ],
                axis_config: { categories: ["free", "premium"] },
              },
            },
            {
              type: "data_table",
              caption: "Mean score by plan",
              page_size: 10,
              rows: [
                [
                  { type: "raw_text", text: "plan" },
                  { type: "raw_text", text: "mean_score" },
                ],
                [
                  { type: "raw_text", text: "free" },
                  { type: "raw_number", value: 0.25, text: "0.25" },
                ],
                [
                  { type: "raw_text", text: "premium" },
                  { type: "raw_number", value: 0.75, text: "0.75" },
                ],
              ],
            },
            ...afterTable,
            ...nextSteps,
          ],
        },
      ],
    });
    expect(refusals(rich)).toEqual([]);
  });

  it("has a form without charts, tables and containers that says the same", () => {
    const { simple } = render({ chart: bar });
    expect(simple.messages.flatMap(({ blocks }) => blocks.map(({ type }) => type))).toEqual([
      "markdown",
      "markdown",
      "context",
      "context",
      "actions",
      "context_actions",
    ]);
    expect(readable(simple)).toContain(
      "plan     mean_score\n───────  ──────────\nfree           0.25\npremium        0.75",
    );
    expect(simple.needsPicture).toBe(true);
    expect(simple.files).toEqual([
      {
        name: "how-this-was-found.sql",
        title: "How this was found",
        content: `-- e1: Mean score by plan\n-- query_athena, 2 rows, 12 ms\n${sql}\n`,
      },
    ]);
    expect(refusals(simple)).toEqual([]);
  });

  it("shows the text's own table where it has one, its numbers to be sorted as numbers", () => {
    const text = [
      "Of all plans, premium scores highest by far; the others are close to each other [e1]. More below.",
      "",
      "| Plan | Score | Change |",
      "| --- | ---: | ---: |",
      "| **premium** | 75 % | +1,200.5 |",
      "| free \\| trial | 25 % | −3 |",
      "",
      "That is all.",
    ].join("\n");
    const { rich } = render({ text });
    const [message] = rich.messages;
    expect(message?.blocks.slice(0, 4)).toEqual([
      {
        type: "markdown",
        text: "Of all plans, premium scores highest by far; the others are close to each other [e1].",
      },
      { type: "markdown", text: "More below." },
      expect.objectContaining({
        caption: "Mean score by plan",
        rows: [
          ["Plan", "Score", "Change"].map((name) => ({ type: "raw_text", text: name })),
          [
            { type: "raw_text", text: "premium" },
            { type: "raw_number", value: 75, text: "75 %" },
            { type: "raw_number", value: 1_200.5, text: "+1,200.5" },
          ],
          [
            { type: "raw_text", text: "free | trial" },
            { type: "raw_number", value: 25, text: "25 %" },
            { type: "raw_number", value: -3, text: "−3" },
          ],
        ],
      }),
      { type: "markdown", text: "That is all." },
    ]);
  });

  it("asks for a picture where Slack cannot draw the chart: its kind, intervals, long or many labels", () => {
    const needs = (chart: object, rows: readonly (readonly (string | number)[])[] = [["a", 1]]) => {
      const columns = ["plan", "mean_score", "low", "high"].map((name) => ({ name, type: "varchar" }));
      const evidence = [buildEvidence({ columns, rows: rows.map((row) => [...row]) })];
      return render({ chart: { ...bar, ...chart }, evidence }).rich.needsPicture;
    };
    const many = (count: number) => Array.from({ length: count }, (_, index) => [`g${index}`, index]);
    expect([needs({}), needs({ kind: "line" }), needs({}, many(20)), needs({}, [["x".repeat(20), 1]])]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([
      needs({ kind: "histogram" }),
      needs({ kind: "contributions" }),
      needs({ low: "low", high: "high" }, [["a", 1, 0.5, 1.5]]),
      needs({}, many(21)),
      needs({}, [["x".repeat(21), 1]]),
      needs({}, [
        ["a", 1],
        ["a", 2],
      ]),
    ]).toEqual([true, true, true, true, true, true]);
    expect(needs({}, [["a", "no number"]])).toBe(false);
  });

  it("cuts a chart's long title; the rows beside it have it whole", () => {
    const title = "Mean score ".repeat(10).trim();
    const { rich } = render({ chart: { ...bar, title } });
    expect(refusals(rich)).toEqual([]);
    const blocks = rich.messages.flatMap((message) => message.blocks);
    expect(blocks.flatMap((block) => (block.type === "data_visualization" ? [block.title] : []))).toEqual([
      `${title.slice(0, 49).trimEnd()}…`,
    ]);
    expect(blocks.flatMap((block) => (block.type === "data_table" ? [block.caption] : []))).toEqual([title]);
  });

  it("puts rows past Slack's hundred into a file that a spreadsheet does not run", () => {
    const rows = Array.from({ length: 150 }, (_, index) => [
      index === 149 ? '=HYPERLINK("x")' : `plan ${index}`,
      index,
    ]);
    const { rich } = render({ evidence: [buildEvidence({ rows, rowCount: 400 })] });
    expect(rich.files.map(({ name, title, content }) => [name, title, content.split("\n").length])).toEqual([
      ["e1.csv", "Mean score by plan", 152],
    ]);
    expect(rich.files[0]?.content).toContain(`"'=HYPERLINK(""x"")",149`);
    expect(readable(rich)).toContain("e1.csv beside this message has the rows: 150 of 400.");
    expect(refusals(rich)).toEqual([]);
  });

  it("puts a table of the text that is too long, too wide or too full for Slack whole into a file", () => {
    const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
    const tableOf = (rows: number, columns: number, cell = "") =>
      [
        row(Array.from({ length: columns }, (_, column) => `c${column}`)),
        row(Array.from({ length: columns }, () => "---")),
        ...Array.from({ length: rows }, (_, index) =>
          row(Array.from({ length: columns }, (__, column) => `w${index}x${column}${cell}`)),
        ),
      ].join("\n");
    for (const [rows, columns, cell] of [
      [130, 2, ""],
      [3, 25, ""],
      [60, 10, "y".repeat(40)],
      [2, 2, "z".repeat(500)],
    ] as const) {
      const { rich, simple } = render({ text: tableOf(rows, columns, cell), evidence: [] });
      expect([...refusals(rich), ...refusals(simple)]).toEqual([]);
      expect(rich.files.map(({ name }) => name)).toEqual(["table-1.csv"]);
      expect(readable(rich)).toContain("table-1.csv beside this message has the whole table.");
      for (const all of [rich.files[0]?.content ?? "", readable(simple)]) {
        expect(all.match(/w\d+x\d+/g)?.length).toBe(rows * columns);
      }
    }
  });

  it("shows the rows that the answer rests on in lines, where Slack takes no tables: the first ones, and all in a file", () => {
    const rows = Array.from({ length: 30 }, (_, index) => [`plan ${index}`, index]);
    const { simple } = render({ evidence: [buildEvidence({ rows, rowCount: 30 })] }, { isTextShown: true });
    expect(readable(simple)).toContain("plan 19          19\n```\ne1.csv beside this message has the rows: 30.");
    expect(simple.files.map(({ name }) => name)).toEqual(["e1.csv", "how-this-was-found.sql"]);
  });

  it("folds away every look-up, however many there were and however long their SQL", () => {
    const evidence = Array.from({ length: 24 }, (_, index) =>
      buildEvidence({ id: `e${index + 1}`, sql: `SELECT ${"very_long_name, ".repeat(index * 20)}1`, rows: [["a", 1]] }),
    );
    const { rich } = render({ evidence });
    expect(refusals(rich)).toEqual([]);
    const titles = rich.messages.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.type === "container" ? [block.title?.text] : [])),
    );
    expect(titles[0]).toBe("How this was found: 24 look-ups");
    expect(titles.at(-1)).toBe(`How this was found: 24 look-ups (${titles.length} of ${titles.length})`);
    const text = readable(rich);
    expect(evidence.filter(({ id }) => !text.includes(`${id} · Mean score by plan`))).toEqual([]);
    expect(text.match(/very_long_name,/g)?.length).toBe((20 * 23 * 24) / 2);
  });

  it("does not say again what was streamed, only what belongs to it", () => {
    const { rich } = render({ chart: bar }, { isTextShown: true });
    expect(rich.messages[0]?.blocks.map(({ type }) => type)).toEqual([
      "data_visualization",
      "data_table",
      "context",
      "container",
      "context",
      "actions",
      "context_actions",
    ]);
  });

  it("offers the meanings of a question back, and asks for no thumbs", () => {
    const { rich } = render({
      outcome: "asked-back",
      text: "Which do you mean?",
      evidence: [],
      claims: [],
      caveats: [],
      followUps: ["The mean?", "x".repeat(90)],
      verification: { ...buildAnswer().verification, numbers: 0, traced: 0 },
    });
    expect(rich.messages[0]?.blocks).toEqual([
      { type: "markdown", text: "Which do you mean?" },
      { type: "context", elements: [mrkdwn(origin)] },
      {
        type: "section",
        text: mrkdwn("x".repeat(90)),
        accessory: { type: "button", action_id: "ask-2", text: plain("Ask this"), value: "x".repeat(90) },
      },
      {
        type: "actions",
        elements: [{ type: "button", action_id: "ask-1", text: plain("The mean?"), value: "The mean?" }],
      },
    ]);
  });

  it("cannot be made to call anybody, link anywhere or show a picture by what stands in the data", () => {
    const attack =
      "<!channel> <@U1> <#C1> <https://evil.test|free> ![x](https://evil.test/?q=1) [y](https://evil.test)";
    const { rich, simple } = render({
      text: `${attack} is the largest [e1].`,
      question: attack,
      caveats: [{ kind: "drift", text: attack }],
      followUps: [attack],
      evidence: [
        buildEvidence({
          title: attack,
          sql: `SELECT '${attack}'`,
          rows: [
            [attack, 1],
            ["b", 2],
          ],
        }),
      ],
    });
    for (const { messages } of [rich, simple]) {
      const blocks = messages.flatMap((message) => message.blocks);
      const markdown = markedTexts(blocks, "markdown");
      const all = [...messages.map(({ text }) => text), ...markedTexts(blocks, "mrkdwn"), ...markdown];
      expect([markdown.length, all.length].map((count) => count > 0)).toEqual([true, true]);
      for (const text of all) expect(text).not.toMatch(/<[!@#h]/);
      for (const text of markdown.filter((each) => !each.startsWith("```")))
        expect(text).not.toMatch(/(?<!\\)!\[|\]\(/);
    }
  });
});

describe("who sees an answer", () => {
  const audience = (changes: Parameters<typeof buildAnswer>[0], singleRows = false) =>
    render(changes, { signs: { ...signs, givesSingleRows: () => singleRows } }).audience;

  it("is who asked, where the text, a tool's input or the rows name a customer", () => {
    expect(audience({ text: "user_12345 is likely to leave." })).toBe("asker");
    expect(audience({ evidence: [buildEvidence({ input: { customer_id: "user_12345" } })] })).toBe("asker");
    expect(audience({ evidence: [buildEvidence({ rows: [["user_12345", 1]] })] })).toBe("asker");
    const table = { columns: [{ name: "id", type: "varchar" }], rows: [["user_12345"]], rowCount: 1, truncated: false };
    expect(audience({ evidence: [buildEvidence({ more: { alike: table } })] })).toBe("asker");
  });

  it("is who asked, where a query gives rows of single customers without an id", () => {
    expect(audience({}, true)).toBe("asker");
    expect(audience({ evidence: [buildEvidence({ rows: [] })] }, true)).toBe("everyone");
  });

  it("is everyone, where it is of groups, whatever it offers to be asked next", () => {
    expect(audience({ followUps: ["Explain the prediction for user_12345"] })).toBe("everyone");
  });
});

/** Every text of a kind that Slack reads marks in. */
function markedTexts(value: unknown, kind: "mrkdwn" | "markdown"): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => markedTexts(each, kind));
  if (typeof value !== "object" || value === null) return [];
  const own = "type" in value && value.type === kind && "text" in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap((each) => markedTexts(each, kind))];
}
