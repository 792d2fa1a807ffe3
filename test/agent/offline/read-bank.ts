import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";

const folder = fileURLToPath(new URL("../../fixtures/questions/", import.meta.url));

const caseSchema = z
  .strictObject({
    id: z.string(),
    ask: z.string().optional(),
    turns: z.array(z.string()).min(1).optional(),
    read: z.looseObject({ kind: z.string() }),
  })
  .transform(({ id, ask, turns, read }) => ({ id, turns: turns ?? [ask ?? ""], read }));

/** A question, or the turns of a dialog, and the reading of the last one that is right. */
export type BankCase = z.infer<typeof caseSchema>;

/** The question bank, by file. */
export function readBank(): { file: string; cases: BankCase[] }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => ({ file, cases: z.array(caseSchema).parse(parse(readFileSync(`${folder}${file}`, "utf8"))) }));
}
