import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";

import { parse } from "yaml";
import { z } from "zod";

const folder = new URL("../fixtures/trino/", import.meta.url);

/** One query of the conformance suite. */
export type TrinoQuery = {
  /** The file it stands in, without `.yaml`. */
  readonly topic: string;
  /** Its heading there; under `refused` stand those that the guard does not let through, though Trino knows them. */
  readonly group: string;
  /** As written, tables in braces. */
  readonly sql: string;
  /** The text that runs. */
  readonly expanded: string;
};

/** What Trino answered: types and rows as its protocol writes them, or the name of its error. */
const answer = z.union([
  z.object({ types: z.array(z.string()), rows: z.array(z.array(z.unknown())) }),
  z.object({ error: z.string() }),
]);
/** `athena`: the fingerprint of the guard's text for Athena, to which Trino answered the same; left out where the guard refuses. */
const recorded = z.object({ sql: z.string(), athena: z.string().optional(), answer });
const recording = z.object({ engine: z.string(), queries: z.array(recorded) });

export type TrinoAnswer = z.infer<typeof answer>;
export type Recorded = z.infer<typeof recorded>;

/** Every query of `queries/*.yaml`, in order. */
export async function readTrinoQueries(): Promise<readonly TrinoQuery[]> {
  const tables = z.record(z.string(), z.string()).parse(parse(await readFile(new URL("tables.yaml", folder), "utf8")));
  const files = (await readdir(new URL("queries/", folder))).toSorted();
  const topics = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(`queries/${file}`, folder), "utf8");
      const groups = z.record(z.string(), z.array(z.string())).parse(parse(text));
      return Object.entries(groups).flatMap(([group, queries]) =>
        queries.map((sql) => ({ topic: file.replace(/\.yaml$/, ""), group, sql, expanded: expandTables(sql, tables) })),
      );
    }),
  );
  return topics.flat();
}

/** `{numbers}` as the rows that tables.yaml gives it, under the alias behind it if there is one. */
function expandTables(sql: string, tables: Readonly<Record<string, string>>): string {
  return sql.replace(/\{(\w+)\}(?: ([a-z])(?![a-z_]))?/g, (_, name: string, alias: string | undefined) => {
    const table = tables[name];
    if (table === undefined) throw new RangeError(`tables.yaml has no table ${name}`);
    const text = table.replaceAll("\n", " ");
    return alias === undefined ? text : text.replace(`AS ${name}(`, `AS ${alias}(`);
  });
}

/** The recording of one topic. */
export async function readRecording(topic: string): Promise<readonly Recorded[]> {
  return recording.parse(JSON.parse(await readFile(recordingFile(topic), "utf8"))).queries;
}

export function recordingFile(topic: string): URL {
  return new URL(`recordings/${topic}.json`, folder);
}

/** Tells whether a text has changed, without holding all of it. */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
