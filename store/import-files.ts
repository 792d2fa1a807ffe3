import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import type { Clock } from "#core";

import type { Database, Queries } from "./database/open-database.ts";
import { isMissingFile } from "./is-missing-file.ts";
import type { KeptAnswer, KeptTurn } from "./port.ts";
import { appendTurn } from "./thread-store.ts";

/** How many were taken over; lines and files that could not be read are left out. */
export type Imported = { readonly threads: number; readonly answers: number };

/**
 * Takes over the conversations that earlier versions kept as files: `threads/<owner>/<id>.jsonl` with one turn a line,
 * `answers/<owner>/<id>.json`. Each file is removed once it is in the database, and the folder at the end, so that a
 * later erasure finds everything in one place; stopped anywhere, it goes on from there. Nothing happens where there is no folder.
 */
export async function importFiles<Turn extends KeptTurn, Answer extends KeptAnswer>(
  database: Database,
  options: {
    readonly directory: string;
    readonly turnSchema: z.ZodType<Turn>;
    readonly answerSchema: z.ZodType<Answer>;
    readonly clock: Clock;
    readonly signal: AbortSignal;
  },
): Promise<Imported> {
  const { directory, turnSchema, answerSchema, clock, signal } = options;
  const lineSchema = z.object({ id: z.string(), owner: z.string(), at: z.iso.datetime(), turn: turnSchema });
  const fileSchema = z.object({ owner: z.string(), answer: answerSchema });
  let threads = 0;
  let answers = 0;
  for (const file of await filesIn(path.join(directory, "threads"))) {
    const lines = (await readIfThere(file, signal)).split("\n");
    const turns = lines.flatMap((line) => parsed(line, lineSchema));
    if (turns.length > 0) threads += await database.write((db) => importThread(db, turns), signal);
    await rm(file, { force: true });
  }
  for (const file of await filesIn(path.join(directory, "answers"))) {
    for (const { owner, answer } of parsed(await readIfThere(file, signal), fileSchema)) {
      // When it was given is not known where it belongs to no conversation: its retention begins now.
      const at = clock.now().toISOString();
      answers += await database.write((db) => importAnswer(db, owner, answer, at), signal);
    }
    await rm(file, { force: true });
  }
  await rm(directory, { recursive: true, force: true });
  return { threads, answers };
}

type Line = { readonly id: string; readonly owner: string; readonly at: string; readonly turn: KeptTurn };

async function importThread(db: Queries, lines: readonly Line[]): Promise<number> {
  const [first] = lines;
  if (!first) return 0;
  const there = await db
    .selectFrom("threads")
    .select("id")
    .where("owner", "=", first.owner)
    .where("id", "=", first.id)
    .executeTakeFirst();
  // The kill came between the transaction and the removal of the file.
  if (there) return 0;
  for (const line of lines) await appendTurn(db, line);
  return 1;
}

async function importAnswer(db: Queries, owner: string, answer: KeptAnswer, at: string): Promise<number> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("answers")
    .values({ owner, id: answer.id, at, answer: JSON.stringify(answer) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0);
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  } catch (error) {
    if (isMissingFile(error)) return [];
    throw error;
  }
}

/** Empty where another process that imports has removed it. */
async function readIfThere(file: string, signal: AbortSignal): Promise<string> {
  try {
    return await readFile(file, { encoding: "utf8", signal });
  } catch (error) {
    if (isMissingFile(error)) return "";
    throw error;
  }
}

function parsed<Value>(text: string, schema: z.ZodType<Value>): Value[] {
  try {
    return [schema.parse(JSON.parse(text))];
  } catch {
    return [];
  }
}
