import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { z } from "zod";
import { defectKinds } from "./defects.ts";
import { feedTables } from "./feed-queries.ts";

/** Raised whenever the same seed would give other bytes than before. */
export const generatorVersion = 1;

const rowsPerTable = z.record(z.enum(feedTables), z.int().nonnegative());

/** `manifest.json` beside the feed: how it was made, how much there is, and what is wrong with it on purpose. */
export const sampleManifestSchema = z.object({
  generatorVersion: z.int(),
  seed: z.int(),
  customers: z.int().positive(),
  snapshotDate: z.iso.date(),
  activityDays: z.int().positive(),
  /** Data rows, header not counted. The Parquet of `customers` holds only the rows that a right validation keeps. */
  rows: z.object({ csv: rowsPerTable, parquet: rowsPerTable }),
  /** SHA-256 of each CSV, hexadecimal. */
  sha256: z.record(z.enum(feedTables), z.string().regex(/^[0-9a-f]{64}$/)),
  notes: z.array(z.string()),
  defects: z.array(
    z.object({
      file: z.literal("customers.csv"),
      sourceRow: z.int().positive(),
      customerId: z.string().nullable(),
      column: z.string().nullable(),
      kind: z.enum(defectKinds),
      note: z.string(),
    }),
  ),
});

export type SampleManifest = z.infer<typeof sampleManifestSchema>;

/** What a reader of the feed should know; part of the manifest. */
export const manifestNotes: readonly string[] = [
  "Defects are in customers.csv only. customers.parquet holds clean typed rows: the customers whose only row is damaged are not in it.",
  "sourceRow counts the data rows of the CSV from 1, the header not counted.",
  "customer_pii, accounts and activity_daily are complete: they also hold the customers whose row in customers.csv is damaged.",
  "An empty field is a missing value. Dates are ISO, booleans true or false.",
];

/** SHA-256 of a file, hexadecimal. */
export async function hashFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
}
