import { describe, expect, it } from "vitest";

import { checkPersonalData, maskPersonalData, type EvidenceDraft } from "#tools";

import { withholdPersonalData } from "../../tools/withhold-personal-data.ts";

const analyst = { role: "analyst", idPattern: "^user_[0-9]{5,}$" } as const;

function maskedFor(text: string, options: Parameters<typeof checkPersonalData>[1] = analyst) {
  return maskPersonalData(text, checkPersonalData(text, options));
}

describe("checkPersonalData", () => {
  it.each([
    ["Write to jane.doe+x@mail.example.org today.", "Write to [email withheld] today."],
    ["Call (555) 010-4477 or 555-010-4478.", "Call [phone withheld] or [phone withheld]."],
    ["Call +49 30 901820 now.", "Call [phone withheld] now."],
    ["SSN 123-45-6789.", "SSN [ssn withheld]."],
    // The usual test number of the card networks; it belongs to nobody.
    ["Card 4111 1111 1111 1111.", "Card [card withheld]."],
    ["From 192.168.10.20 at night.", "From [ip withheld] at night."],
    ["Lives at 12 Maple Street.", "Lives at [address withheld]."],
  ])("finds and masks %j", (text, masked) => {
    expect(maskedFor(text)).toBe(masked);
  });

  it.each([
    "On 2026-11-01 there were 1,311,978 logins and 0.123456 points.",
    "Card-like 4111 1111 1111 1112 fails the check digit.",
    "The p-value is 3.2e-91, r = −0.342178, n = 98,517.",
    "Version engagement-20261101-a1b2c3 of run-20261101-0007 explains user_12345.",
    // Without the letter, these sixteen digits pass Luhn's check.
    "Version 2026-11-20-v72691024 of the engagement model.",
    "From 22:00 to 08:00, 18-24 and 55+, 10 or more.",
    "The values 0.4111111111111111 and 1234567890 are no telephone numbers.",
    "A difference of +0.00744 (95 % interval +0.00691 to +0.00797), or +12.3456 (95 % 11.2 to 13.5).",
    "Medians 120 340 5600 stand in a row.",
  ])("leaves %j alone", (text) => {
    expect(checkPersonalData(text, analyst)).toEqual([]);
  });

  it("withholds customers' ids from a viewer only", () => {
    const text = "user_12345 and `user_678901`, not user_12 or superuser_12345.";
    expect(maskedFor(text)).toBe(text);
    expect(maskedFor(text, { ...analyst, role: "viewer" })).toBe(
      "[customer-id withheld] and `[customer-id withheld]`, not user_12 or superuser_12345.",
    );
  });
});

describe("personal data in what a tool found", () => {
  const draft = (rows: EvidenceDraft["rows"], more: EvidenceDraft["more"] = {}): EvidenceDraft => ({
    tool: "query_athena",
    title: "Notes",
    input: {},
    sql: "SELECT 1",
    queryId: null,
    scannedBytes: 0,
    elapsedMs: 1,
    columns: [
      { name: "customer_id", type: "varchar" },
      { name: "note", type: "varchar" },
      { name: "n", type: "bigint" },
    ],
    rows,
    rowCount: rows.length,
    truncated: false,
    more,
    notices: ["Cut."],
    verified: null,
  });

  it("is withheld from texts in every table, and that is told", () => {
    const table = {
      columns: [{ name: "note", type: "varchar" }],
      rows: [["Call 555-010-4477."]],
      rowCount: 1,
      truncated: false,
    };
    const found = withholdPersonalData(
      draft([["user_00042", "Ask jane@example.com first", 5_550_104_477]], { notes: table }),
    );
    expect(found.rows).toEqual([["user_00042", "Ask [email withheld] first", 5_550_104_477]]);
    expect(found.more["notes"]?.rows).toEqual([["Call [phone withheld]."]]);
    expect(found.notices).toEqual(["Cut.", "Personal data in texts of the rows is withheld."]);
  });

  it("leaves everything else as it is", () => {
    const plain = draft([
      ["user_00042", "0.25 to 0.50, 2026-11-20 00:00:00", null],
      ["user_00043", "25-34", true],
    ]);
    expect(withholdPersonalData(plain)).toBe(plain);
  });
});
