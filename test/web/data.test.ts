import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { contributionRows, layOutContributions } from "../../web/chat/contributions.ts";
import { readEvents } from "../../web/client/read-events.ts";
import { filterReviews, type ReviewItem } from "../../web/pages/review-filter.ts";
import { readSeries } from "../../web/pages/read-series.ts";
import { dayOf } from "../../web/rail/day-of.ts";
import { toCsv } from "../../web/ui/csv.ts";
import { layOut } from "../../web/ui/lay-out-sql.ts";

const columns = (...names: string[]) => names.map((name) => ({ name, type: "varchar" }));

describe("contributions", () => {
  const parts = [0.4, -0.3, 0.2, 0.1, -0.05].map((contribution, index) => ({
    label: `f${index}`,
    value: null,
    typical: null,
    contribution,
  }));

  it("begin where the one before ended, and end at the total", () => {
    const { rows, others } = layOutContributions(parts, 1, 1.35, 2);
    expect(rows.map(({ from, to }) => [from, to])).toEqual([
      [1, 1.4],
      [1.4, 1.4 - 0.3],
    ]);
    expect(others).toMatchObject({ count: 3, from: 1.4 - 0.3 });
    expect(others?.to).toBeCloseTo(1.35, 12);
  });

  it("begin at zero each where there is no base, and tell one left over by itself", () => {
    const { rows, others, low, high } = layOutContributions(parts, null, null, 4);
    expect([rows.map((row) => row.from), others, low, high]).toEqual([[0, 0, 0, 0, 0], null, -0.3, 0.4]);
  });

  it("add up whatever they are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1 }),
        fc.nat(12),
        (sizes, most) => {
          const read = sizes.map((contribution) => ({ label: "f", value: null, typical: null, contribution }));
          const total = 2 + sizes.reduce((sum, size) => sum + size, 0);
          const { rows, others } = layOutContributions(read, 2, total, most);
          expect(others?.to ?? rows.at(-1)?.to).toBeCloseTo(total, 9);
          expect(rows.length + (others?.count ?? 0)).toBe(sizes.length);
        },
      ),
      { seed: 7, numRuns: 100 },
    );
  });

  it("are read from a table by its columns; what is no number is left out", () => {
    const table = {
      columns: columns("label", "part", "value"),
      rows: [
        ["a", 1, 7],
        ["b", null, 8],
      ],
      rowCount: 2,
      truncated: false,
    };
    expect(contributionRows(table, "label", "part")).toEqual([
      { label: "a", value: "7", typical: null, contribution: 1 },
    ]);
  });
});

describe("CSV", () => {
  it("quotes what must be quoted, and keeps a spreadsheet from reading a formula", () => {
    const rows = [
      ['a "b", c', 1.5, true, null],
      ["=1+1", -2, false, "two\nlines"],
      ["-x", 0, true, "@me"],
    ];
    expect(toCsv({ columns: columns("text", "n", "b", "more"), rows })).toBe(
      'text,n,b,more\r\n"a ""b"", c",1.5,true,\r\n\'=1+1,-2,false,"two\nlines"\r\n\'-x,0,true,\'@me\r\n',
    );
  });
});

describe("server-sent events", () => {
  const stream =
    'id: 1\ndata: {"a":1}\n\n: a comment\n\nid: 2\r\ndata: first\r\ndata: ü second\r\n\r\ndata: last\n\ndata: cut off';
  const expected = [
    { id: "1", data: '{"a":1}' },
    { id: "2", data: "first\nü second" },
    { id: null, data: "last" },
  ];

  it("are read however the bytes are cut, without one that the stream breaks off", async () => {
    const bytes = new TextEncoder().encode(stream);
    for (const size of [1, 2, 3, 7, bytes.length]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.slice(index * size, (index + 1) * size),
      );
      const events = [];
      for await (const event of readEvents(streamOf(chunks))) events.push(event);
      expect(events).toEqual(expected);
    }
  });
});

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

describe("the day of a conversation", () => {
  const now = new Date(2026, 10, 21, 0, 30);
  it.each([
    [new Date(2026, 10, 21, 0, 1), "Today"],
    [new Date(2026, 10, 20, 23, 59), "Yesterday"],
    [new Date(2026, 10, 20, 0, 1), "Yesterday"],
    [new Date(2026, 10, 19, 23, 59), "This week"],
    [new Date(2026, 10, 14, 12), "This week"],
    [new Date(2026, 10, 13, 12), "Earlier"],
  ])("%s is told as %s", (then, day) => {
    expect(dayOf(then, now)).toBe(day);
  });
});

describe("a query as it is shown", () => {
  it("has a line for each of its parts, and long lists cut at their commas", () => {
    const sql =
      "SELECT customer_id, predicted_churn_probability, round(avg(score), 2) AS mean_score, account_type FROM results WHERE account_type = 'a, FROM b' AND score > 0.5 ORDER BY score DESC LIMIT 10";
    expect(layOut(sql)).toBe(
      [
        "SELECT customer_id,",
        "       predicted_churn_probability,",
        "       round(avg(score), 2) AS mean_score,",
        "       account_type",
        "FROM results",
        "WHERE account_type = 'a, FROM b' AND score > 0.5",
        "ORDER BY score DESC",
        "LIMIT 10",
      ].join("\n"),
    );
  });

  it("stays as it is where it has lines of its own, and is the same but for blanks", () => {
    expect(layOut("SELECT 1\nFROM a, b WHERE x")).toBe("SELECT 1\nFROM a, b WHERE x");
    const word = fc.constantFrom(
      "SELECT",
      "a",
      "'x, y AND FROM'",
      '"q FROM"',
      ",",
      "(",
      ")",
      " AND ",
      " FROM ",
      "LIMIT 5",
      "b.c",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const sql = words.join(" ");
        const bare = (text: string) => text.replaceAll(/\s+/g, "");
        expect(bare(layOut(sql))).toBe(bare(sql));
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe("a customer's history", () => {
  it("is a series for each figure over the dates, oldest first", () => {
    const history = {
      columns: [
        { name: "day", type: "date" },
        { name: "logins", type: "integer" },
        { name: "note", type: "varchar" },
      ],
      rows: [
        ["2026-11-20", 4, "x"],
        ["2026-11-18", 2, "y"],
        ["2026-11-19", null, "z"],
      ],
    };
    expect(readSeries(history)).toEqual([
      {
        name: "logins",
        points: [
          { at: Date.parse("2026-11-18"), value: 2 },
          { at: Date.parse("2026-11-20"), value: 4 },
        ],
      },
    ]);
    expect(readSeries({ ...history, columns: columns("day", "logins", "note") })).toEqual([]);
  });
});

describe("the review queue's filter", () => {
  const item = (customer: string, changes: Partial<ReviewItem> = {}): ReviewItem => ({
    customer,
    model: "churn",
    label: "churn model",
    reason: "high",
    prediction: 1,
    actual: null,
    review: null,
    ...changes,
  });
  const reviewed = item("c", { review: { status: "noted", notes: "", value: null, reviewer: "x", at: "2026-11-20" } });
  const items = [item("a"), item("b", { model: "score", reason: "low" }), reviewed];
  it.each([
    [{ state: "all", model: "", reason: "" }, "abc"],
    [{ state: "waiting", model: "", reason: "" }, "ab"],
    [{ state: "reviewed", model: "", reason: "" }, "c"],
    [{ state: "all", model: "score", reason: "" }, "b"],
    [{ state: "waiting", model: "", reason: "high" }, "a"],
  ] as const)("%o keeps %s", (filter, kept) => {
    expect(
      filterReviews(items, filter)
        .map((one) => one.customer)
        .join(""),
    ).toBe(kept);
  });
});
