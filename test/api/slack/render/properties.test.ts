import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Answer } from "../../../../agent/answer.ts";
import { renderAnswer, type Rendering } from "../../../../api/slack/render/render-answer.ts";
import { renderDigest } from "../../../../api/slack/render/render-digest.ts";
import { renderHome } from "../../../../api/slack/render/render-home.ts";
import { renderOffer } from "../../../../api/slack/render/render-offer.ts";
import { safeMarkdown } from "../../../../api/slack/render/mrkdwn.ts";
import { splitForMrkdwn, splitText } from "../../../../api/slack/render/split-text.ts";
import { buildAnswer, buildEvidence } from "../../../support/build-answer.ts";
import { readable, refusals, refusalsOf } from "./read-rendering.ts";

const signs = { namesCustomer: () => false, givesSingleRows: () => false };
const options = { signs, webUrl: "https://reckoner.test/a/1" };
const runs = { seed: 8, numRuns: 150 };

/** Text as it may come: any characters, marks of markdown and mrkdwn, very long words. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom("<!channel>", "&lt;", "```", "**", "](", "|", "x".repeat(4_000), "– ", "\n\n", "\ud83d", "`a"),
);
const longText = fc.array(anyText, { maxLength: 40 }).map((parts) => parts.join(" "));
const cell = fc.oneof(anyText, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));

/** Evidence with a table of any size. */
const evidence = fc
  .record({
    columns: fc.integer({ min: 0, max: 30 }),
    rows: fc.integer({ min: 0, max: 130 }),
    title: longText,
    sql: longText,
  })
  .chain(({ columns, rows, title, sql }) =>
    fc.array(cell, { minLength: 1, maxLength: 40 }).map((cells) =>
      buildEvidence({
        title,
        sql,
        columns: Array.from({ length: columns }, (_, index) => ({ name: `column ${index}`, type: "varchar" })),
        rows: Array.from({ length: rows }, (_, row) =>
          Array.from({ length: columns }, (__, column) => cells[(row * columns + column) % cells.length] ?? null),
        ),
        rowCount: rows,
      }),
    ),
  );

const anyAnswer: fc.Arbitrary<Answer> = fc
  .record({
    text: longText,
    question: longText,
    evidence: fc.array(evidence, { maxLength: 3 }),
    caveats: fc.array(
      longText.map((text) => ({ kind: "drift" as const, text })),
      { maxLength: 30 },
    ),
    followUps: fc.array(longText, { maxLength: 30 }),
    kind: fc.constantFrom("bar", "line", "histogram", "contributions", null),
    notes: fc.array(longText, { maxLength: 15 }),
    title: fc.string({ minLength: 1, maxLength: 120 }),
  })
  .map(({ kind, notes, title, ...rest }) =>
    buildAnswer({
      ...rest,
      verification: { ...buildAnswer().verification, notes },
      chart:
        kind === null
          ? null
          : { kind, title, evidence: "e1", table: null, x: "column 0", y: "column 1", low: null, high: null },
    }),
  );

describe("whatever an answer holds", () => {
  it("every message is one that Slack takes, in both forms", () => {
    fc.assert(
      fc.property(anyAnswer, fc.boolean(), (answer, isTextShown) => {
        const { rich, simple } = renderAnswer(answer, { ...options, isTextShown });
        expect([...refusals(rich), ...refusals(simple)]).toEqual([]);
        expect(simple.messages.flatMap(({ blocks }) => blocks.map(({ type }) => type))).not.toContain("data_table");
      }),
      runs,
    );
  });

  it("none of its words is lost, in neither form, and they stay in their order", () => {
    fc.assert(
      fc.property(wordyText, (parts) => {
        const text = parts.join("\n\n");
        const words = text.match(/w\d+x/g) ?? [];
        const { rich, simple } = renderAnswer(buildAnswer({ text, evidence: [], caveats: [] }), options);
        for (const form of [rich, simple]) {
          expect([...refusals(form)]).toEqual([]);
          expect(wordsOf(form)).toEqual(words);
        }
      }),
      runs,
    );
  });
});

/** Text of numbered words, long enough for several messages: paragraphs, lists, tables, code. */
const wordyText = fc
  .array(
    fc.record({ kind: fc.constantFrom("words", "list", "table", "code"), size: fc.integer({ min: 1, max: 900 }) }),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => {
    let count = 0;
    const word = () => `w${++count}x`;
    return parts.map(({ kind, size }) => {
      const words = Array.from({ length: size }, word);
      switch (kind) {
        case "list":
          return words.map((each) => `- ${each}`).join("\n");
        case "code":
          return `\`\`\`\n${words.join("\n")}\n\`\`\``;
        case "table":
          // Within what a table of Slack's holds; what does not fit is in a file, and has a test of its own.
          return ["| a | b |", "| --- | --- |", ...words.slice(0, 90).map((each) => `| ${each} | 1 |`)].join("\n");
        default:
          return words.map((each, index) => (index % 7 === 6 ? `${each}.` : each)).join(" ");
      }
    });
  });

/** The numbered words that are read in messages, each once: a lead stands in the notification, too. */
function wordsOf(form: Rendering): readonly string[] {
  return readable(form).match(/w\d+x/g) ?? [];
}

describe("other messages", () => {
  it("are taken, whatever they are told", () => {
    fc.assert(
      fc.property(longText, fc.array(longText, { maxLength: 30 }), (text, texts) => {
        expect(refusals({ messages: [renderOffer(text === "" ? "Hello" : `Hello ${text}`, texts)] })).toEqual([]);
        const home = renderHome({
          title: `t ${text}`,
          about: `a ${text}`,
          data: { snapshotDate: "2026-11-20", runId: "run_1", isStale: true, alerts: texts },
          recent: texts.map((question) => ({ question, askedAt: "today", webUrl: "https://reckoner.test/1" })),
          saved: texts.map((title) => ({ title, answers: 1, webUrl: null })),
          examples: texts,
          webUrl: "https://reckoner.test",
        });
        expect(refusalsOf(home.blocks, "home")).toEqual([]);
      }),
      runs,
    );
  });

  it("a digest of any answers is taken", () => {
    fc.assert(
      fc.property(fc.array(anyAnswer, { maxLength: 8 }), longText, (answers, question) => {
        const items = answers.map((answer) => ({ question: `q ${question}`, answer, webUrl: options.webUrl }));
        const messages = renderDigest({ title: "Week", snapshotDate: "2026-11-20", items }, signs);
        expect(refusals({ messages })).toEqual([]);
      }),
      { ...runs, numRuns: 40 },
    );
  });
});

describe("a text in parts", () => {
  it("has every part within the limit and loses nothing but space between them", () => {
    fc.assert(
      fc.property(longText, fc.integer({ min: 2, max: 200 }), (text, most) => {
        const parts = splitText(text, most);
        expect(parts.every((part) => part.length <= most)).toBe(true);
        expect(parts.join("").replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
        expect(splitForMrkdwn(text, 20 + most).every((part) => part.length <= 20 + most)).toBe(true);
      }),
      runs,
    );
  });

  it("never cuts a character in two", () => {
    const emoji = "🙂".repeat(50);
    expect(splitText(emoji, 7).join("")).toBe(emoji);
    expect(splitText(emoji, 7).every((part) => !/^\p{Surrogate}|\p{Surrogate}$/u.test(part))).toBe(true);
  });

  it("is made safe in parts as it would be as a whole", () => {
    expect(splitText("a <!channel> b", 100).map(safeMarkdown)).toEqual(["a &lt;!channel> b"]);
  });
});
