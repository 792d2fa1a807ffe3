import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

import { createFixedClock, createIdSource, createSilentLogger } from "#core";
import { runPipeline, type LiveRun } from "#pipeline";

import { guessMapping } from "../../pipeline/feed/mapping/guess-mapping.ts";
import { mapFeed } from "../../pipeline/feed/mapping/map-feed.ts";
import { renderMapping } from "../../pipeline/feed/mapping/render-mapping.ts";
import { buildLiveRun, type TestRun } from "../support/build-live-run.ts";

type Row = Readonly<Record<string, string | null>>;

let kept: TestRun;
let directory: string;
let guide: string;
let customers: readonly Row[];
const signal = new AbortController().signal;

beforeAll(async () => {
  kept = await buildLiveRun();
  directory = await mkdtemp(path.join(os.tmpdir(), "reckoner-own-"));
  guide = await readFile(fileURLToPath(new URL("../../docs/own-data.md", import.meta.url)), "utf8");
  customers = await readTexts(path.join(kept.dataDirectory, "raw", "customers.parquet"));
}, 300_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Every column as text. */
async function readTexts(file: string): Promise<Row[]> {
  // All columns were cast to VARCHAR.
  return (await query(`SELECT CAST(COLUMNS(*) AS VARCHAR) FROM '${file}'`)) as Row[];
}

/** The yaml block of the guide: its mapping. */
function mappingOfGuide(): string {
  return /```yaml\n(.*?)```/s.exec(guide)?.[1] ?? "";
}

const decimalComma = (text: string | null) => text?.replace(".", ",") ?? "n/a";
/** A decimal number times a whole one, without an error in the last digit. */
const times = (text: string | null, factor: number) =>
  text === null ? "n/a" : decimalComma(String(Number((Number(text) * factor).toPrecision(15))));
const number = (id: string | null) => String(Number(id?.replace("user_", "")));

/** How the company of the guide writes what the dictionary calls by other names. */
const companyColumns: Readonly<Record<string, (row: Row) => string>> = {
  CLV: (row) => `$${decimalComma(row["lifetime_value_usd"] ?? null).replace(/(\d)(?=\d{3},)/, "$1.")}`,
  "Engagement %": (row) => times(row["engagement_score"] ?? null, 100),
  Left: (row) => (row["churn_30_day"] === "true" ? "Y" : "N"),
  "Match %": (row) => `${times(row["match_success_rate"] ?? null, 100)} %`,
  "Session length (s)": (row) => times(row["avg_session_duration_min"] ?? null, 60),
  "Reply minutes": (row) => times(row["response_time_avg_hours"] ?? null, 60),
  Sex: (row) => ({ M: "male", F: "Female", Other: "diverse" })[row["gender"] ?? ""] ?? "",
  Plan: (row) => (row["account_type"] === "premium" ? "PREMIUM" : "Basic"),
  "Member No": (row) => number(row["customer_id"] ?? null),
};
const renamed = [
  "customer_id",
  "account_type",
  "gender",
  "avg_session_duration_min",
  "match_success_rate",
  "churn_30_day",
  "engagement_score",
  "lifetime_value_usd",
  "response_time_avg_hours",
  "churn_risk_score",
];

async function writeCompanyFiles(folder: string): Promise<void> {
  const plain = kept.domain.feedColumns.map((column) => column.name).filter((name) => !renamed.includes(name));
  const header = [...plain.toReversed(), ...Object.keys(companyColumns)];
  const lines = customers.map((row) =>
    [
      ...plain.toReversed().map((name) => decimalComma(row[name] ?? null)),
      ...Object.values(companyColumns).map((write) => `"${write(row)}"`),
    ].join(";"),
  );
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "crm.csv"), `\uFEFF${[header.join(";"), ...lines.toReversed()].join("\r\n")}\r\n`);
  const accounts = await readTexts(path.join(kept.dataDirectory, "raw", "accounts.parquet"));
  const joined = accounts.map(
    (row) => `${number(row["customer_id"] ?? null)};${(row["signup_date"] ?? "").split("-").toReversed().join(".")}`,
  );
  await writeFile(path.join(folder, "members.csv"), ["Member No;Joined", ...joined, ""].join("\n"));
  await writeFile(path.join(folder, "crm.yaml"), mappingOfGuide());
}

describe("a company's own file", () => {
  let mapped: LiveRun;
  let folder: string;

  beforeAll(async () => {
    folder = path.join(directory, "company");
    await writeCompanyFiles(folder);
    mapped = await runPipeline({
      dataDirectory: path.join(directory, "data"),
      domain: kept.domain,
      sample: null,
      ownData: { inputFile: path.join(folder, "crm.csv"), mappingFile: path.join(folder, "crm.yaml") },
      threads: 2,
      clock: createFixedClock(new Date("2026-11-22T02:00:00Z"), 1),
      ids: createIdSource(),
      log: createSilentLogger(),
      signal,
    });
  }, 300_000);

  it("in the guide's form gives every customer the prediction of the plain feed", async () => {
    const predictions = (run: LiveRun) =>
      query(
        `SELECT customer_id, model, prediction, lower, upper FROM '${run.directory}/predictions/**/*.parquet' ORDER BY ALL`,
      );
    const found = await predictions(mapped);
    expect(found.length).toBeGreaterThan(customers.length);
    expect(found).toEqual(await predictions(kept.live));
    expect(mapped.manifest.rows).toMatchObject({ read: customers.length, quarantined: 0 });
  });

  it("brings its other tables along, and says which column it does not have", async () => {
    const signups = (run: LiveRun) => query(`FROM '${run.directory}/processed/accounts/*.parquet' ORDER BY ALL`);
    expect(await signups(mapped)).toEqual(await signups(kept.live));
    expect(mapped.manifest.alerts).toContainEqual({
      kind: "columns-absent",
      subject: "churn_risk_score",
      size: 1,
      text: "The feed has no churn_risk_score: the models were made without.",
      question: "How is the data quality?",
    });
    expect(mapped.manifest.feedDirectory).toMatch(/^feeds\/mapped-[0-9a-f]{16}$/);
  });

  it("is mapped once: the same files give the same folder", async () => {
    const feeds = path.join(directory, "data", "feeds");
    const before = await readdir(feeds);
    const again = await mapFeed(
      { inputFile: path.join(folder, "crm.csv"), mappingFile: path.join(folder, "crm.yaml") },
      { domain: kept.domain, feeds, report: () => {}, signal },
    );
    expect([before, path.relative(path.join(directory, "data"), again)]).toEqual([
      await readdir(feeds),
      mapped.manifest.feedDirectory,
    ]);
  });
});

/** Maps a small file of the dictionary's own columns, some changed, and gives back the feed's rows. */
async function mapSmall(options: {
  readonly rows?: readonly Row[];
  /** What stands in the mapping of columns. */
  readonly columns?: string;
  readonly ids?: string;
  readonly extension?: "csv" | "parquet";
  readonly text?: string;
}): Promise<Record<string, unknown>[]> {
  const folder = await mkdtemp(path.join(directory, "small-"));
  const { rows = customers.slice(0, 40), columns = "", ids = "as-is", extension = "csv" } = options;
  const names = Object.keys(rows[0] ?? {});
  const csv =
    options.text ??
    [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))].map((one) => one.join(",")).join("\n");
  const source = path.join(folder, "own.csv");
  await writeFile(source, `${csv}\n`);
  const inputFile = path.join(folder, `own.${extension}`);
  if (extension === "parquet") await query(`COPY (FROM '${source}') TO '${inputFile}' (FORMAT parquet)`);
  const mappingFile = path.join(folder, "own.yaml");
  await writeFile(
    mappingFile,
    `version: 1\nsnapshotDate: 2026-11-20\nids: ${ids}\ncustomers:\n  columns: { ${columns} }\n`,
  );
  const feed = await mapFeed(
    { inputFile, mappingFile },
    { domain: kept.domain, feeds: folder, report: () => {}, signal },
  );
  return query(
    `SELECT * FROM read_csv('${feed}/customers.csv', all_varchar = true, strict_mode = false, null_padding = true)`,
  );
}

describe("a mapping", () => {
  it("takes Parquet as it takes CSV", async () => {
    const texts = (rows: readonly Record<string, unknown>[]) =>
      rows.map((row) => ({ ...row, churn_30_day: String(row["churn_30_day"]) }));
    expect(texts(await mapSmall({ extension: "parquet" }))).toEqual(texts(await mapSmall({})));
  });

  it("hashes ids of another form the same way each time, and keeps the pairs", async () => {
    const rows = customers.slice(0, 40).map((row, index) => ({ ...row, customer_id: `c-${index}@shop` }));
    const [first, second] = [
      await mapSmall({ rows, ids: "hash" }),
      await mapSmall({ rows: rows.toReversed(), ids: "hash" }),
    ];
    const ids = first.map((row) => row["customer_id"]);
    expect(ids).toEqual(second.map((row) => row["customer_id"]).toReversed());
    expect(new Set(ids).size).toBe(40);
    // The first 60 bits of printf 'c-0@shop' | sha256sum, in decimal.
    const bits = BigInt(`0x${createHash("sha256").update("c-0@shop").digest("hex").slice(0, 15)}`);
    expect(ids[0]).toBe(`user_${String(bits).padStart(19, "0")}`);
  });

  it("keeps what it cannot convert, and the place of a malformed line, for the feed's checks", async () => {
    const names = Object.keys(customers[0] ?? {});
    const lines = customers.slice(0, 60).map((row) => names.map((name) => row[name] ?? "").join(","));
    lines[4] = "cut,off";
    lines[9] = (lines[9] ?? "").replace(/^(user_\d+),\d+/, "$1,old");
    const rows = await mapSmall({ text: [names.join(","), ...lines].join("\n") });
    expect([rows.length, rows[4]?.["customer_id"], rows[4]?.["age"], rows[9]?.["age"]]).toEqual([
      60,
      "cut,off",
      null,
      "old",
    ]);
  });

  const problems = async (options: Parameters<typeof mapSmall>[0]) => {
    const error: unknown = await mapSmall(options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "MAPPING_INVALID" });
    return (error as { detail: string }).detail;
  };

  it("lists every problem of the names at once, with the nearest, as the guide shows it", async () => {
    const shown = /MAPPING_INVALID: (4 problems:.*?)```/s.exec(guide)?.[1]?.trimEnd();
    const rows = customers.slice(0, 40).map(({ churn_risk_score: _left, ...row }) => row);
    expect(await problems({ rows, columns: "shoe_size: age, age: Agee, engagement_score: absent" })).toBe(shown);
  });

  it("tells of every column whose values cannot be meant, what they are and what would help", async () => {
    const rows = customers.slice(0, 40).map((row) => ({
      ...row,
      account_type: row["account_type"] === "premium" ? "Gold" : "free",
      match_success_rate: String(5 + 100 * Number(row["match_success_rate"])),
      age: `${row["age"]}.5`,
      churn_30_day: row["churn_30_day"] === "true" ? "ja" : "nein",
    }));
    const detail = await problems({ rows });
    expect(detail.replaceAll(/\d+ % of/g, "n % of").split("\n")).toEqual([
      "4 problems:",
      '  - customers.age: n % of the rows are no whole number (such as "99.9"). "round: true" makes whole numbers.',
      '  - customers.account_type: n % of the rows are none of free, premium (such as "Gold"). List them under "values".',
      expect.stringMatching(
        /^ {2}- customers\.match_success_rate: n % of the rows lie outside 0 to 1 .*percent-to-share/,
      ),
      '  - customers.churn_30_day: n % of the rows are no true or false (such as "xx", "xxxx"). List them under "true" and "false".',
    ]);
  });

  it.each([
    ["a file of another kind", { text: "x" }, "csv", /is not mapped/],
    [
      "a file divided in another way",
      { text: "a;b;c\n1;2;3" },
      "csv",
      /is not divided by ",": set customers.delimiter to ";"/,
    ],
    ["an empty file", { text: "" }, "csv", /The file of customers is empty/],
    ["a column that comes twice", { text: "age,age\n1,2" }, "csv", /has the column age twice/],
  ] as const)("refuses %s", async (_what, options, _extension, message) => {
    expect(await problems(options)).toMatch(message);
  });

  it("refuses what is not in its form, each fault by its place", async () => {
    const file = path.join(directory, "wrong.yaml");
    await writeFile(
      file,
      "version: 2\nsnapshotDate: yesterday\ncustomers:\n  columns: { age: { from: a, convert: fathoms } }\nshoes: 1\n",
    );
    await expect(
      mapFeed(
        { inputFile: file, mappingFile: file },
        { domain: kept.domain, feeds: directory, report: () => {}, signal },
      ),
    ).rejects.toMatchObject({
      code: "MAPPING_INVALID",
      detail: expect.stringMatching(/version.*snapshotDate.*shoes/s),
    });
  });
});

describe("the guessed mapping", () => {
  it("finds the guide's columns by name, synonym, unit and value", async () => {
    const folder = path.join(directory, "guess");
    await writeCompanyFiles(folder);
    const guess = await guessMapping(path.join(folder, "crm.csv"), {
      domain: kept.domain,
      snapshotDate: "2026-11-20",
      signal,
    });
    const text = renderMapping(guess, kept.domain);
    const guessed: unknown = parse(text);
    expect(guessed).toMatchObject({
      version: 1,
      customers: {
        delimiter: ";",
        decimal: ",",
        columns: {
          account_type: { from: "Plan", values: { Basic: "free", PREMIUM: "premium" } },
          gender: { from: "Sex", values: { Female: "F", male: "M" } },
          age: "age",
          avg_daily_logins: "avg_daily_logins",
          trust_score: "trust_score",
        },
      },
    });
  });
});
