import { expect, it } from "vitest";

import { splitLines } from "../../../api/cli/split-lines.ts";

async function split(pieces: readonly string[], longest = 10): Promise<string[]> {
  async function* stream() {
    yield* pieces;
  }
  const lines: string[] = [];
  for await (const line of splitLines(stream(), longest)) lines.push(line);
  return lines;
}

it.each([
  [[], []],
  [["a\nb"], ["a", "b"]],
  [
    ["a\n", "\nb\n"],
    ["a", "", "b"],
  ],
  [
    ["a", "b", "c\nd", "e"],
    ["abc", "de"],
  ],
  [["0123456789\n"], ["0123456789"]],
])("gives the lines of %j", async (pieces, lines) => {
  expect(await split(pieces)).toEqual(lines);
});

it("keeps of a line that is too long one character more than fits, and the next line whole", async () => {
  expect(await split(["0123456", "789", "abc", "def\nnext"])).toEqual(["0123456789a", "next"]);
  expect(await split(["0123456789abc\nnext"])).toEqual(["0123456789a", "next"]);
  expect(await split(["0123456789abc"])).toEqual(["0123456789a"]);
});
