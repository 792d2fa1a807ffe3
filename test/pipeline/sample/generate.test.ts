import { mkdtemp, readFile, readdir, rm, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAppError } from "#core";
import {
  columnNames,
  generateSample,
  randomlyMissingColumns,
  sampleManifestSchema,
  type SampleManifest,
  type SampleProgress,
} from "../../../pipeline/sample/index.ts";
import { hashFile } from "../../../pipeline/sample/manifest.ts";

const options = { customers: 1_000, seed: 42, activityDays: 90, snapshotDate: "2026-11-20" };
const feedFiles = ["accounts", "activity_daily", "customer_pii", "customers"].flatMap((table) => [
  `${table}.csv`,
  `${table}.parquet`,
]);

let parent: string;
let feed: string;
let manifest: SampleManifest;
let connection: DuckDBConnection;
const progress: SampleProgress[] = [];
const signal = new AbortController().signal;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "reckoner-sample-"));
  feed = join(parent, "feed");
  manifest = await generateSample({
    ...options,
    directory: feed,
    signal,
    onProgress: (step) => progress.push(step),
  });
  connection = await (await DuckDBInstance.create(":memory:")).connect();
});

afterAll(async () => {
  connection.closeSync();
  await rm(parent, { recursive: true, force: true });
});

async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJS();
}

const parquet = (table: string) => `'${join(feed, `${table}.parquet`)}'`;

async function hashesOf(directory: string): Promise<readonly string[]> {
  return Promise.all(feedFiles.map((file) => hashFile(join(directory, file), signal)));
}

describe("the files", () => {
  it("are the four tables twice and the manifest, nothing else, and nothing is left beside them", async () => {
    expect((await readdir(feed)).toSorted()).toEqual([...feedFiles, "manifest.json"].toSorted());
    expect(await readdir(parent)).toEqual(["feed"]);
  });

  it("are the same bytes for the same seed and others for another", async () => {
    const again = join(parent, "again");
    const other = join(parent, "other");
    expect(await generateSample({ ...options, directory: again, signal })).toEqual(manifest);
    await generateSample({ ...options, seed: 43, directory: other, signal });
    const first = await hashesOf(feed);
    expect(await hashesOf(again)).toEqual(first);
    const otherHashes = await hashesOf(other);
    expect(otherHashes.filter((hash) => first.includes(hash))).toEqual([]);
    await Promise.all([again, other].map((directory) => rm(directory, { recursive: true })));
  });

  it("agree with the manifest on rows and hashes", async () => {
    const written: unknown = JSON.parse(await readFile(join(feed, "manifest.json"), "utf8"));
    expect(sampleManifestSchema.parse(written)).toEqual(manifest);
    for (const table of ["customers", "customer_pii", "accounts", "activity_daily"] as const) {
      const lines = (await readFile(join(feed, `${table}.csv`), "utf8")).trimEnd().split("\n").length - 1;
      expect([table, lines]).toEqual([table, manifest.rows.csv[table]]);
      const [row] = await query(`SELECT count(*)::INT AS n FROM ${parquet(table)}`);
      expect([table, row?.["n"]]).toEqual([table, manifest.rows.parquet[table]]);
      expect(await hashFile(join(feed, `${table}.csv`), signal)).toBe(manifest.sha256[table]);
    }
  });

  it("report their progress from start to end", () => {
    expect(progress.filter(({ done, total }) => done === total).map(({ step }) => step)).toEqual([
      "draw",
      "write",
      "hash",
    ]);
  });
});

describe("the defects", () => {
  const rowsOf = async () => (await readFile(join(feed, "customers.csv"), "utf8")).trimEnd().split("\n");

  it("are at least two of each kind, at the rows the manifest names, and show what it says", async () => {
    const [header, ...rows] = await rowsOf();
    expect(header).toBe(columnNames.join(","));
    const kinds = manifest.defects.map((defect) => defect.kind);
    expect([...new Set(kinds)].toSorted()).toEqual(
      ["bad_id", "bad_type", "duplicate_id", "malformed", "out_of_range", "unknown_category"].toSorted(),
    );
    for (const defect of manifest.defects) {
      const fields = rows[defect.sourceRow - 1]!.split(",");
      expect(fields.length === columnNames.length).toBe(defect.kind !== "malformed");
      if (defect.customerId !== null) expect(fields[0]).toBe(defect.customerId);
      if (defect.column !== null) {
        const value = fields[columnNames.findIndex((name) => name === defect.column)];
        expect(defect.note).toContain(`"${value}"`);
      }
    }
  });

  it("repeat an id only after its valid row", async () => {
    const [, ...rows] = await rowsOf();
    const damaged = new Set(manifest.defects.map((defect) => defect.sourceRow));
    for (const { customerId, sourceRow } of manifest.defects.filter((defect) => defect.kind === "duplicate_id")) {
      const first = rows.findIndex((row) => row.startsWith(`${customerId},`)) + 1;
      expect(first).toBeGreaterThan(0);
      expect(first).toBeLessThan(sourceRow);
      expect(damaged.has(first)).toBe(false);
    }
  });

  it("are the whole difference between the CSV and the Parquet of customers", async () => {
    const [header, ...rows] = await rowsOf();
    const damaged = new Set(manifest.defects.map((defect) => defect.sourceRow));
    const cleanPath = join(parent, "clean.csv");
    await writeFile(cleanPath, [header, ...rows.filter((_, i) => !damaged.has(i + 1))].join("\n"));
    const clean = `read_csv('${cleanPath}', all_varchar = true)`;
    const typed = `SELECT ${columnNames.map((name) => `CAST("${name}" AS VARCHAR)`).join(", ")} FROM ${parquet("customers")}`;
    expect(await query(`(FROM ${clean} EXCEPT ALL ${typed}) UNION ALL (${typed} EXCEPT ALL FROM ${clean})`)).toEqual(
      [],
    );
    await rm(cleanPath);
  });

  it("leave 0.5 % of six columns empty and nothing else but what has no job", async () => {
    const large = join(parent, "large");
    await generateSample({
      ...options,
      customers: 20_000,
      activityDays: 30,
      directory: large,
      signal,
    });
    const counts = columnNames.map((name) => `count(*) - count("${name}") AS "${name}"`).join(", ");
    const [row] = await query(`SELECT ${counts} FROM '${join(large, "customers.parquet")}'`);
    const structural = ["avg_job_completion_rating", "time_since_first_transaction_days"];
    for (const name of columnNames) {
      const missing = Number(row?.[name]);
      if (randomlyMissingColumns.some((column) => column === name)) {
        // Binomial(20,000, 0.005): 100 ± 4 · 10.
        expect([name, Math.abs(missing - 100) < 40]).toEqual([name, true]);
      } else if (!structural.includes(name)) {
        expect([name, missing]).toEqual([name, 0]);
      }
    }
    await rm(large, { recursive: true });
  });
});

describe("the snapshot and the history", () => {
  it("agree on silence, logins, minutes, messages, posts and the trend", async () => {
    const disagreements = await query(`
      WITH days AS (
        SELECT customer_id, DATE '2026-11-20' - activity_date AS days_back, * EXCLUDE (customer_id)
        FROM ${parquet("activity_daily")}
      ), derived AS (
        SELECT c.customer_id, least(30, DATE '2026-11-20' - a.signup_date + 1) AS observed,
          min(days_back) AS silence,
          coalesce(sum(logins) FILTER (days_back < 30), 0) AS logins,
          coalesce(sum(minutes) FILTER (days_back < 30), 0) AS minutes,
          coalesce(sum(messages) FILTER (days_back < 30), 0) AS messages,
          coalesce(sum(posts) FILTER (days_back < 30), 0) AS posts,
          coalesce(sum((3 - days_back) * engagement) FILTER (days_back < 7), 0) / 28 AS slope
        FROM ${parquet("customers")} c JOIN ${parquet("accounts")} a USING (customer_id)
        LEFT JOIN days d USING (customer_id) GROUP BY ALL
      )
      SELECT customer_id FROM ${parquet("customers")} JOIN derived USING (customer_id)
      WHERE abs(avg_daily_logins - logins / observed) > 0.00051
        OR abs(avg_session_duration_min - minutes / greatest(logins, 1)) > 0.0051
        OR abs(num_messages_sent_per_day - messages / observed) > 0.00051
        OR abs(content_posts_per_week - 7 * posts / observed) > 0.5001
        OR abs(last_7_day_engagement_trend - slope) > 0.0000006
        OR days_since_last_login <> coalesce(silence, days_since_last_login)
        OR (silence IS NULL AND days_since_last_login < 90)`);
    expect(disagreements).toEqual([]);
  });

  it("has one row for each day with a login, between signup and the snapshot, in order", async () => {
    const [row] = await query(`
      SELECT count(*) - count(DISTINCT (customer_id, activity_date)) AS repeated,
        count(*) FILTER (logins < 1 OR minutes <= 0 OR engagement <= 0 OR engagement > 1) AS empty,
        count(*) FILTER (activity_date < signup_date OR activity_date > DATE '2026-11-20'
          OR activity_date < DATE '2026-08-23') AS outside,
        max(activity_date)::VARCHAR AS last
      FROM ${parquet("activity_daily")} JOIN ${parquet("accounts")} USING (customer_id)`);
    expect(row).toEqual({ repeated: 0n, empty: 0n, outside: 0n, last: "2026-11-20" });
    const csv = (await readFile(join(feed, "activity_daily.csv"), "utf8")).trimEnd().split("\n").slice(1);
    expect(csv.map((line) => line.split(",", 2).join(","))).toEqual(
      csv.map((line) => line.split(",", 2).join(",")).toSorted(),
    );
  });

  it("has newcomers whose history starts on the day they signed up", async () => {
    const [row] = await query(`
      SELECT count(*) FILTER (first_day <> signup_date) AS late, count(*)::INT AS newcomers
      FROM (SELECT customer_id, min(activity_date) AS first_day FROM ${parquet("activity_daily")} GROUP BY 1)
      JOIN ${parquet("accounts")} USING (customer_id) WHERE signup_date > DATE '2026-11-20' - 90`);
    expect(row?.["late"]).toBe(0n);
    expect(Number(row?.["newcomers"])).toBeGreaterThan(130);
  });
});

describe("the people", () => {
  it("have a birth date that fits the age, a reserved mail domain and a number that rings nowhere", async () => {
    const [row] = await query(`
      SELECT count(*)::INT AS people,
        count(*) FILTER (datesub('year', birth_date, DATE '2026-11-20') = age) AS fitting,
        count(*) FILTER (regexp_full_match(email, '[a-z]+\\.[a-z]+[0-9]+@example\\.(com|org)')) AS mails,
        count(*) FILTER (regexp_full_match(phone, '\\([2-8][0-9]{2}\\) 555-01[0-9]{2}')) AS phones
      FROM ${parquet("customer_pii")} JOIN ${parquet("customers")} USING (customer_id)`);
    const people = BigInt(manifest.rows.parquet.customers);
    expect(row).toEqual({ people: Number(people), fitting: people, mails: people, phones: people });
  });
});

describe("generateSample", () => {
  it("leaves an older feed as it was and no half-written one when stopped", async () => {
    const directory = join(parent, "older");
    await mkdir(directory);
    await writeFile(join(directory, "accounts.csv"), "older feed");
    const controller = new AbortController();
    const run = generateSample({
      ...options,
      directory,
      signal: controller.signal,
      onProgress: ({ step, done }) => {
        if (step === "write" && done === 1) controller.abort(new Error("stopped"));
      },
    });
    await expect(run).rejects.toThrow("stopped");
    expect(await readdir(directory)).toEqual(["accounts.csv"]);
    expect((await readdir(parent)).toSorted()).toEqual(["feed", "older"]);
    await rm(directory, { recursive: true });
  });

  it("replaces an older feed as a whole", async () => {
    const directory = join(parent, "older");
    await mkdir(directory);
    await writeFile(join(directory, "accounts.csv"), "older feed");
    await generateSample({ ...options, customers: 50, activityDays: 30, directory, signal });
    expect(await readFile(join(directory, "accounts.csv"), "utf8")).toContain("customer_id,signup_date\nuser_00001,");
    await rm(directory, { recursive: true });
  });

  it("refuses a folder with anything else in it and leaves that alone", async () => {
    const directory = join(parent, "home");
    await mkdir(directory);
    await writeFile(join(directory, "letters.txt"), "dear");
    const run = generateSample({ ...options, directory, signal });
    expect(isAppError(await run.catch((error: unknown) => error), "USAGE")).toBe(true);
    expect(await readdir(directory)).toEqual(["letters.txt"]);
    await rm(directory, { recursive: true });
  });

  it("names every option that is out of range", async () => {
    const run = generateSample({
      ...options,
      customers: 3,
      activityDays: 7,
      directory: join(parent, "no"),
      signal,
    });
    const error = await run.catch((reason: unknown) => reason);
    expect(
      isAppError(error, "USAGE") && [error.detail.includes("customers"), error.detail.includes("activityDays")],
    ).toEqual([true, true]);
    expect(await readdir(parent)).toEqual(["feed"]);
  });
});
