import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";

import { AppError } from "#core";

import { isMissing } from "../../run/atomic-file.ts";
import { mappingSchema, type Mapping } from "./mapping-schema.ts";

/** Reads a mapping file. Throws `MAPPING_INVALID` with every fault of its form. */
export async function readMapping(file: string, signal: AbortSignal): Promise<Mapping> {
  let text: string;
  try {
    text = await readFile(file, { encoding: "utf8", signal });
  } catch (error) {
    if (isMissing(error)) throw mappingError([`There is no mapping file ${path.basename(file)}.`], error);
    throw error;
  }
  let content: unknown;
  try {
    content = parse(text);
  } catch (cause) {
    throw mappingError([`The mapping is not YAML: ${cause instanceof Error ? cause.message : ""}`], cause);
  }
  const parsed = mappingSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw mappingError(
    parsed.error.issues.map((issue) => `${issue.path.join(".") || "The mapping"}: ${issue.message}.`),
    parsed.error,
  );
}

/** The error that lists everything wrong with a mapping, one problem a line where there are several. */
export function mappingError(problems: readonly string[], cause?: unknown): AppError {
  const [only = ""] = problems;
  return new AppError("MAPPING_INVALID", {
    detail:
      problems.length === 1 ? only : `${problems.length} problems:${problems.map((one) => `\n  - ${one}`).join("")}`,
    hint: "Mend the mapping file; docs/own-data.md shows what may stand in it, `npm run pipeline -- mapping FILE` makes one to start from.",
    cause,
  });
}
