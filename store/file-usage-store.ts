import { appendFile, mkdir, open, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { hashText } from "#core";

import { isMissingFile } from "./is-missing-file.ts";
import type { Usage, UsageStore } from "./port.ts";
import { privateDirectoryMode, privateFileMode } from "./private-modes.ts";

const lineSchema = z.object({ person: z.string(), bytes: z.number().nonnegative(), seconds: z.number().nonnegative() });

/** What is known of one day: its file, read up to `offset`. */
type Day = { readonly name: string; readonly uses: Map<string, Usage>; offset: number };

/**
 * Keeps what each person used on a day in a file of that day, one line for each query, persons by a hash. A line is
 * added in one write, so processes that share the folder count together, and a line that a kill cut short costs only
 * itself. Files of earlier days are removed when a new day begins.
 */
export function createFileUsageStore({ directory }: { readonly directory: string }): UsageStore {
  let today: Day | null = null;
  let reading: Promise<unknown> = Promise.resolve();
  const fileOf = (day: string) => path.join(directory, `${day}.jsonl`);

  const begin = async (day: string): Promise<void> => {
    await mkdir(directory, { recursive: true, mode: privateDirectoryMode });
    const earlier = (await readdir(directory)).filter((name) => /^\d{4}-\d\d-\d\d\.jsonl$/.test(name) && name < day);
    await Promise.all(earlier.map((name) => rm(path.join(directory, name), { force: true })));
  };
  const readOn = async (name: string): Promise<Day> => {
    if (today?.name !== name) {
      await begin(name);
      today = { name, uses: new Map(), offset: 0 };
    }
    const day = today;
    const text = await readFrom(fileOf(name), day.offset);
    // What follows the last line's end is still being written, or was cut short.
    const whole = text.subarray(0, text.lastIndexOf("\n") + 1);
    day.offset += whole.length;
    for (const line of whole.toString("utf8").split("\n")) count(line, day.uses);
    return day;
  };
  return {
    usageOf: (person, day) => {
      // One reader at a time: two would count the same lines twice.
      const read = reading.then(() => readOn(day));
      reading = read.catch(() => {});
      return read.then(({ uses }) => uses.get(keyOf(person)) ?? { bytes: 0, seconds: 0 });
    },
    add: async (person, day, { bytes, seconds }) => {
      await mkdir(directory, { recursive: true, mode: privateDirectoryMode });
      const line = JSON.stringify({ person: keyOf(person), bytes, seconds });
      // It begins a line itself, in case the one before was cut short.
      await appendFile(fileOf(day), `\n${line}\n`, { mode: privateFileMode });
    },
  };
}

function keyOf(person: string): string {
  return hashText(person, 32);
}

/** Adds a line's use; an empty line, and one that was cut short, add nothing. */
function count(line: string, uses: Map<string, Usage>): void {
  const parsed = lineSchema.safeParse(parseJson(line));
  if (!parsed.success) return;
  const { person, bytes, seconds } = parsed.data;
  const used = uses.get(person) ?? { bytes: 0, seconds: 0 };
  uses.set(person, { bytes: used.bytes + bytes, seconds: used.seconds + seconds });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The file's bytes from `offset` on; none where there is no file. */
async function readFrom(file: string, offset: number): Promise<Buffer> {
  try {
    const handle = await open(file, "r");
    try {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(Math.max(0, size - offset));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isMissingFile(error)) return Buffer.alloc(0);
    throw error;
  }
}
