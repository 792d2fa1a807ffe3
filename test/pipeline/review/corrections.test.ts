import { appendFile, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { domainDirectory, loadDomain, type Domain } from "#knowledge";

import { withDuckdb } from "../../../pipeline/duckdb/session.ts";
import { correctedTraining, writeCorrections } from "../../../pipeline/review/corrections.ts";
import type { Review } from "../../../pipeline/review/review-schema.ts";
import { appendReview, forgetReviews, latestReviews, readReviews } from "../../../pipeline/review/review-store.ts";
import { dataLayout, runLayout } from "../../../pipeline/run/layout.ts";

let directory: string;
let domain: Domain;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "reckoner-reviews-"));
  const whole = await loadDomain(domainDirectory("engagement"));
  const kept = ["customer_id", "engagement_score", "churn_30_day", "avg_daily_logins"];
  // A narrow feed is enough: corrections know columns from the dictionary only.
  domain = {
    ...whole,
    feedColumns: whole.feedColumns.filter(({ name }) => kept.includes(name)),
    models: whole.models.filter(({ target }) => kept.includes(target)),
  };
});

afterEach(() => rm(directory, { recursive: true }));

function review(change: Partial<Review> = {}): Review {
  const row = { customer_id: "user_00001", engagement_score: "0.5", churn_30_day: "false", avg_daily_logins: "2.5" };
  return {
    reviewId: "review_1",
    recordedAt: "2026-11-21T09:00:00.000Z",
    customerId: row.customer_id,
    model: "engagement",
    modelVersion: "v1",
    runId: "run_1",
    snapshotDate: "2026-11-20",
    reviewer: "Grace",
    notes: "",
    status: "overridden",
    prediction: 0.9,
    value: 0.125,
    row,
    ...change,
  };
}

const trainingRow = z.object({
  customer_id: z.string(),
  engagement_score: z.number(),
  churn_30_day: z.boolean(),
  avg_daily_logins: z.number(),
});

/** What training would read: three customers of the training split and one of the test split, some corrected. */
async function train(reviews: readonly Review[], snapshotDate = "2026-11-20") {
  for (const one of reviews) await appendReview(directory, one);
  const run = runLayout(path.join(directory, "run"));
  const signal = new AbortController().signal;
  return withDuckdb({ temporaryDirectory: os.tmpdir(), signal }, async (session) => {
    await session.run(`
      CREATE TABLE customers AS FROM (VALUES ('user_00001', 0.5, false, 2.5, 'train'), ('user_00002', 0.6, true, 1.5, 'train'),
        ('user_00003', 0.7, false, 3.5, 'train'), ('user_00004', 0.8, false, 4.5, 'test'))
        AS t (customer_id, engagement_score, churn_30_day, avg_daily_logins, data_split)`);
    // The stage needs nothing else of its context.
    const context = { run, domain, data: dataLayout(directory), snapshotDate, signal } as Parameters<
      typeof writeCorrections
    >[1];
    const counts = await writeCorrections(session, context);
    await session.run(
      `COPY (SELECT * EXCLUDE (data_split) FROM customers WHERE data_split = 'train') TO '${path.join(directory, "part-0.parquet")}'`,
    );
    const relation = await correctedTraining({ ...run, training: directory }, domain);
    const rows = await session.rows(
      `SELECT customer_id, engagement_score::DOUBLE AS engagement_score, churn_30_day, avg_daily_logins::DOUBLE AS avg_daily_logins FROM ${relation} ORDER BY 1`,
      trainingRow,
    );
    return { counts, rows };
  });
}

const untouched = [
  { customer_id: "user_00001", engagement_score: 0.5, churn_30_day: false, avg_daily_logins: 2.5 },
  { customer_id: "user_00002", engagement_score: 0.6, churn_30_day: true, avg_daily_logins: 1.5 },
  { customer_id: "user_00003", engagement_score: 0.7, churn_30_day: false, avg_daily_logins: 3.5 },
];

describe("overrides in the training data", () => {
  it("are none where nobody overrode anything", async () => {
    expect(await train([review({ status: "confirmed", value: null, row: null })])).toEqual({
      counts: { corrected: 0, added: 0, leftOut: 0 },
      rows: untouched,
    });
  });

  it("correct the outcomes of the same day, of every model that was overridden, and nothing else", async () => {
    const { counts, rows } = await train([review(), review({ model: "churn", value: 1 })]);
    expect(counts).toEqual({ corrected: 1, added: 0, leftOut: 0 });
    expect(rows).toEqual([
      { ...untouched[0], engagement_score: 0.125, churn_30_day: true },
      untouched[1],
      untouched[2],
    ]);
  });

  it("add the row as it was scored once the day has moved on", async () => {
    const { counts, rows } = await train(
      [review({ row: { ...review().row, avg_daily_logins: "9.25" } })],
      "2026-11-21",
    );
    expect(counts).toEqual({ corrected: 0, added: 1, leftOut: 0 });
    expect(rows).toEqual([
      untouched[0],
      {
        customer_id: "user_00001\u001f2026-11-20",
        engagement_score: 0.125,
        churn_30_day: false,
        avg_daily_logins: 9.25,
      },
      untouched[1],
      untouched[2],
    ]);
  });

  it("leave out who is in the test split, and who is no longer in the feed", async () => {
    const of = (customerId: string) => review({ customerId, row: { ...review().row, customer_id: customerId } });
    for (const day of ["2026-11-20", "2026-11-21"]) {
      const { counts, rows } = await train([of("user_00004"), of("user_99999")], day);
      expect([counts, rows]).toEqual([{ corrected: 0, added: 0, leftOut: 2 }, untouched]);
    }
  });

  it("end where a later review of the same prediction takes them back", async () => {
    const { counts, rows } = await train([review(), review({ status: "confirmed", value: null, row: null })]);
    expect([counts.corrected, rows]).toEqual([0, untouched]);
  });
});

describe("the file of reviews", () => {
  it("is its owner's alone, and loses nothing but a line that a power cut left unfinished", async () => {
    await appendReview(directory, review());
    const file = path.join(directory, "reviews", "reviews.jsonl");
    await appendFile(file, '{"reviewId":"review_2","cut');
    await appendReview(directory, review({ reviewId: "review_3" }));
    expect((await readReviews(directory)).map(({ reviewId }) => reviewId)).toEqual(["review_1", "review_3"]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, "utf8")).endsWith("\n")).toBe(true);
  });

  it("that holds another line is damaged, not shortened", async () => {
    await appendReview(directory, review());
    await appendFile(path.join(directory, "reviews", "reviews.jsonl"), '{"reviewId":"review_2"}\n');
    await expect(readReviews(directory)).rejects.toMatchObject({ code: "RESULTS_DAMAGED" });
  });

  it("forgets a customer whole, and nobody else", async () => {
    const other = review({ customerId: "user_00002", reviewId: "review_2" });
    for (const one of [review(), other, review({ reviewId: "review_3" })]) await appendReview(directory, one);
    expect(await forgetReviews(directory, "user_00001")).toBe(2);
    expect(await forgetReviews(directory, "user_00001")).toBe(0);
    expect(await readReviews(directory)).toEqual([other]);
    expect((await stat(path.join(directory, "reviews", "reviews.jsonl"))).mode & 0o777).toBe(0o600);
  });

  it("keeps every review, of which the last on a prediction counts", () => {
    const [first, second] = [review(), review({ reviewId: "review_2", status: "noted", notes: "look again" })];
    const other = review({ reviewId: "review_3", customerId: "user_00002" });
    expect(latestReviews([first, other, second])).toEqual([other, second]);
  });
});
