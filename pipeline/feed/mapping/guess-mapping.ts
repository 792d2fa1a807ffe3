import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import type { Column, Domain } from "#knowledge";

import { withDuckdb } from "../../duckdb/session.ts";
import { readHeader } from "../open-feed.ts";
import { areMostly, guessValues, type GuessedSource } from "./guess-values.ts";
import { isRequired } from "./mapped-tables.ts";
import type { IdForm } from "./mapping-schema.ts";
import { likeness } from "./nearest-name.ts";
import { profileColumns, type ColumnProfile } from "./profile-columns.ts";
import { createSourceTable, openSource } from "./source-table.ts";

/** A mapping as far as names and values give it away, for a person to look through. */
export type MappingGuess = {
  readonly snapshotDate: string;
  readonly ids: IdForm;
  readonly delimiter: string;
  readonly decimal: "." | ",";
  readonly columns: readonly {
    readonly name: string;
    readonly isRequired: boolean;
    /** Null where no source column is like it. */
    readonly source: GuessedSource | null;
  }[];
  /** Columns of the file that nothing is made of. */
  readonly unused: readonly string[];
};

/** Names less alike than this are taken for different things. */
const leastLikeness = 0.6;

/**
 * Guesses which column of a customers' file is which by names, synonyms and values. Throws `MAPPING_INVALID` for a
 * file of another kind than CSV and Parquet.
 */
export async function guessMapping(
  file: string,
  options: { readonly domain: Domain; readonly snapshotDate: string; readonly signal: AbortSignal },
): Promise<MappingGuess> {
  const { domain, snapshotDate, signal } = options;
  const folder = await mkdtemp(path.join(os.tmpdir(), "reckoner-mapping-"));
  try {
    return await withDuckdb({ temporaryDirectory: folder, signal }, async (session) => {
      const delimiter = file.endsWith(".parquet") ? "," : await guessDelimiter(file);
      const source = await openSource(session, file, delimiter);
      await createSourceTable(session, "source", source, source.header, folder, signal);
      const profiles = await profileColumns(session, "source", source.header);
      const pairs = assign(domain.feedColumns, profiles);
      const idColumn = pairs.get(domain.entity.column);
      return {
        snapshotDate,
        ids: idColumn === undefined ? "as-is" : guessIds(idColumn, domain.entity.pattern),
        delimiter,
        decimal: profiles.some((profile) => profile.commaShare > 0.5) ? "," : ".",
        columns: domain.feedColumns.map((column) => {
          const profile = pairs.get(column.name);
          return {
            name: column.name,
            isRequired: isRequired(domain, "customers", column),
            source: profile === undefined ? null : guessValues(column, profile),
          };
        }),
        unused: source.header.filter((name) => ![...pairs.values()].some((profile) => profile.name === name)),
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function guessDelimiter(file: string): Promise<string> {
  const widths = await Promise.all(
    [",", ";", "\t", "|"].map(async (delimiter) => ({ delimiter, width: (await readHeader(file, delimiter)).length })),
  );
  return widths.reduce((best, candidate) => (candidate.width > best.width ? candidate : best)).delimiter;
}

/** Pairs the most alike first; each source column is used once. */
function assign(columns: readonly Column[], profiles: readonly ColumnProfile[]): Map<string, ColumnProfile> {
  const candidates = columns.flatMap((column) =>
    profiles.map((profile) => ({ column, profile, score: alikeness(column, profile) })),
  );
  const pairs = new Map<string, ColumnProfile>();
  const used = new Set<string>();
  for (const { column, profile, score } of candidates.toSorted((a, b) => b.score - a.score)) {
    if (score < leastLikeness || pairs.has(column.name) || used.has(profile.name)) continue;
    pairs.set(column.name, profile);
    used.add(profile.name);
  }
  return pairs;
}

function alikeness(column: Column, profile: ColumnProfile): number {
  // A synonym is a word of questions, not a name of columns: a little less telling than the name itself.
  const bySynonym = [column.label, ...column.synonyms].map((word) => 0.97 * likeness(word, profile.name));
  const byName = Math.max(likeness(column.name, profile.name), ...bySynonym);
  const isNumber = column.type === "int" || column.type === "double";
  const misfits = isNumber ? profile.numberShare < 0.5 : column.values.length > 0 && profile.values === null;
  return misfits ? byName - 0.4 : byName;
}

function guessIds(profile: ColumnProfile, pattern: string): IdForm {
  const form = new RegExp(pattern, "u");
  if (areMostly(profile.examples, (example) => form.test(example))) return "as-is";
  return areMostly(profile.examples, (example) => /^\d+$/.test(example)) ? "number" : "hash";
}
