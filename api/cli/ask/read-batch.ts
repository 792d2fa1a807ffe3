import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { AppError, roles } from "#core";

import type { CommandDeps } from "../command.ts";

const dialogSchema = z.object({
  id: z.union([z.string(), z.number()]),
  turns: z.array(z.string()).min(1),
  role: z.enum(roles).optional(),
});

/** One line of a batch: the questions of one conversation, and whose rights apply where that is said. */
export type Dialog = z.infer<typeof dialogSchema>;

/** Faults named at most; the rest are counted. */
const shownFaults = 5;

/**
 * Reads a file of dialogs, one line of JSON each; empty lines are passed over; `-` is standard input. Throws `USAGE`
 * with the number of every line that is wrong.
 */
export async function readBatch(
  file: string,
  { terminal, directory, signal }: Pick<CommandDeps, "terminal" | "directory" | "signal">,
): Promise<Dialog[]> {
  const text = file === "-" ? await terminal.readInput() : await readText(path.resolve(directory, file), file, signal);
  const dialogs: Dialog[] = [];
  const faults: string[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    if (line.trim() === "") continue;
    const parsed = parseLine(line);
    if (typeof parsed === "string") faults.push(`line ${index + 1}: ${parsed}`);
    else dialogs.push(parsed);
  }
  if (faults.length > 0) {
    const rest = faults.length > shownFaults ? [`and ${faults.length - shownFaults} more`] : [];
    throw batchError([...faults.slice(0, shownFaults), ...rest].join("; "));
  }
  if (dialogs.length === 0) throw batchError("the file has no dialog");
  return dialogs;
}

/** The dialog, or what is wrong with the line. */
function parseLine(line: string): Dialog | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "not JSON";
  }
  const parsed = dialogSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map((issue) => `${issue.path.join(".") || "the line"}: ${issue.message}`).join(", ");
}

async function readText(file: string, name: string, signal: AbortSignal): Promise<string> {
  try {
    return await readFile(file, { encoding: "utf8", signal });
  } catch (cause) {
    throw batchError(`${name} cannot be read`, cause);
  }
}

function batchError(fault: string, cause?: unknown): AppError {
  return new AppError("USAGE", {
    detail: `The batch cannot be run: ${fault}. Nothing was asked.`,
    hint: 'Each line is an object such as {"id": "a1", "turns": ["…"]}, with "role" if need be.',
    cause,
  });
}
