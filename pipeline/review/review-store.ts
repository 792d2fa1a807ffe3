import { chmod, mkdir, open, readFile } from "node:fs/promises";
import path from "node:path";

import { AppError } from "#core";

import { isMissing, writeFileAtomically } from "../run/atomic-file.ts";
import { reviewSchema, type Review } from "./review-schema.ts";

/** Readable for its owner only: an override keeps a customer's columns. */
const privateMode = 0o600;
const privateFolderMode = 0o700;

/**
 * Appends a review to the data directory's file, one line of JSON, on the disk when this returns. The line is written
 * in one step and begins anew after one that a power cut left unfinished, so the file never holds half a review that
 * counts.
 */
export async function appendReview(dataDirectory: string, review: Review): Promise<void> {
  const file = reviewFile(dataDirectory);
  await mkdir(path.dirname(file), { recursive: true, mode: privateFolderMode });
  const handle = await open(file, "a+", privateMode);
  try {
    await chmod(file, privateMode);
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const lead = size > 0 && last.toString() !== "\n" ? "\n" : "";
    await handle.appendFile(`${lead}${JSON.stringify(review)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Every review of a data directory, the oldest first. A last line that was never finished is left out. Throws
 * `RESULTS_DAMAGED` for any other line that is no review.
 */
export async function readReviews(dataDirectory: string, signal?: AbortSignal): Promise<Review[]> {
  let text: string;
  try {
    text = await readFile(reviewFile(dataDirectory), { encoding: "utf8", signal });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return text.split("\n").flatMap((line) => {
    const review = reviewSchema.safeParse(parseLine(line));
    if (review.success) return [review.data];
    // An append that was cut off does not end as JSON does; the next one began a new line.
    if (!line.endsWith("}")) return [];
    throw new AppError("RESULTS_DAMAGED", {
      detail: "The file of reviews holds a line that is no review.",
      hint: "Restore reviews/reviews.jsonl of the data directory from a backup, or take the line out.",
      cause: review.error,
    });
  });
}

/**
 * Takes every review of a customer out of the file, as erasure asks for: an override keeps the customer's columns. Not
 * while a review is being recorded. Returns how many there were.
 */
export async function forgetReviews(dataDirectory: string, customerId: string): Promise<number> {
  const reviews = await readReviews(dataDirectory);
  const kept = reviews.filter((review) => review.customerId !== customerId);
  if (kept.length === reviews.length) return 0;
  const file = reviewFile(dataDirectory);
  await writeFileAtomically(file, kept.map((review) => `${JSON.stringify(review)}\n`).join(""));
  await chmod(file, privateMode);
  return reviews.length - kept.length;
}

/** Of several reviews of the same prediction (customer, model, day of the data) the last; in the order of recording. */
export function latestReviews(reviews: readonly Review[]): Review[] {
  const latest = new Map<string, Review>();
  for (const review of reviews) {
    const key = JSON.stringify([review.customerId, review.model, review.snapshotDate]);
    latest.delete(key);
    latest.set(key, review);
  }
  return [...latest.values()];
}

function reviewFile(dataDirectory: string): string {
  return path.join(dataDirectory, "reviews", "reviews.jsonl");
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
