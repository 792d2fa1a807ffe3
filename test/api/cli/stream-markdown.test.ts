import fc from "fast-check";
import { expect, it } from "vitest";

import { createMarkdownStream } from "../../../api/cli/ask/stream-markdown.ts";
import { renderMarkdown } from "../../../api/cli/render-markdown.ts";
import { createStyle } from "../../../api/cli/style.ts";

const plain = createStyle(false);

function streamed(pieces: readonly string[], width = 30) {
  const stream = createMarkdownStream(width, plain);
  const written = pieces.map((piece) => stream.push(piece));
  return { written, whole: written.join("") + stream.end() };
}

const passages = [
  "Premium **scores higher** than free: `0.75` against 0.25 [e1].",
  "A sentence that is much longer than one line of the terminal, with *emphasis* in it.",
  "- one item that is too long for a line\n- two",
  "1. first\n2. second",
  "| plan | share |\n| --- | ---: |\n| free | 5 % |\n| premium | 12.50 % |",
  "## Result",
  "```sql\nSELECT 1\nFROM t\n```",
  "See [the docs](https://example.org/x) for 日本 and 2 * 3 * 4.",
  "> quoted words",
];

it("writes, however the text comes in pieces, what the whole text gives", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...passages), { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 12, max: 90 }),
      (chosen, sizes, width) => {
        const text = chosen.join("\n\n");
        const pieces: string[] = [];
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        expect(streamed(pieces, width).whole).toBe(`${renderMarkdown(text, width, plain).join("\n")}\n`);
      },
    ),
    { seed: 7, numRuns: 300 },
  );
});

it("writes whole words of a paragraph as they come, and holds a table until it is whole", () => {
  expect(streamed(["Premium sco", "res higher ", "by far."]).written).toEqual(["Premium", " scores higher", " by"]);
  const table = streamed(["Two groups:\n\n", "| a | b |\n| - | - |\n", "| x | 1 |\n", "\nMore ", "words"]);
  expect(table.written).toEqual(["Two groups:", "", "", "\n\na  b\n─  ─\nx  1\n\nMore", ""]);
});

it("begins anew where a mark meant something else after all", () => {
  const { whole } = streamed(["a *b ", "c d ", "e\nnext* line"]);
  expect(whole.endsWith(`${renderMarkdown("a *b c d e\nnext* line", 30, plain).join("\n")}\n`)).toBe(true);
});

it("writes nothing for nothing", () => {
  expect(streamed([]).whole).toBe("");
});
