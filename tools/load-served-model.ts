import { readFile } from "node:fs/promises";
import path from "node:path";

import { AppError } from "#core";
import type { Domain } from "#knowledge";
import { parseXgboostJson } from "#ml";

import { findModel } from "./find-model.ts";
import { parseHistory } from "./model-history.ts";
import { readInterval } from "./read-interval.ts";
import type { ServedModel } from "./served-model.ts";

/** Where the files of each live model are. */
export type ModelFolder = { readonly name: string; readonly version: string; readonly directory: string };

/**
 * Loads live models by name, each once. Throws `MODEL_UNKNOWN` for a name that the domain does not have, and
 * `RESULTS_DAMAGED` or `MODEL_FILE_INVALID` where its file is gone or cannot be read.
 */
export function createModelLoader(
  domain: Domain,
  folders: readonly ModelFolder[],
): (name: string) => Promise<ServedModel> {
  const loaded = new Map<string, Promise<ServedModel>>();
  return (name) => {
    const known = loaded.get(name);
    if (known) return known;
    const pending = load(domain, folders, name);
    loaded.set(name, pending);
    // A failure is not kept: the next call tries again.
    pending.catch(() => loaded.delete(name));
    return pending;
  };
}

async function load(domain: Domain, folders: readonly ModelFolder[], name: string): Promise<ServedModel> {
  const spec = findModel(domain, name);
  const folder = folders.find((one) => one.name === name);
  if (!folder) {
    throw new AppError("RESULTS_DAMAGED", {
      detail: `The live run has no ${spec.label}.`,
      hint: "Run the pipeline again.",
    });
  }
  const read = (file: string) => readFile(path.join(folder.directory, file), "utf8");
  let text: string;
  try {
    text = await read("model.json");
  } catch (cause) {
    throw new AppError("RESULTS_DAMAGED", {
      detail: `The file of the ${spec.label} cannot be read.`,
      hint: "Run the pipeline again.",
      cause,
    });
  }
  // A run of before has neither card nor history; its models serve all the same.
  const optional = (file: string) => read(file).catch(() => null);
  const [card, history, interval] = await Promise.all([
    optional("card.md"),
    optional("history.json"),
    readInterval(spec, optional),
  ]);
  return {
    spec,
    version: folder.version,
    trees: parseXgboostJson(text),
    interval,
    card: card ?? "",
    history: parseHistory(history),
  };
}
