import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import {
  checkText,
  createEvidenceIndex,
  type EvidenceIndex,
  type EvidenceIndexInput,
} from "../../../agent/checks/index.ts";
import { evidenceOf, loadTurn } from "./turn-fixture.ts";

let turn: EvidenceIndexInput;
let index: EvidenceIndex;

beforeAll(async () => {
  turn = await loadTurn();
  index = createEvidenceIndex(turn);
});

function statuses(text: string, within = index) {
  return checkText(text, within).claims.map((claim) => [claim.text, claim.status]);
}

describe("checkText", () => {
  it("says of each number where it stands, with its place in the text", () => {
    const text = "Premium averages 0.63, the share of session_consistency_score is 21.4 %.";
    expect(checkText(text, index)).toEqual({
      claims: [
        { text: "0.63", kind: "number", start: 17, status: "traced", evidence: ["e1"], how: "e1, mean_score, row 2" },
        {
          text: "session_consistency_score",
          kind: "name",
          start: 36,
          status: "traced",
          evidence: ["e3"],
          how: "e3, feature, row 6",
        },
        {
          text: "21.4 %",
          kind: "number",
          start: 65,
          status: "traced",
          evidence: ["e4"],
          how: "e4 importance, share, row 1",
        },
      ],
      untraced: [],
      notes: [],
    });
  });

  it("names the function and the operands of a derived number", () => {
    const { claims } = checkText("Premium averages 0.635 and free 0.512, which is 23.9 % higher.", index);
    expect(claims.at(-1)).toEqual({
      text: "23.9 %",
      kind: "number",
      start: 48,
      status: "derived",
      evidence: ["e1"],
      how: "change in percent of 0.635 and 0.512",
    });
  });

  it("says of an untraced number or name what is wrong with it", () => {
    const told = checkText("Free accounts average 0.635 on 2026-11-07; `loyalty_index` is 0.777.", index).untraced;
    expect(told.map(({ text, how }) => [text, how])).toEqual([
      ["0.635", "a value of e1, mean_score, row 2, not of the row free"],
      ["2026-11-07", "no date of the evidence"],
      ["loyalty_index", "no column, table, value or id of that name"],
      ["0.777", "in no evidence of this turn, nor computed from numbers told beside it"],
    ]);
  });

  it("derives nothing without a cue word, nor from operands of another paragraph", () => {
    expect(statuses("Premium 0.635, free 0.512: 23.9 %.").at(-1)).toEqual(["23.9 %", "untraced"]);
    expect(statuses("Logins went from 1,298,044 to 1,352,610.\n\nThat is 54,566 more.").at(-1)).toEqual([
      "54,566",
      "untraced",
    ]);
    expect(statuses("Logins went from 1,298,044 to 1,352,610. That is 54,566 more.").at(-1)).toEqual([
      "54,566",
      "derived",
    ]);
  });

  it("tells the question, the query and a definition apart as what was given", () => {
    const given = checkText("The top 5 have 14 days or more, not 7 days.", index).claims.map(
      ({ text, status, how }) => [text, status, how],
    );
    expect(given).toEqual([
      ["5", "traced", expect.any(String)],
      ["14", "given", "e1, query"],
      ["7", "given", expect.stringMatching(/^definition: /)],
    ]);
  });

  it("takes a definition's number only in its own words", () => {
    const empty = createEvidenceIndex({ ...turn, evidence: [] });
    expect(statuses("High is an engagement of 0.7 or more.", empty)).toEqual([["0.7", "given"]]);
    expect(statuses("Their engagement: 0.7.", empty)).toEqual([["0.7", "untraced"]]);
    expect(statuses("A price of 0.7 or more.", empty)).toEqual([["0.7", "untraced"]]);
    expect(statuses("Inactive for 7 days.", empty)).toEqual([["7", "given"]]);
    expect(statuses("Inactive for 7 weeks.", empty)).toEqual([["7", "untraced"]]);
  });

  it("derives what is left of a column from the rows told", () => {
    const told =
      "| feature | contribution |\n| --- | --- |\n| days since last login | +0.913 |\n| logins a day | +0.622 |\n";
    const rest = (text: string) => statuses(`${told}| ${text} |`).slice(2);
    expect(rest("4 other features together | −0.0928")).toEqual([
      ["4", "traced"],
      ["−0.0928", "derived"],
    ]);
    expect(rest("other features together | +0.0928")).toEqual([["+0.0928", "untraced"]]);
    expect(rest("features | −0.0928")).toEqual([["−0.0928", "untraced"]]);
  });

  it("lets a number count a list or table of the answer, not of another length", () => {
    const list = "\n\n- one\n- two\n- three\n- four\n- five\n- six\n- seven\n- eight\n- nine";
    const empty = createEvidenceIndex({ ...turn, evidence: [] });
    expect(statuses(`The 9 reasons:${list}`, empty)).toEqual([["9", "given"]]);
    expect(statuses(`The 8 reasons:${list}`, empty)).toEqual([["8", "untraced"]]);
    expect(statuses("These 2 rows:\n\n| a |\n| --- |\n| x |\n| y |", empty)).toEqual([["2", "given"]]);
  });

  it("takes a value that stands in more rows than any list for one of the row told", () => {
    const ids = Array.from({ length: 10 }, (_, row) => `user_${10_000 + row}`);
    const first = evidenceOf(
      "e1",
      ids.map(() => 10_000),
    );
    const columns = [{ name: "customer_id", type: "varchar" }, ...first.columns];
    const list = { ...first, columns, rows: ids.map((id) => [id, 10_000]) };
    const within = createEvidenceIndex({ ...turn, evidence: [list] });
    expect(checkText("| id | value |\n| --- | --- |\n| user_10009 | $10,000 |", within).untraced).toEqual([]);
  });

  it("tells of a word of comparison that the numbers do not bear out what is wrong with it", () => {
    const told = checkText(
      "Premium accounts score lower (0.635) than free ones (0.512). Logins fell from 1,298,044 to 1,352,610. The highest churn rate is that of premium, 13.1 %.",
      index,
    ).untraced;
    expect(told.map(({ text, how }) => [text, how])).toEqual([
      ["lower", "told of premium (0.635) beside free (0.512), which is the other way round"],
      ["fell", "told of a change from 1,298,044 to 1,352,610, which goes up"],
      ["highest", "told of premium, but free is higher in e1, churn_rate"],
    ]);
  });

  it("does not find a label within a longer number", () => {
    expect(statuses("Ages 18-24.")).toEqual([["18-24", "traced"]]);
    expect(statuses("Ages 18-245.")).toEqual([
      ["18", "traced"],
      ["245", "untraced"],
    ]);
  });

  it("takes up evidence that comes later in the turn", () => {
    const growing = createEvidenceIndex({ ...turn, evidence: [] });
    expect(statuses("It is 0.7317.", growing)).toEqual([["0.7317", "untraced"]]);
    growing.add(evidenceOf("e1", [0.73174]));
    expect(statuses("It is 0.7317.", growing)).toEqual([["0.7317", "traced"]]);
  });

  it("does not read citations, ordinals, list numbers and parts of names as numbers", () => {
    expect(statuses("3. The 95th percentile, p99, [e1] and gpt-4.\n\n17) Next.")).toEqual([]);
  });

  it("reads the machine-readable tail and SQL not at all, other code whole", () => {
    expect(statuses('```reckoner\n{"x": 0.4242}\n```')).toEqual([]);
    expect(statuses("```sql\nSELECT 0.4242\n```")).toEqual([]);
    expect(statuses("```\n0.4242\n```")).toEqual([["0.4242", "untraced"]]);
  });
});

describe("any value of the evidence", () => {
  const size = fc.double({ min: 0.001, max: 1e6, noNaN: true });
  const printed: readonly (readonly [name: string, print: (value: number) => string])[] = [
    ["rounded to two places", (value) => value.toFixed(2)],
    ["rounded to four places", (value) => value.toFixed(4)],
    ["with thousands separators", (value) => value.toLocaleString("en-US", { maximumFractionDigits: 3 })],
    [
      "with thin spaces",
      (value) =>
        value.toLocaleString("en-US", { maximumFractionDigits: 1, minimumFractionDigits: 1 }).replaceAll(",", "\u202f"),
    ],
    ["in percent", (value) => `${(value * 100).toFixed(1)} %`],
    ["in scientific notation", (value) => value.toExponential(3)],
    ["in thousands", (value) => `${(value / 1000).toFixed(3)}k`],
    ["in millions", (value) => `${(value / 1e6).toFixed(7)} million`],
    ["in dollars", (value) => `$${value.toFixed(2)}`],
  ];

  for (const [name, print] of printed) {
    it(`is traced when printed ${name}`, () => {
      fc.assert(
        fc.property(size, fc.array(size, { maxLength: 30 }), (value, others) => {
          const within = createEvidenceIndex({
            ...turn,
            question: "How much?",
            earlierQuestions: [],
            evidence: [evidenceOf("e1", [...others, value])],
          });
          expect(checkText(`The value is ${print(value)}.`, within).untraced).toEqual([]);
        }),
        { seed: 11, numRuns: 150 },
      );
    });
  }

  it("is traced with its own sign only", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e5, noNaN: true }), (value) => {
        const within = createEvidenceIndex({
          ...turn,
          question: "How much?",
          earlierQuestions: [],
          evidence: [evidenceOf("e1", [-value])],
        });
        const text = value.toFixed(4);
        expect(statuses(`The value is −${text}.`, within)).toEqual([[`−${text}`, "traced"]]);
        expect(statuses(`The value is +${text}.`, within)).toEqual([[`+${text}`, "untraced"]]);
        expect(statuses(`It fell by ${text}.`, within)).toEqual([[text, "traced"]]);
      }),
      { seed: 12, numRuns: 150 },
    );
  });
});

describe("a number near no value", () => {
  it("is untraced", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        (values, stranger) => {
          const text = stranger.toFixed(3);
          const written = Number(text);
          fc.pre(!values.some((value) => Math.abs(value - written) < 0.001));
          // What domain, row count or year may make right is not what is asked here.
          fc.pre(!Number.isInteger(written));
          const within = createEvidenceIndex({
            ...turn,
            question: "How much?",
            earlierQuestions: [],
            evidence: [evidenceOf("e1", values)],
          });
          expect(statuses(`The figure is ${text}.`, within)).toEqual([[text, "untraced"]]);
        },
      ),
      { seed: 13, numRuns: 300 },
    );
  });
});
