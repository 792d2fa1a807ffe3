import { createOptionReader, fileFrom } from "../command-options.ts";
import { relations } from "./relations/index.ts";

export type MetamorphicOptions = {
  readonly isHelp: boolean;
  /** Cases of each relation on each data set. */
  readonly perRelation: number;
  /** Data sets that are asked, from the first. */
  readonly dataSets: number;
  readonly seed: number;
  /** Names of relations; all where null. */
  readonly only: readonly string[] | null;
  /** Absolute; the settings' own where null. */
  readonly dataDirectory: string | null;
};

export const usage = `Usage: npm run evals -- metamorphic [options]
  --quick                 a few cases of each relation, on one data set
  --per-relation N        cases of each relation on each data set (12; quick: 4)
  --seed N                of the questions (1)
  --relation "A,B"        these relations only
  --data-dir DIR          the data directory; the data sets are kept in its evals folder
The exit code is 1 where a relation holds less often than evals/floor.json asks, in every case where it asks nothing.
`;

const reader = createOptionReader("npm run evals -- metamorphic");
const most = 100_000;

/** Reads the command's options. Throws `USAGE`. */
export function parseMetamorphicOptions(args: readonly string[], directory: string): MetamorphicOptions {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values } = reader.read(args, {
    help: flag,
    quick: flag,
    "per-relation": text,
    seed: text,
    relation: text,
    "data-dir": text,
  });
  const isQuick = values.quick ?? false;
  return {
    isHelp: values.help ?? false,
    perRelation: reader.wholeNumber("per-relation", values["per-relation"], {
      least: 1,
      most,
      otherwise: isQuick ? 4 : 12,
    }),
    dataSets: isQuick ? 1 : Number.POSITIVE_INFINITY,
    seed: reader.wholeNumber("seed", values.seed, { least: 0, most, otherwise: 1 }),
    only: reader.names(
      values.relation,
      "relation",
      relations.map(({ name }) => name),
    ),
    dataDirectory: fileFrom(directory, values["data-dir"]),
  };
}
