import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { createFixedClock, createSequentialIdSource, createSilentLogger } from "#core";
import type { Column } from "#knowledge";
import { openLiveRun, runPipeline } from "#pipeline";

import { withDuckdb } from "../../pipeline/duckdb/session.ts";
import { openFeed } from "../../pipeline/feed/open-feed.ts";
import { asReadableText } from "../../pipeline/feed/readable-text.ts";
import { columnTextsSql, dataLinesSql, dividedLinesSql } from "../../pipeline/stages/prepare/land-lines.ts";
import { faultSql, suspicionSql, typedSql } from "../../pipeline/stages/prepare/row-checks.ts";
import { buildLiveRun, type TestRun } from "../support/build-live-run.ts";

let directory: string;
const signal = new AbortController().signal;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "reckoner-feed-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const column = (name: string, change: Partial<Column> = {}): Column => ({
  name,
  label: name,
  meaning: "",
  type: "string",
  format: "text",
  unit: null,
  range: null,
  pattern: null,
  values: [],
  ordered: false,
  bins: [],
  privacy: "internal",
  role: "feature",
  input: "as-is",
  missing: "never",
  missingMeans: null,
  lever: null,
  rateLabel: null,
  sql: null,
  synonyms: [],
  opposites: [],
  ...change,
});

describe("landing a feed", () => {
  const columns = [column("id"), column("b")];
  const land = async (content: string | Buffer) => {
    const file = path.join(directory, "feed.csv");
    await writeFile(file, content);
    return withDuckdb({ temporaryDirectory: directory, signal }, async (session) => {
      const readable = await asReadableText(file, `${file}.copy`, signal);
      const row = z.object({
        row: z.int(),
        bad: z.boolean(),
        id: z.string().nullable(),
        b: z.string().nullable(),
      });
      const rows = await session.rows(
        `SELECT source_row::INTEGER AS row, fields IS NULL AS bad, ${columnTextsSql(["id", "b"], columns)}
         FROM (${dividedLinesSql(`(${dataLinesSql(readable)})`, 2)}) ORDER BY source_row`,
        row,
      );
      return rows.map(({ row: number, bad, id, b }) => (bad ? [number, "malformed"] : [number, id, b]));
    });
  };

  it("divides fields, quoted ones with commas and doubled quotes too, and trims", async () => {
    expect(await land('id,b\n1, x \n2,"a, ""b"""\n3,\n"4",ü\n')).toEqual([
      [1, "1", "x"],
      [2, "2", 'a, "b"'],
      [3, "3", null],
      [4, "4", "ü"],
    ]);
  });

  it("tells a malformed line by its row, whatever is wrong with it", async () => {
    const broken = Buffer.concat([
      Buffer.from('id,b\n1\n2,x,y\n3,"open\n4,a"b\n\n6,'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from("\n7,fine\n8,nul\u0000\n9,start\u0001of heading\n10,lone\rreturn\n11;x\n12,"),
      Buffer.alloc(3_000_000, "x"),
      Buffer.from("\n13,fine"),
    ]);
    expect(await land(broken)).toEqual([
      [1, "malformed"],
      [2, "malformed"],
      [3, "malformed"],
      [4, "malformed"],
      [5, "malformed"],
      [6, "malformed"],
      [7, "7", "fine"],
      [8, "malformed"],
      [9, "malformed"],
      [10, "malformed"],
      [11, "malformed"],
      [12, "malformed"],
      [13, "13", "fine"],
    ]);
  });

  it("takes the line ends of other systems", async () => {
    expect(await land("id,b\r\n1,x\r\n2,y\r\n")).toEqual([
      [1, "1", "x"],
      [2, "2", "y"],
    ]);
  });
});

describe("checking a value", () => {
  const judge = async (spec: Column, text: string | null) =>
    withDuckdb({ temporaryDirectory: directory, signal }, async (session) => {
      const value = text === null ? "NULL::VARCHAR" : `'${text}'`;
      return session.row(
        `SELECT (${faultSql(spec)}).reason AS reason, (${suspicionSql(spec, '"x"', "typed")}) AS suspected
         FROM (SELECT *, ${typedSql(spec, "typed")} FROM (SELECT ${value} AS "x"))`,
        z.object({ reason: z.string().nullable(), suspected: z.boolean() }),
      );
    });
  const faultOf = async (spec: Column, text: string | null) => {
    const { reason, suspected } = await judge(spec, text);
    // The cheap test may be wrong about a sound value, never about a bad one.
    if (reason !== null) expect([text, suspected]).toEqual([text, true]);
    return reason;
  };

  it.each([
    [
      column("x", { type: "int", range: [0, 10] }),
      ["0", "10", "+7", "007"],
      [
        ["1_0", "type_error"],
        ["1e0", "type_error"],
        ["0x1", "type_error"],
        ["1.7", "type_error"],
        ["ten", "type_error"],
        ["11", "out_of_range"],
        ["-1", "out_of_range"],
        ["99999999999999999999", "type_error"],
        [null, "missing_required"],
      ],
    ],
    [
      column("x", { type: "double", range: [-1, 1], missing: "at-random" }),
      ["0.5", "-1", "1e-3", null],
      [
        ["nan", "type_error"],
        ["0_1", "type_error"],
        ["1e-0001", "type_error"],
        ["0,5", "type_error"],
        ["inf", "type_error"],
        ["1,5", "type_error"],
        ["1.5.1", "type_error"],
        ["1.0001", "out_of_range"],
      ],
    ],
    [
      column("x", { type: "boolean" }),
      ["true", "FALSE", "1"],
      [
        ["perhaps", "type_error"],
        ["2", "type_error"],
      ],
    ],
    [
      column("x", { values: [{ value: "a", synonyms: [] }] }),
      ["a"],
      [
        ["A", "unknown_value"],
        ["b", "unknown_value"],
      ],
    ],
    [
      column("x", { role: "id", pattern: "^user_[0-9]{5,}$" }),
      ["user_00001"],
      [
        ["user_1", "bad_id"],
        ["USER_00001", "bad_id"],
        [null, "bad_id"],
      ],
    ],
    [
      column("x", { type: "date" }),
      ["2026-02-28"],
      [
        ["2026-02-30", "type_error"],
        ["20.11.2026", "type_error"],
      ],
    ],
  ] as const)("accepts what the dictionary allows and names what it does not, case %#", async (spec, good, bad) => {
    for (const text of good) expect([text, await faultOf(spec, text)]).toEqual([text, null]);
    for (const [text, reason] of bad) expect([text, await faultOf(spec, text)]).toEqual([text, reason]);
  });
});

describe("a feed that cannot be used", () => {
  let kept: TestRun;
  beforeEach(async () => {
    kept = await buildLiveRun();
  }, 60_000);

  const run = () =>
    runPipeline({
      dataDirectory: directory,
      domain: kept.domain,
      sample: null,
      threads: 1,
      clock: createFixedClock(new Date("2026-11-22T02:00:00Z"), 1),
      ids: createSequentialIdSource(),
      log: createSilentLogger(),
      signal,
    });
  const names = () => kept.domain.feedColumns.map((entry) => entry.name);
  const write = async (header: readonly string[], rows: readonly string[]) => {
    const raw = path.join(directory, "raw");
    await mkdir(raw, { recursive: true });
    await writeFile(path.join(raw, "customers.csv"), [header.join(","), ...rows, ""].join("\n"));
    await writeFile(path.join(raw, "accounts.csv"), "customer_id,signup_date\n");
    await writeFile(
      path.join(raw, "activity_daily.csv"),
      "customer_id,activity_date,logins,minutes,messages,posts,engagement\n",
    );
  };

  it("is refused when there is none", async () => {
    await expect(run()).rejects.toMatchObject({
      code: "FEED_INVALID",
      detail: expect.stringContaining("customers.csv"),
    });
  });

  it("is refused with every missing file and column at once", async () => {
    await write([...names().slice(1), "shoe_size"], []);
    await rm(path.join(directory, "raw", "accounts.csv"));
    await expect(run()).rejects.toMatchObject({
      code: "FEED_INVALID",
      detail:
        "customers.csv lacks the columns customer_id. customers.csv has unknown or repeated columns: shoe_size. The file accounts.csv is missing.",
    });
  });

  it("is refused when it has no rows", async () => {
    await write(names(), []);
    await expect(run()).rejects.toMatchObject({
      code: "FEED_INVALID",
      detail: "The feed has no rows.",
    });
  });

  it("is refused when more than 5 % of its rows are bad, with the counts by reason", async () => {
    await write(names(), ["user_00001,1", "user_00002,2", "user_00003"]);
    await expect(run()).rejects.toMatchObject({
      code: "FEED_INVALID",
      detail: "3 of 3 rows are bad (malformed 3); at most 5 % may be.",
    });
  });

  it("is refused when a table beside it cannot be read, and nothing is left live", async () => {
    await cp(path.join(kept.dataDirectory, "raw"), path.join(directory, "raw"), { recursive: true });
    await writeFile(
      path.join(directory, "raw", "accounts.csv"),
      "customer_id,signup_date\nuser_00001,2026-01-01\nuser_00002,yesterday\nuser_00003,2026-02-01,x\n",
    );
    await expect(run()).rejects.toMatchObject({
      code: "FEED_INVALID",
      detail: "2 of 3 lines of accounts.csv cannot be read; at most 5 % may be.",
    });
    await expect(openLiveRun(directory, kept.domain)).rejects.toMatchObject({ code: "RESULTS_MISSING" });
  });

  it("names the columns that are bad when great amounts are", async () => {
    await cp(path.join(kept.dataDirectory, "raw"), path.join(directory, "raw"), { recursive: true });
    const file = path.join(directory, "raw", "customers.csv");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replaceAll(/,(mobile),/g, ",toaster,"));
    await expect(run()).rejects.toMatchObject({
      code: "FEED_INVALID",
      detail: expect.stringMatching(
        /^\d+ of 3\d{3} rows are bad \(unknown_value of device_type \d{3,4}, .*\); at most 5 % may be\.$/,
      ),
    });
  });

  it("may have its columns in any order", async () => {
    await write(names().toReversed(), []);
    await expect(openFeed(path.join(directory, "raw"), kept.domain, signal)).resolves.toMatchObject({
      snapshotDate: null,
    });
  });
});
