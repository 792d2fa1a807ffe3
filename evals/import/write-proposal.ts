import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";

import type { ProposedCase } from "./propose-case.ts";

const head = `# Proposed from use; the suite does not run it. To make a case of it: look that nothing here tells who somebody is;
# narrow pick to customers that show the same; write the truth as a typed spec, or give its SQL a second way (again);
# say what is expected; move it to a suite of evals/cases, and delete this file.
`;

/** Writes a proposal as a file of its own; false where it is there already, perhaps with a reviewer's work in it. */
export async function writeProposal(proposed: ProposedCase, directory: string, signal: AbortSignal): Promise<boolean> {
  await mkdir(directory, { recursive: true });
  try {
    const file = path.join(directory, `${proposed.case.id}.yaml`);
    await writeFile(file, head + stringify(proposed), { flag: "wx", signal });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
