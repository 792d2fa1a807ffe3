import { mkdir, open, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import type { Clock } from "#core";

import { isMissingFile } from "./is-missing-file.ts";
import type { ThreadStore } from "./port.ts";
import { privateDirectoryMode, privateFileMode, privatePath } from "./private-path.ts";

const newline = "\n".codePointAt(0);

/**
 * Keeps conversations in files: one a conversation, one line of JSON a turn, each line whole in itself (id, owner,
 * time, turn). A line is written in one go; one that a kill cut short is skipped when the file is read, and the
 * next turn starts on a fresh line, so a broken write costs that turn and nothing before or after it.
 *
 * `turnSchema` says what a turn looks like; a line that does not fit it (another version wrote it) is skipped too.
 */
export function createFileThreadStore<Turn>(options: {
  readonly directory: string;
  readonly turnSchema: z.ZodType<Turn>;
  readonly clock: Clock;
}): ThreadStore<Turn> {
  const { directory, turnSchema, clock } = options;
  const pending = new Map<string, Promise<void>>();

  /** Writes to one file follow one another. */
  const inTurn = (file: string, write: () => Promise<void>): Promise<void> => {
    const result = (pending.get(file) ?? Promise.resolve()).then(write);
    const settled = result
      .catch(() => undefined)
      .then(() => {
        if (pending.get(file) === settled) pending.delete(file);
        return undefined;
      });
    pending.set(file, settled);
    return result;
  };

  return {
    async load(id, owner, signal) {
      let text: string;
      try {
        text = await readFile(privatePath(directory, owner, id, "jsonl"), {
          encoding: "utf8",
          signal,
        });
      } catch (error) {
        if (isMissingFile(error)) return null;
        throw error;
      }
      const turns = readTurns(text, turnSchema, id, owner);
      return turns.length > 0 ? { id, owner, turns } : null;
    },
    append(id, owner, turn, signal) {
      const file = privatePath(directory, owner, id, "jsonl");
      return inTurn(file, async () => {
        signal?.throwIfAborted();
        await appendLine(file, JSON.stringify({ id, owner, at: clock.now().toISOString(), turn }));
      });
    },
  };
}

function readTurns<Turn>(text: string, turnSchema: z.ZodType<Turn>, id: string, owner: string): Turn[] {
  const lineSchema = z.object({ id: z.literal(id), owner: z.literal(owner), turn: turnSchema });
  return text.split("\n").flatMap((line) => {
    const parsed = lineSchema.safeParse(parseJson(line));
    return parsed.success ? [parsed.data.turn] : [];
  });
}

/** The line's value, or undefined where it is empty or was cut short. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function appendLine(file: string, line: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: privateDirectoryMode });
  const handle = await open(file, "a+", privateFileMode);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const wasCutShort = size > 0 && last[0] !== newline;
    await handle.appendFile(`${wasCutShort ? "\n" : ""}${line}\n`);
  } finally {
    await handle.close();
  }
}
