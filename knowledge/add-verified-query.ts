import { readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse, stringify } from "yaml";

import { AppError, type IdSource } from "#core";

import { loadDomain } from "./load-domain.ts";
import { verifiedQueriesFile } from "./verified-queries-file.ts";
import { verifiedQueryFaults } from "./verified-query-faults.ts";
import { verifiedQuerySchema, type VerifiedQuery } from "./verified-query-schema.ts";

/** A new entry of a domain's verified queries, without parameters. */
export type NewVerifiedQuery = Pick<
  VerifiedQuery,
  "id" | "title" | "question" | "sql" | "answers" | "caveats" | "reviewedBy" | "reviewedOn"
>;

/**
 * Adds an entry to the end of a domain's verified queries; what is there, comments too, stays to the letter. The file
 * is replaced whole, so that a reader sees it as it was or as it is. Throws `REVIEW_INVALID` for an entry that does
 * not fit beside the others, and leaves the file as it was.
 */
export async function addVerifiedQuery(
  directory: string,
  entry: NewVerifiedQuery,
  { ids, signal }: { readonly ids: IdSource; readonly signal?: AbortSignal },
): Promise<void> {
  const domain = await loadDomain(directory, signal);
  const parsed = verifiedQuerySchema.safeParse(entry);
  if (!parsed.success) {
    throw refused(parsed.error.issues.map(({ path: place, message }) => `${place.join(".")}: ${message}`));
  }
  const faults = verifiedQueryFaults({ ...domain, verifiedQueries: [...domain.verifiedQueries, parsed.data] });
  if (faults.length > 0) throw refused(faults);
  const file = path.join(directory, verifiedQueriesFile);
  const text = domain.verifiedQueries.length === 0 ? "" : await readFile(file, { encoding: "utf8", signal });
  const added = stringify([entry], { lineWidth: 110, blockQuote: "literal" });
  await replaceFile(file, text === "" ? added : `${text.trimEnd()}\n\n${added}`, domain.verifiedQueries.length + 1, {
    ids,
    signal,
  });
}

async function replaceFile(
  file: string,
  text: string,
  entries: number,
  { ids, signal }: { readonly ids: IdSource; readonly signal?: AbortSignal },
): Promise<void> {
  const content: unknown = parse(text);
  if (!Array.isArray(content) || content.length !== entries) {
    throw refused([`${verifiedQueriesFile} is no plain list that an entry can be added to`]);
  }
  const fresh = `${file}.${ids("new")}`;
  try {
    await writeFile(fresh, text, { flag: "wx", flush: true, signal });
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

function refused(faults: readonly string[]): AppError {
  return new AppError("REVIEW_INVALID", {
    detail: `The query cannot be taken into the list: ${faults.join("; ")}.`,
    hint: "Give another id, title or question, or mend the query and propose it anew.",
  });
}
