import { describe, expect, it } from "vitest";

import { cleanLine, cleanText } from "../../../api/cli/clean-text.ts";
import { cutText, padText, widthOf, wrapText } from "../../../api/cli/fit-text.ts";
import { renderAnswer } from "../../../api/cli/render-answer.ts";
import { renderChart } from "../../../api/cli/render-chart.ts";
import { renderMarkdown } from "../../../api/cli/render-markdown.ts";
import { renderTable } from "../../../api/cli/render-table.ts";
import { createStyle } from "../../../api/cli/style.ts";
import { buildAnswer, buildEvidence } from "../../support/build-answer.ts";

const plain = createStyle(false);
const columns = (...names: string[]) => names.map((name) => ({ name, type: "varchar" }));
const table = (names: string[], rows: (string | number | boolean | null)[][]) => ({
  columns: columns(...names),
  rows,
  rowCount: rows.length,
  truncated: false,
});

describe("cleanText", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]0;title\u0007text", "text"],
    ["a\u0000b\u0008c\u007fd\u009be", "abcde"],
    ["user\u202egnp.exe", "usergnp.exe"],
    ["half \ud83d of one", "half  of one"],
    ["\u001b[2Jkept\u0007", "kept"],
    ["\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["line\r\nnext\rover", "line\nnextover"],
    ["tab\there", "tab  here"],
    ["日本 😀 é", "日本 😀 é"],
  ])("turns %j into %j", (dirty, clean) => {
    expect(cleanText(dirty)).toBe(clean);
  });

  it("makes one line of several", () => {
    expect(cleanLine(" a \n\n b\r\nc ")).toBe("a b c");
  });
});

describe("wrapText", () => {
  it("breaks at spaces and begins further lines with the indent", () => {
    expect(wrapText("one two three four", 9, "  ")).toEqual(["one two", "  three", "  four"]);
  });

  it("counts wide characters twice and breaks a word wider than a line", () => {
    expect(wrapText("日本語の 文章です", 8)).toEqual(["日本語の", "文章です"]);
    expect(wrapText("日本語の文章です", 7)).toEqual(["日本語", "の文章", "です"]);
  });

  it("does not count styling", () => {
    const style = createStyle(true);
    expect(wrapText(`${style.bold("one")} two`, 7)).toEqual([`${style.bold("one")} two`]);
  });

  it("keeps every line of any text within the width", () => {
    for (let width = 2; width < 30; width++) {
      const lines = wrapText("Die 日本 Zahlen steigen, 👩‍👩‍👧 aberlangsamerundlangsamer als gedacht.", width);
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
    }
  });
});

describe("cutText and padText", () => {
  it("cut and fill by columns of the terminal", () => {
    expect(cutText("日本語", 6)).toBe("日本語");
    expect(cutText("日本語", 5)).toBe("日本…");
    expect(padText("日本", 6, "left")).toBe("日本  ");
    expect(padText("日本", 6, "right")).toBe("  日本");
  });
});

describe("renderTable", () => {
  const options = { width: 80, maxRows: 10, style: plain };

  it("aligns wide characters, puts numbers to the right, and shows a missing value", () => {
    const rows = [
      ["日本", 1],
      ["é", 0.123456789],
      [null, null],
    ];
    expect(renderTable(table(["place", "n"], rows), options)).toEqual([
      "place         n",
      "─────  ────────",
      "日本          1",
      "é      0.123457",
      "–             –",
    ]);
  });

  it("counts rows and names columns that are left out", () => {
    const wide = {
      ...table(
        ["a", "second", "third"],
        [
          ["x", "y", "z"],
          ["x", "y", "z"],
        ],
      ),
      rowCount: 9,
    };
    expect(renderTable(wide, { width: 12, maxRows: 2, style: plain })).toEqual([
      "a  second",
      "─  ──────",
      "x  y",
      "x  y",
      "… 1 more co…",
      "… 7 more rows",
    ]);
  });

  it("shows a single row that is too wide with a line for each column", () => {
    const row = table(["a", "long_name_b", "c"], [["x", 1, "日本語 that is long"]]);
    expect(renderTable(row, { width: 22, maxRows: 5, style: plain })).toEqual([
      "a            x",
      "long_name_b  1",
      "c            日本語 t…",
    ]);
    expect(renderTable(row, options)).toHaveLength(3);
  });

  it("cuts the widest text as far as the line asks for, before it leaves columns out", () => {
    const rows = [
      ["thread_1", 2, "A title that is longer than the line"],
      ["thread_2", 10, "Short"],
    ];
    expect(renderTable(table(["id", "turns", "title"], rows), { width: 40, maxRows: 5, style: plain })).toEqual([
      "id        turns  title",
      `────────  ─────  ${"─".repeat(23)}`,
      "thread_1      2  A title that is longer…",
      "thread_2     10  Short",
    ]);
  });

  it("shows rows with a line for each column where none is to be left out", () => {
    const rows = [
      ["thread_1", "A title that is longer than the line"],
      ["thread_2", "Short"],
    ];
    const kept = { width: 20, maxRows: 5, style: plain, keep: "columns" } as const;
    expect(renderTable(table(["id", "title"], rows), kept)).toEqual([
      "id     thread_1",
      "title  A title that…",
      "",
      "id     thread_2",
      "title  Short",
    ]);
  });

  it("cuts a long cell and takes control characters and line breaks out of it", () => {
    const [, rule, cell] = renderTable(table(["a"], [[`\u001b[2Jone\ntwo ${"x".repeat(60)}`]]), options);
    expect(rule).toBe("─".repeat(40));
    expect(cell).toBe(`one two ${"x".repeat(31)}…`);
  });

  it("is nothing for no columns", () => {
    expect(renderTable(table([], []), options)).toEqual([]);
  });
});

describe("renderMarkdown", () => {
  it("wraps paragraphs and items, aligns tables, and leaves code as it is", () => {
    const markdown = [
      "## Result",
      "**Premium** is *higher* by `0.5` [e1]; see [the docs](https://example.org/x).",
      "",
      "- one item that is too long for a line",
      "- two",
      "1. first",
      "",
      "| plan | share |",
      "| --- | ---: |",
      "| **free** | 5 % |",
      "| premium | 12.50 % |",
      "",
      "```sql",
      "SELECT   1",
      "```",
    ].join("\n");
    expect(renderMarkdown(markdown, 30, plain)).toEqual([
      "Result",
      "Premium is higher by 0.5 [e1];",
      "see the docs",
      "(https://example.org/x).",
      "",
      "• one item that is too long",
      "  for a line",
      "• two",
      "1. first",
      "",
      "plan       share",
      "───────  ───────",
      "free         5 %",
      "premium  12.50 %",
      "",
      "    SELECT   1",
    ]);
  });

  it("shows every row of a table that is too wide with a line for each column", () => {
    const markdown =
      "| group | mean score | customers |\n| --- | --- | --- |\n| premium | 0.63 | 6,013 |\n| free | 0.45 | 13,937 |";
    expect(renderMarkdown(markdown, 24, plain)).toEqual([
      "group       premium",
      "mean score  0.63",
      "customers   6,013",
      "",
      "group       free",
      "mean score  0.45",
      "customers   13,937",
    ]);
  });

  it("leaves a product sign and a name with underscores alone", () => {
    expect(renderMarkdown("2 * 3 * 4 of avg_daily_x", 80, plain)).toEqual(["2 * 3 * 4 of avg_daily_x"]);
  });
});

describe("renderChart", () => {
  const chart = {
    kind: "bar",
    title: "By plan",
    evidence: "e1",
    table: null,
    x: "plan",
    y: "v",
    low: null,
    high: null,
  } as const;
  const draw = (changes: object, rows: (string | number | null)[][], names = ["plan", "v"]) =>
    renderChart({ chart: { ...chart, ...changes }, evidence: [buildEvidence(table(names, rows))] }, 40, plain);

  it("draws bars in eighths of a column, the largest over the whole room", () => {
    const lines = draw({}, [
      ["a", 4],
      ["bc", 1],
      ["none", null],
      ["d", 0],
    ]);
    expect(lines).toEqual(["By plan", `a   4  ${"█".repeat(32)}`, `bc  1  ${"█".repeat(8)}`, "d   0"]);
    expect(
      draw({}, [
        ["a", 64],
        ["b", 1],
      ])[2],
    ).toBe("b   1  ▌");
  });

  it("draws contributions to both sides of an axis, each with its sign", () => {
    expect(
      draw({ kind: "contributions" }, [
        ["a", 0.5],
        ["b", -0.25],
        ["c", 0],
      ]),
    ).toEqual([
      "By plan",
      `a  +0.50  ${" ".repeat(14)}│${"█".repeat(14)}`,
      `b  -0.25  ${" ".repeat(7)}${"█".repeat(7)}│`,
      `c   0.00  ${" ".repeat(14)}│`,
    ]);
  });

  it("shows the interval of a value", () => {
    const rows = [["a", 2, 1, 3.5]];
    expect(draw({ low: "lo", high: "hi" }, rows, ["plan", "v", "lo", "hi"])[1]).toMatch(/^a {2}2 {2}█+ \[1 – 3\.5\]$/);
  });

  it("draws a further table of the evidence, and nothing where rows or columns are not there", () => {
    const evidence = [buildEvidence({ more: { parts: table(["plan", "v"], [["x", 1]]) } })];
    expect(renderChart({ chart: { ...chart, table: "parts" }, evidence }, 40, plain)).toHaveLength(2);
    expect(renderChart({ chart: { ...chart, table: "others" }, evidence }, 40, plain)).toEqual([]);
    expect(renderChart({ chart: { ...chart, evidence: "e9" }, evidence }, 40, plain)).toEqual([]);
    expect(draw({ y: "other" }, [["a", 1]])).toEqual([]);
    expect(renderChart({ chart: null, evidence }, 40, plain)).toEqual([]);
  });
});

describe("renderAnswer", () => {
  it("keeps every line within a narrow terminal", () => {
    const answer = buildAnswer({
      text: "A long sentence about 日本 and premium plans that needs several lines.\n\n- an item that is long as well",
      evidence: [
        buildEvidence({ title: "A title that is longer than the line", notices: ["A notice that is long, too."] }),
      ],
      caveats: [{ kind: "stale-data", text: "The data is older than anybody would like it to be." }],
    });
    const lines = renderAnswer({ ...answer, model: { provider: "o", name: "a" } }, 30, plain)
      .split("\n")
      .slice(0, -2);
    expect(lines.filter((line) => widthOf(line) > 30)).toEqual([]);
  });

  it("marks evidence of a verified query by its title", () => {
    const verified = { id: "churn-by-segment", title: "Churn by segment" };
    const lines = (changes: Parameters<typeof buildEvidence>[0]) =>
      renderAnswer(buildAnswer({ evidence: [buildEvidence(changes)] }), 80, plain).split("\n");
    expect(lines({ verified })).toContain("    ✓ verified query: Churn by segment");
    expect(lines({}).join()).not.toContain("verified");
  });

  it("writes no escape sequence without colours and no foreign one with them", () => {
    const evil = "\u001b[2J\u001b]0;x\u0007";
    const answer = buildAnswer({
      text: `text ${evil}`,
      evidence: [buildEvidence({ title: evil, sql: `SELECT '${evil}'`, rows: [[evil, 1]], notices: [evil] })],
      caveats: [{ kind: "drift", text: evil }],
      followUps: [evil],
      chart: {
        kind: "bar",
        title: evil,
        evidence: "e1",
        table: null,
        x: "plan",
        y: "mean_score",
        low: null,
        high: null,
      },
    });
    // oxlint-disable-next-line no-control-regex -- escape sequences are the point
    expect(renderAnswer(answer, 80, plain)).not.toMatch(/[\u001b\u0007]/);
    expect(renderAnswer(answer, 80, createStyle(true))).not.toMatch(/\[2J|\]0;/);
  });

  it("shows the first lines of long SQL and counts the rest", () => {
    const sql = Array.from({ length: 20 }, (_, index) => `  line ${index}`).join("\n");
    const text = renderAnswer(buildAnswer({ evidence: [buildEvidence({ sql })] }), 80, plain);
    expect(text).toContain("\n      line 5\n    … 14 more lines of SQL; --json has all\n");
    expect(text).not.toContain("line 6");
  });

  it("marks numbers that could not be traced", () => {
    const verification = { ...buildAnswer().verification, numbers: 3, untraced: 1, notes: ["0.9 is in no evidence"] };
    const text = renderAnswer(buildAnswer({ verification }), 100, plain);
    expect(text).toContain(
      "✗ Checks: 3 numbers and 0 names in the text, 2 traced to the evidence, 1 NOT traced.\n  0.9 is in no",
    );
  });
});
