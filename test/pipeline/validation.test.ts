import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { createRandom } from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";

import { withDuckdb } from "../../pipeline/duckdb/session.ts";
import { readHeader } from "../../pipeline/feed/open-feed.ts";
import { asReadableText } from "../../pipeline/feed/readable-text.ts";
import { generateSample, sampleDefaults, type SampleManifest } from "../../pipeline/sample/index.ts";
import { landRows } from "../../pipeline/stages/prepare/land-customers.ts";

let domain: Domain;
let directory: string;
const signal = new AbortController().signal;

beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
  directory = await mkdtemp(path.join(os.tmpdir(), "reckoner-validation-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** What the checks say of one row; a good row has no finding. */
type Finding = { readonly row: number; readonly column: string | null; readonly reason: string };

/** Lands a file as `prepare` does, and tells every finding, duplicates among them, and how many rows are good. */
async function judge(file: string): Promise<{ readonly findings: readonly Finding[]; readonly good: number }> {
  const columns = domain.feedColumns;
  return withDuckdb({ temporaryDirectory: directory, signal }, async (session) => {
    const readable = await asReadableText(file, `${file}.copy`, signal);
    await landRows(session, readable, await readHeader(file), columns);
    const findings = await session.rows(
      `SELECT source_row::INTEGER AS "row", NULL::VARCHAR AS "column", 'malformed' AS reason FROM suspects WHERE is_malformed
       UNION ALL SELECT source_row::INTEGER, fault.column_name, fault.reason FROM (SELECT source_row, unnest(faults) AS fault FROM suspects)
       UNION ALL SELECT source_row::INTEGER, NULL, 'duplicate' FROM valid
       WHERE source_row NOT IN (SELECT min(source_row) FROM valid GROUP BY "${domain.entity.column}") ORDER BY 1, 2`,
      z.object({ row: z.int(), column: z.string().nullable(), reason: z.string() }),
    );
    const { good } = await session.row(
      `SELECT count(DISTINCT "${domain.entity.column}")::INTEGER AS good FROM valid`,
      z.object({ good: z.int() }),
    );
    return { findings, good };
  });
}

/** What the checks call each kind of defect of the sample's manifest. */
const reasonOf: Readonly<Record<SampleManifest["defects"][number]["kind"], string>> = {
  duplicate_id: "duplicate",
  out_of_range: "out_of_range",
  bad_type: "type_error",
  unknown_category: "unknown_value",
  bad_id: "bad_id",
  malformed: "malformed",
};

describe("the sample's planted defects", () => {
  it.each([
    [300, 1],
    [300, 2],
    [1_000, 3],
    [1_000, 4_294_967_295],
    [4_000, 5],
    [10_000, 6],
  ])("of %i customers, seed %i, are found with precision and recall 1", async (customers, seed) => {
    const feed = path.join(directory, `feed-${customers}-${seed}`);
    const manifest = await generateSample({
      ...sampleDefaults,
      activityDays: 30,
      customers,
      seed,
      directory: feed,
      signal,
    });
    const { findings, good } = await judge(path.join(feed, "customers.csv"));
    const key = (row: number, column: string | null, reason: string) => `${row} ${column ?? "-"} ${reason}`;
    const planted = new Set(manifest.defects.map((one) => key(one.sourceRow, one.column, reasonOf[one.kind])));
    const found = new Set(findings.map(({ row, column, reason }) => key(row, column, reason)));
    const right = [...found].filter((one) => planted.has(one)).length;
    expect({ precision: right / found.size, recall: right / planted.size }).toEqual({ precision: 1, recall: 1 });
    expect(found).toEqual(planted);
    expect(good).toBe(manifest.rows.parquet.customers);
    await rm(feed, { recursive: true });
  });
});

describe("defects of other kinds", () => {
  let header: readonly string[];
  let lines: readonly string[];

  beforeAll(async () => {
    const feed = path.join(directory, "clean");
    const manifest = await generateSample({
      ...sampleDefaults,
      activityDays: 30,
      customers: 400,
      seed: 9,
      directory: feed,
      signal,
    });
    const bad = new Set(manifest.defects.map((one) => one.sourceRow));
    const [first = "", ...rest] = (await readFile(path.join(feed, "customers.csv"), "utf8")).trimEnd().split("\n");
    header = first.split(",");
    lines = rest.filter((_, index) => !bad.has(index + 1));
  });

  const withField = (line: string, column: string, value: string) =>
    line
      .split(",")
      .map((field, index) => (header[index] === column ? value : field))
      .join(",");

  /** How a good line is spoilt, and what must be said of it: a column and a reason. */
  const spoilers: readonly (readonly [string, (line: string) => string | Buffer, string | null, string])[] = [
    ["another delimiter", (line) => line.replaceAll(",", ";"), null, "malformed"],
    ["a tab for a comma", (line) => line.replace(",", "\t"), null, "malformed"],
    ["an open quote", (line) => line.replace(",", ',"'), null, "malformed"],
    ["a quote inside a field", (line) => withField(line, "device_type", 'mob"ile'), null, "malformed"],
    ["a NUL byte", (line) => line.replace(",", "\u0000,"), null, "malformed"],
    ["a control byte", (line) => line.replace(",", "\u0001,"), null, "malformed"],
    [
      "bytes that are no UTF-8",
      (line) => Buffer.concat([Buffer.from([0xc3, 0x28]), Buffer.from(line)]),
      null,
      "malformed",
    ],
    ["a carriage return inside", (line) => line.replace(",", "\r,"), null, "malformed"],
    ["one field too many", (line) => `${line},0`, null, "malformed"],
    ["one field too few", (line) => line.slice(0, line.lastIndexOf(",")), null, "malformed"],
    ["nothing", () => "", null, "malformed"],
    ["blanks only", () => "   ", null, "malformed"],
    ["the header again", () => header.join(","), "*", "bad_id"],
    [
      "a decimal comma",
      (line) => withField(line, "lifetime_value_usd", '"1204,50"'),
      "lifetime_value_usd",
      "type_error",
    ],
    ["groups of digits", (line) => withField(line, "total_connections", '"1,204"'), "total_connections", "type_error"],
    [
      "an underscore in a number",
      (line) => withField(line, "total_connections", "1_204"),
      "total_connections",
      "type_error",
    ],
    [
      "scientific notation for a whole number",
      (line) => withField(line, "total_connections", "1e3"),
      "total_connections",
      "type_error",
    ],
    ["a fraction for a whole number", (line) => withField(line, "age", "31.5"), "age", "type_error"],
    ["hexadecimal", (line) => withField(line, "age", "0x20"), "age", "type_error"],
    ["no number", (line) => withField(line, "trust_score", "NaN"), "trust_score", "type_error"],
    ["infinity", (line) => withField(line, "trust_score", "inf"), "trust_score", "type_error"],
    ["a number beyond all", (line) => withField(line, "trust_score", "1e999"), "trust_score", "out_of_range"],
    ["a required value missing", (line) => withField(line, "age", ""), "age", "missing_required"],
    ["a required value blank", (line) => withField(line, "gender", "  "), "gender", "missing_required"],
    [
      "a word for missing",
      (line) => withField(line, "avg_sentiment_score", "NULL"),
      "avg_sentiment_score",
      "type_error",
    ],
    ["a category in capitals", (line) => withField(line, "account_type", "FREE"), "account_type", "unknown_value"],
    ["yes for true", (line) => withField(line, "churn_30_day", "yes"), "churn_30_day", "type_error"],
    [
      "just outside the range",
      (line) => withField(line, "engagement_score", "1.0000001"),
      "engagement_score",
      "out_of_range",
    ],
    ["a negative share", (line) => withField(line, "trust_score", "-0.0001"), "trust_score", "out_of_range"],
    ["digits of another script", (line) => withField(line, "age", "３１"), "age", "type_error"],
  ];

  /** What looks odd and is good. */
  const oddities: readonly (readonly [string, (line: string) => string])[] = [
    ["quotes around a field", (line) => withField(line, "device_type", '"mobile"')],
    ["blanks around a field", (line) => withField(line, "age", " 31 ")],
    ["a sign", (line) => withField(line, "age", "+31")],
    ["leading zeros", (line) => withField(line, "age", "0031")],
    ["scientific notation for a number", (line) => withField(line, "trust_score", "5e-1")],
    ["no digit before the point", (line) => withField(line, "trust_score", ".5")],
    ["no digit after the point", (line) => withField(line, "avg_scroll_depth_pct", "5.")],
    ["the end of a range", (line) => withField(line, "trust_score", "1")],
    ["a gap where gaps may be", (line) => withField(line, "avg_sentiment_score", "")],
    ["one for true", (line) => withField(line, "churn_30_day", "1")],
    ["a carriage return at the end", (line) => `${line}\r`],
  ];

  it("are each found, row by row, among good rows and oddities that stay", async () => {
    const random = createRandom(11);
    const places = lines.map((line, index) => ({ line, order: random.uniform(), index }));
    places.sort((a, b) => a.order - b.order);
    const spoilt = new Map<number, (typeof spoilers)[number]>();
    const odd = new Map<number, (typeof oddities)[number]>();
    for (const spoiler of spoilers) spoilt.set(places.pop()?.index ?? -1, spoiler);
    for (const oddity of oddities) odd.set(places.pop()?.index ?? -1, oddity);
    const content = lines.flatMap((line, index) => {
      const written = spoilt.get(index)?.[1](line) ?? odd.get(index)?.[1](line) ?? line;
      return [Buffer.from(written), Buffer.from("\n")];
    });
    const file = path.join(directory, "spoilt.csv");
    await writeFile(file, Buffer.concat([Buffer.from(`\uFEFF${header.join(",")}\n`), ...content]));
    const { findings, good } = await judge(file);
    for (const [index, [what, , column, reason]] of spoilt) {
      const found = findings.filter((finding) => finding.row === index + 1);
      const expected = column === "*" ? expect.objectContaining({ reason }) : { row: index + 1, column, reason };
      expect([what, found]).toEqual([what, column === "*" ? expect.arrayContaining([expected]) : [expected]]);
    }
    const wrong = findings.filter(({ row }) => !spoilt.has(row - 1));
    expect(wrong.map(({ row, reason }) => [odd.get(row - 1)?.[0] ?? lines[row - 1], reason])).toEqual([]);
    expect(good).toBe(lines.length - spoilt.size);
  });

  it.each([
    ["columns in another order", (all: string[][]) => all.map((fields) => fields.toReversed()), "\n"],
    ["line ends of Windows", (all: string[][]) => all, "\r\n"],
    [
      "every field quoted",
      (all: string[][]) => all.map((fields, index) => (index === 0 ? fields : fields.map((field) => `"${field}"`))),
      "\n",
    ],
  ] as const)("do not come from %s", async (_what, change, end) => {
    const file = path.join(directory, "changed.csv");
    const all = [[...header], ...lines.map((line) => line.split(","))];
    await writeFile(
      file,
      change(all)
        .map((fields) => fields.join(","))
        .join(end) + end,
    );
    expect(await judge(file)).toEqual({ findings: [], good: lines.length });
  });
});
