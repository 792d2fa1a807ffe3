import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { answerMarkdown } from "../../web/chat/answer-markdown.ts";
import { stepsInWords, stepTitle } from "../../web/chat/step-title.ts";
import { textBlocks, type TextBlocks } from "../../web/chat/text-blocks.ts";
import { textParts } from "../../web/chat/text-parts.ts";
import type { Answer } from "../../web/contract/routes.d.ts";
import { buildAnswer, buildEvidence } from "../support/build-answer.ts";

const table = "| Part | Size |\n| --- | ---: |\n| a | 0.12 |\n| b | −3.4 |";

describe("the parts of an answer's text", () => {
  it("are the first paragraph and the rest", () => {
    expect(textParts("One **thing**.\n\nMore.\n\n- a\n- b")).toEqual({
      lead: "One **thing**.",
      rest: "More.\n\n- a\n- b",
    });
    expect(textParts(`${table}\n\nAfter.`)).toEqual({ lead: "", rest: `${table}\n\nAfter.` });
  });

  it("tell the first sentences apart from what the paragraph goes on with", () => {
    const first = "**Yes.** Premium customers have the higher score: 0.633 against 0.452 for free customers [e1].";
    expect(textParts(`${first} The groups hold 6,013 and 13,937.\n\nMore.`)).toEqual({
      lead: first,
      rest: "The groups hold 6,013 and 13,937.\n\nMore.",
    });
  });

  it("leave out a table whose every figure is drawn beside them, and no other", () => {
    expect(textParts(`Lead.\n\n${table}\n\nAfter.`, [0.1213, -3.44])).toEqual({ lead: "Lead.", rest: "After." });
    expect(textParts(`Lead.\n\n${table}`, [0.1213, 3.44]).rest).toBe(table);
  });
});

describe("the blocks of a text that grows", () => {
  const text = `Lead **so**.\n\n- one\n- two\n\n${table}\n\nThe end, [e1].`;

  it("settle when the next one begins, and are not read again", () => {
    const first = textBlocks("Lead.\n\nMore");
    expect(first).toEqual({ settledChars: 7, settled: ["Lead."], open: "More" });
    const second = textBlocks("Lead.\n\nMore.\n\nEnd", first);
    expect(second.settled).toEqual(["Lead.", "More."]);
  });

  it("begin anew when the text was taken back", () => {
    expect(textBlocks("No", textBlocks("Lead.\n\nMore"))).toEqual({ settledChars: 0, settled: [], open: "No" });
  });

  it("come to the same however the text is cut", () => {
    const whole = textBlocks(text);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: text.length })), (cuts) => {
        let blocks: TextBlocks | undefined;
        for (const cut of [...cuts].sort((one, other) => one - other)) blocks = textBlocks(text.slice(0, cut), blocks);
        const end = textBlocks(text, blocks);
        expect([...end.settled, end.open.trim()]).toEqual([...whole.settled, whole.open.trim()]);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe("an answer as markdown", () => {
  it("has the question, the text with numbers for citations, and the queries behind them", () => {
    expect(answerMarkdown(buildAnswer() as Answer)).toBe(
      "### Which plan scores higher?\n\n**Premium** scores higher: 0.75 against 0.25 [1].\n\n" +
        "Sources (data of 2026-11-20):\n\n1. Mean score by plan\n\n" +
        "   ```sql\n   SELECT plan, mean_score FROM scores LIMIT 100\n   ```\n",
    );
  });

  it("keeps a query in its fence whatever is in it", () => {
    const evidence = [buildEvidence({ sql: "SELECT '```'" })];
    expect(answerMarkdown(buildAnswer({ evidence }) as Answer)).toContain("   ````sql\n   SELECT '```'\n   ````");
  });
});

describe("the words for look-ups", () => {
  it("are the model's purpose where it gave one, else what the tool looks at", () => {
    expect(stepTitle({ tool: "query_athena", input: { purpose: "Customers by plan" } })).toBe("Customers by plan");
    expect(stepTitle({ tool: "get_feature_stats", input: { feature: "age" } })).toBe("Look at a feature: age");
    expect(stepTitle({ tool: "new_tool", input: {} })).toBe("new_tool");
  });

  it("count what was done", () => {
    expect(stepsInWords([])).toBe("Answered without a look-up");
    expect(stepsInWords(["query_athena"])).toBe("Ran 1 query");
    expect(stepsInWords(["query_athena", "query_athena", "explain_prediction", "describe_model"])).toBe(
      "Ran 2 queries, 1 model explanation and 1 look-up",
    );
  });
});
