import { createOptionReader, fileFrom } from "../command-options.ts";
import type { Suite } from "../load-cases.ts";
import { faults } from "./faults/index.ts";

export type MutationOptions = {
  readonly isHelp: boolean;
  /** Units (cases or dialogs) of the suite that may be asked, spread over its categories. */
  readonly mostUnits: number;
  /** Red cases after which a fault counts as caught and no more is asked. */
  readonly enough: number;
  readonly seed: number;
  /** The only suite that is asked; all where null. */
  readonly suite: Suite | null;
  /** Names of faults; all where null. */
  readonly only: readonly string[] | null;
  /** Absolute; the settings' own where null. */
  readonly dataDirectory: string | null;
};

export const usage = `Usage: npm run evals -- mutation [options]
  --quick          fewer cases, and one red case is enough instead of two
  --units N        cases or dialogs that may be asked (250; quick: 70)
  --seed N         of their order (1)
  --fault "A,B"    these faults only
  --suite NAME     the cases of one suite only
  --data-dir DIR   the data directory with the live run
Faults are planted one at a time; the suite must turn red for each. Always with the offline analyst.
`;

const reader = createOptionReader("npm run evals -- mutation");
const most = 1_000_000;

/** Reads the command's options. Throws `USAGE`. */
export function parseMutationOptions(args: readonly string[], directory: string): MutationOptions {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = { help: flag, quick: flag, units: text, seed: text, fault: text, suite: text, "data-dir": text };
  const { values } = reader.read(args, options);
  const isQuick = values.quick ?? false;
  return {
    isHelp: values.help ?? false,
    mostUnits: reader.wholeNumber("units", values.units, { least: 1, most, otherwise: isQuick ? 70 : 250 }),
    enough: isQuick ? 1 : 2,
    seed: reader.wholeNumber("seed", values.seed, { least: 0, most, otherwise: 1 }),
    suite: reader.suite(values.suite),
    only: reader.names(
      values.fault,
      "fault",
      faults.map(({ name }) => name),
    ),
    dataDirectory: fileFrom(directory, values["data-dir"]),
  };
}
