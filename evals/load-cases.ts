import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";

import { AppError } from "#core";

import { caseSchema, dialogSchema, paraphraseSchema, type EvalCase } from "./case-schema.ts";
import { tellIssue } from "./tell-issue.ts";

/** The suites, in the order they run. */
export const suites = [
  "forty",
  "paraphrase",
  "further",
  "customers",
  "dialogs",
  "unanswerable",
  "ambiguous",
  "safety",
  "gullible",
] as const;
export type Suite = (typeof suites)[number];

/** A case and the suite it belongs to; a turn of a dialog names it, and runs after the turns before it. */
export type SuiteCase = EvalCase & { readonly suite: Suite; readonly dialog: string | null };

/** `shared` holds YAML anchors only. */
const suiteSchema = z.strictObject({
  shared: z.unknown().optional(),
  cases: z.array(z.unknown()).min(1),
});

/** Reads all suites. Throws `INTERNAL` with every fault of a file: cases are part of the product. */
export async function loadCases(signal: AbortSignal): Promise<readonly SuiteCase[]> {
  const forty = await readSuite("forty", caseSchema, signal);
  const originals = new Map(forty.map((one) => [one.id, one]));
  const faults: string[] = [];
  const all: SuiteCase[] = [];
  for (const suite of suites) {
    switch (suite) {
      case "forty":
        all.push(...inSuite(forty, suite));
        break;
      case "paraphrase":
        for (const { like, ...given } of await readSuite(suite, paraphraseSchema, signal)) {
          const original = originals.get(like);
          if (original) all.push(...inSuite([{ ...original, ...given }], suite));
          else faults.push(`paraphrase ${given.id} is like ${like}, which there is not`);
        }
        break;
      case "dialogs":
        for (const { turns, ...dialog } of await readSuite(suite, dialogSchema, signal)) {
          const own = turns.map((turn, index) => ({ ...dialog, ...turn, id: `${dialog.id}.${index + 1}` }));
          all.push(...inSuite(own, suite, dialog.id));
        }
        break;
      default:
        all.push(...inSuite(await readSuite(suite, caseSchema, signal), suite));
    }
  }
  faults.push(...duplicatesIn(all.map((one) => one.id)).map((id) => `two cases are named ${id}`));
  for (const one of all) {
    const twice = duplicatesIn(one.expects.map((expectation) => expectation.id));
    faults.push(...twice.map((id) => `case ${one.id} has two expectations ${id}`));
  }
  // They are asked over another run than truths are computed on.
  const misplaced = all.filter(({ suite, truth, pick }) => suite === "gullible" && (pick ?? Object.keys(truth)[0]));
  faults.push(...misplaced.map(({ id }) => `case ${id} of the gullible model has a truth`));
  if (faults.length > 0) throw invalid("evals/cases", faults);
  return all;
}

function inSuite(cases: readonly EvalCase[], suite: Suite, dialog: string | null = null): SuiteCase[] {
  return cases.map((one) => ({ ...one, suite, dialog }));
}

async function readSuite<T>(suite: Suite, schema: z.ZodType<T>, signal: AbortSignal): Promise<T[]> {
  const text = await readFile(fileURLToPath(new URL(`./cases/${suite}.yaml`, import.meta.url)), {
    encoding: "utf8",
    signal,
  });
  const file = suiteSchema.safeParse(parse(text, { maxAliasCount: 1_000 }));
  if (!file.success) throw invalid(suite, file.error.issues.map(tellIssue));
  const cases = file.data.cases.map((one) => schema.safeParse(one));
  const faults = cases.flatMap((result, index) =>
    result.success
      ? []
      : result.error.issues.map((issue) => `case ${idOf(file.data.cases[index]) ?? index + 1}, ${tellIssue(issue)}`),
  );
  if (faults.length > 0) throw invalid(suite, faults);
  return cases.flatMap((result) => (result.success ? [result.data] : []));
}

/** The id of a case that may be wrong in all else. */
function idOf(given: unknown): string | null {
  return z.looseObject({ id: z.string() }).safeParse(given).data?.id ?? null;
}

function duplicatesIn(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

function invalid(where: string, faults: readonly string[]): AppError {
  return new AppError("INTERNAL", {
    detail: `${where}: ${faults.join("; ")}`,
    hint: "Mend the cases; evals/case-schema.ts has their form.",
  });
}
