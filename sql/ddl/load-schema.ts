import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { AppError, isAppError } from "#core";

import { createCursor, type Cursor } from "../syntax/cursor.ts";
import { tokenize, type Token } from "../syntax/tokens.ts";
import { parseTable, parseView } from "./parse-definition.ts";
import type { Schema } from "./schema.ts";

/** The folder of this room: `schema/<domain>/*.sql` holds tables, `views/<domain>/*.sql` views. */
export function schemaDirectory(): string {
  return fileURLToPath(new URL("..", import.meta.url));
}

/**
 * Reads the tables and views of a domain: one statement a file, which has the name of what it makes. Throws
 * `KNOWLEDGE_INVALID` with every fault's file and line.
 */
export async function loadSchema(domain: string, signal?: AbortSignal, directory = schemaDirectory()): Promise<Schema> {
  const [tables, views] = await Promise.all([
    readDefinitions(directory, path.join("schema", domain), parseTable, signal),
    readDefinitions(directory, path.join("views", domain), parseView, signal),
  ]);
  const names = new Set(tables.found.map((table) => table.name));
  const faults = [
    ...tables.faults,
    ...views.faults,
    ...views.found.filter((view) => names.has(view.name)).map((view) => `${view.name} is a table and a view`),
  ];
  if (tables.found.length === 0 && faults.length === 0) faults.push(`schema/${domain} holds no table`);
  if (faults.length > 0) throw schemaInvalid(faults);
  return { domain, tables: tables.found, views: views.found };
}

/** The error for a schema that cannot be used. */
export function schemaInvalid(faults: readonly string[]): AppError {
  return new AppError("KNOWLEDGE_INVALID", {
    detail: faults.join("; "),
    hint: "Mend the named files under sql/schema and sql/views; sql/schema/README.md says what they may hold.",
  });
}

type Definitions<T> = { readonly found: T[]; readonly faults: string[] };

async function readDefinitions<T extends { readonly name: string }>(
  directory: string,
  folder: string,
  parse: (cursor: Cursor) => T,
  signal?: AbortSignal,
): Promise<Definitions<T>> {
  const found: T[] = [];
  const faults: string[] = [];
  const files = await sqlFiles(path.join(directory, folder));
  const texts = await Promise.all(
    files.map((file) => readFile(path.join(directory, folder, file), { encoding: "utf8", signal })),
  );
  for (const [index, file] of files.entries()) {
    const at = path.posix.join(...folder.split(path.sep), file);
    const read = readDefinition(texts[index] ?? "", parse);
    if ("fault" in read) faults.push(`${at}:${read.line}: ${read.fault}`);
    else if (`${read.definition.name}.sql` !== file) faults.push(`${at}: it makes ${read.definition.name}`);
    else found.push(read.definition);
  }
  return { found, faults };
}

/** In the order of their names; none where there is no such folder. */
async function sqlFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function readDefinition<T>(
  text: string,
  parse: (cursor: Cursor) => T,
): { readonly definition: T } | { readonly fault: string; readonly line: number } {
  let tokens: readonly Token[];
  try {
    tokens = tokenize(text);
  } catch (error) {
    return { fault: faultOf(error), line: firstUnreadableLine(text) };
  }
  const cursor = createCursor(tokens);
  try {
    return { definition: parse(cursor) };
  } catch (error) {
    return { fault: faultOf(error), line: lineAt(text, cursor.peek().offset) };
  }
}

/** What the query parser says, without the place: a line of a file says it better. */
function faultOf(error: unknown): string {
  if (!isAppError(error, "SQL_REFUSED")) throw error;
  return error.detail.replace(/ at position \d+/, "");
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** The first line with which the text can no longer be split into tokens. */
function firstUnreadableLine(text: string): number {
  const lines = text.split("\n");
  const canBeRead = (count: number) => {
    try {
      return tokenize(lines.slice(0, count).join("\n")).length > 0;
    } catch {
      return false;
    }
  };
  return lines.findIndex((_, index) => !canBeRead(index + 1)) + 1;
}
