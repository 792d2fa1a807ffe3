import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { AppError } from "#core";

import { isMissingFile } from "./is-missing-file.ts";
import type { AnswerStore } from "./port.ts";
import { privateDirectoryMode, privateFileMode, privatePath } from "./private-path.ts";

/**
 * Keeps finished answers in files, one each, put in place whole by a rename.
 * `load` throws `INTERNAL` where a kept answer does not fit `answerSchema` any more.
 */
export function createFileAnswerStore<Answer extends { readonly id: string }>(options: {
  readonly directory: string;
  readonly answerSchema: z.ZodType<Answer>;
}): AnswerStore<Answer> {
  const { directory, answerSchema } = options;
  return {
    async load(id, owner, signal) {
      let text: string;
      try {
        text = await readFile(privatePath(directory, owner, id, "json"), {
          encoding: "utf8",
          signal,
        });
      } catch (error) {
        if (isMissingFile(error)) return null;
        throw error;
      }
      return readAnswer(text, answerSchema, id, owner);
    },
    async save(answer, owner, signal) {
      const file = privatePath(directory, owner, answer.id, "json");
      await mkdir(path.dirname(file), { recursive: true, mode: privateDirectoryMode });
      const unfinished = `${file}.${process.pid}.part`;
      await writeFile(unfinished, JSON.stringify({ owner, answer }), {
        mode: privateFileMode,
        signal,
      });
      await rename(unfinished, file);
    },
  };
}

function readAnswer<Answer>(text: string, answerSchema: z.ZodType<Answer>, id: string, owner: string): Answer | null {
  const fileSchema = z.object({ owner: z.string(), answer: answerSchema });
  try {
    const file = fileSchema.parse(JSON.parse(text));
    return file.owner === owner ? file.answer : null;
  } catch (cause) {
    throw new AppError("INTERNAL", {
      detail: `The kept answer ${id} cannot be read; another version may have written it.`,
      hint: "Ask the question again.",
      cause,
    });
  }
}
