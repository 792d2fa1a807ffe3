import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { AppError } from "#core";
import type { Column, Domain } from "#knowledge";

import { isMissing, readJsonFile } from "../run/atomic-file.ts";

/** One file of the feed. */
type FeedFile = {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
};

/** The feed as a run found it. */
export type Feed = {
  /** The folder of its files. */
  readonly directory: string;
  readonly files: readonly FeedFile[];
  /** Changes when any byte of a file that the run reads does. */
  readonly fingerprint: string;
  /** As the feed's own manifest says; null for a feed without one. */
  readonly snapshotDate: string | null;
  /** Columns of the dictionary that its source did not have; they are empty in every row. */
  readonly absentColumns: readonly string[];
};

/** Bytes read to find the header; a longer one is no header. */
const headerBytes = 1 << 16;

const feedManifestSchema = z.object({
  snapshotDate: z.iso.date(),
  absentColumns: z.array(z.string()).default([]),
});

/**
 * Looks at the feed's files: that they are there, that their headers name the dictionary's columns, and their
 * hashes. Personal data is not part of a run and not opened. Throws `FEED_INVALID` with every fault at once.
 */
export async function openFeed(directory: string, domain: Domain, signal: AbortSignal): Promise<Feed> {
  const sources = feedSources(domain);
  const faults = (await Promise.all(sources.map((source) => headerFaults(directory, source)))).flat();
  if (faults.length > 0) {
    throw new AppError("FEED_INVALID", {
      detail: faults.join(" "),
      hint: "Each file is CSV with a header of exactly the dictionary's columns, in any order, and at least one row.",
    });
  }
  const files = await Promise.all(sources.map((source) => describeFile(directory, source.file, signal)));
  const manifest = await readJsonFile(path.join(directory, "manifest.json"), feedManifestSchema, signal);
  const absentColumns = manifest?.absentColumns ?? [];
  return {
    directory,
    files,
    fingerprint: createHash("sha256")
      .update(JSON.stringify([...files.map((file) => [file.name, file.sha256]), absentColumns]))
      .digest("hex"),
    snapshotDate: manifest?.snapshotDate ?? null,
    absentColumns,
  };
}

/** A file of the feed and the columns it must have. */
export type FeedSource = {
  readonly file: string;
  readonly table: string;
  readonly columns: readonly Column[];
};

/** The files a run reads: the entity's own first, then the tables beside it. */
export function feedSources(domain: Domain): readonly FeedSource[] {
  const { customers, accounts, activity } = domain.feed;
  return [customers, accounts, activity].map(({ file, table }) => ({
    file,
    table,
    columns:
      table === customers.table
        ? domain.feedColumns
        : (domain.tables.find((candidate) => candidate.name === table)?.columns ?? []),
  }));
}

/** The names in a CSV file's header, in its order; empty for an empty file. */
export async function readHeader(file: string, delimiter = ","): Promise<readonly string[]> {
  const handle = await open(file, "r");
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    const [line = ""] = buffer
      .toString("utf8", 0, bytesRead)
      .replace(/^\uFEFF/, "")
      .split(/\r?\n/, 1);
    return line === "" ? [] : divideHeader(line, delimiter);
  } finally {
    await handle.close();
  }
}

/** A quoted name may hold the delimiter. */
function divideHeader(line: string, delimiter: string): string[] {
  const names: string[] = [];
  let name = "";
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === delimiter && !isQuoted) {
      names.push(name);
      name = "";
    } else name += character;
  }
  return [...names, name].map((one) =>
    one
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .replaceAll('""', '"'),
  );
}

async function headerFaults(directory: string, source: FeedSource): Promise<string[]> {
  let found: readonly string[];
  try {
    found = await readHeader(path.join(directory, source.file));
  } catch (error) {
    if (isMissing(error)) return [`The file ${source.file} is missing.`];
    throw error;
  }
  if (found.length === 0) return [`The file ${source.file} is empty.`];
  if (found.some((name) => name.includes("\u0000") || name.includes("\uFFFD")))
    return [`The file ${source.file} is not UTF-8.`];
  const expected = source.columns.map((column) => column.name);
  const missing = expected.filter((name) => !found.includes(name));
  const unknown = found.filter((name, index) => !expected.includes(name) || found.indexOf(name) !== index);
  const faults: string[] = [];
  if (missing.length > 0) faults.push(`${source.file} lacks the columns ${missing.join(", ")}.`);
  if (unknown.length > 0)
    faults.push(`${source.file} has unknown or repeated columns: ${unknown.join(", ").slice(0, 300)}.`);
  return faults;
}

async function describeFile(directory: string, name: string, signal: AbortSignal): Promise<FeedFile> {
  const file = path.join(directory, name);
  const { size } = await stat(file);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { signal, highWaterMark: 1 << 20 })) hash.update(chunk);
  return { name, path: file, bytes: size, sha256: hash.digest("hex") };
}
