import { describe, expect, it } from "vitest";

import { foundScores } from "../agent/turn-fixture.ts";
import { modelTextOf } from "../../tools/model-text.ts";

/** Evidence over rows of a number and a name. */
const draftOf = (rows: readonly (readonly [number | null, string])[], notices: readonly string[] = []) => ({
  ...foundScores,
  title: "Found",
  columns: [
    { name: "n", type: "double" },
    { name: "who", type: "varchar" },
  ],
  rows: rows.map((row) => [...row]),
  rowCount: rows.length,
  notices: [...notices],
});

describe("what a language model reads of a tool's tables", () => {
  it("is the title, the rows under their names, and the notices", () => {
    expect(
      modelTextOf(
        draftOf(
          [
            [1, "a"],
            [null, "b"],
          ],
          ["Two were left out."],
        ),
      ),
    ).toBe("Found\n\nn\twho\n1\ta\nnull\tb\n\nNote: Two were left out.");
    const verified = { ...draftOf([[1, "a"]]), verified: { id: "a-b", title: "A by B" } };
    expect(modelTextOf(verified)).toBe("Found\n\nVerified query: A by B\n\nn\twho\n1\ta");
    expect(modelTextOf(draftOf([]))).toBe("Found\n\nn\twho\n(no rows)");
  });

  it.each([
    [0.506_263_41, "0.50626"],
    [0.000_080_262_7, "0.000080263"],
    [-12.345_678, "-12.346"],
    [100, "100"],
    [3_214_567.891, "3214567.89"],
    [1_234.567_8, "1234.57"],
  ])("has %d as %s: enough digits to tell, and the cents of a large sum", (value, text) => {
    expect(modelTextOf(draftOf([[value, "a"]]))).toContain(`\n${text}\ta`);
  });

  it("tells once what is the same in all of three rows or more", () => {
    expect(
      modelTextOf(
        draftOf([
          [1, "a"],
          [2, "a"],
          [3, "a"],
        ]),
      ),
    ).toBe("Found\n\nn\n1\n2\n3\n(in every row: who a)");
    expect(
      modelTextOf(
        draftOf([
          [1, "a"],
          [2, "a"],
        ]),
      ),
    ).toBe("Found\n\nn\twho\n1\ta\n2\ta");
    expect(
      modelTextOf(
        draftOf([
          [1, "a"],
          [1, "a"],
          [1, "a"],
        ]),
      ),
    ).toBe("Found\n\nn\twho\n1\ta\n1\ta\n1\ta");
  });

  it("cuts long cells and long tables, and says how many rows it leaves out", () => {
    const rows = Array.from({ length: 70 }, (_, i) => [i, `row ${i}`] as const);
    const lines = modelTextOf(draftOf(rows)).split("\n");
    expect(lines.slice(-2)).toEqual(["59\trow 59", "(10 further rows are not shown to you; aggregate in SQL instead)"]);
    const ends = modelTextOf(draftOf(rows), { rows: { main: { first: 2, last: 1 } } });
    expect(ends).toBe(
      "Found\n\nn\twho\n0\trow 0\n1\trow 1\n(67 further rows are not shown to you; aggregate in SQL instead)\n69\trow 69",
    );
    expect(modelTextOf(draftOf([[1, "x".repeat(300)]])).at(-1)).toBe("…");
    expect(modelTextOf(draftOf([[1, "x".repeat(300)]]), { cellChars: 300 })).toContain("x".repeat(300));
  });

  it("shows no row twice where the first and the last meet, and leaves a table out that is longer than it may be", () => {
    const three = draftOf([
      [1, "a"],
      [2, "b"],
      [3, "c"],
    ]);
    expect(modelTextOf(three, { rows: { main: { first: 2, last: 2 } } })).toBe("Found\n\nn\twho\n1\ta\n2\tb\n3\tc");
    const more = { ...foundScores, more: { truth: { ...three } } };
    expect(modelTextOf(more, { rows: { truth: { atMost: 3 } } })).toContain("truth:\nn\twho\n1\ta");
    expect(modelTextOf(more, { rows: { truth: { atMost: 2 } } })).not.toContain("truth");
  });
});
