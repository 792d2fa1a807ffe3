import { parseArgs } from "node:util";

import { AppError } from "#core";

/** What the command line asks for. */
export type PipelineCommand =
  | { readonly name: "help" }
  | {
      readonly name: "run";
      readonly rows: number | null;
      readonly seed: number | null;
      readonly dataDirectory: string | null;
      readonly json: boolean;
    }
  | {
      readonly name: "status" | "rollback";
      readonly dataDirectory: string | null;
      readonly json: boolean;
    };

/** What `--help` prints. */
export const helpText = `Usage: npm run pipeline -- [command] [options]

Commands
  run         make results from the feed and let them go live (when no command is given)
  status      the run that serves, and the runs that are kept
  rollback    let the run before the live one serve again

Options
  --rows N    customers of the sample feed, where there is no feed of your own
  --seed S    seed of the sample feed
  --data DIR  data directory, instead of RECKONER_DATA_DIR
  --json      print the result as JSON
  --help      this text

A run that was stopped goes on after its last finished stage when it is started again.
`;

/** Reads the arguments after the script's name. Throws `USAGE` with what was not understood. */
export function parsePipelineCommand(args: readonly string[]): PipelineCommand {
  const { values, positionals } = parse(args);
  if (values.help === true) return { name: "help" };
  const [name = "run", ...rest] = positionals;
  const common = { dataDirectory: values.data ?? null, json: values.json === true };
  if (rest.length > 0) throw usage(`Unexpected: ${rest.join(" ")}.`);
  switch (name) {
    case "run":
      return {
        name,
        ...common,
        rows: wholeNumber("--rows", values.rows, 50, 20_000_000),
        seed: wholeNumber("--seed", values.seed, 0, 2 ** 32 - 1),
      };
    case "status":
    case "rollback":
      if (values.rows !== undefined || values.seed !== undefined)
        throw usage(`${name} takes neither --rows nor --seed.`);
      return { name, ...common };
    default:
      throw usage(`There is no command ${name}.`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rows: { type: "string" },
        seed: { type: "string" },
        data: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : "The options were not understood.");
  }
}

function wholeNumber(option: string, text: string | undefined, low: number, high: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= low && value <= high) return value;
  throw usage(`${option} must be a whole number from ${low} to ${high}.`);
}

function usage(detail: string): AppError {
  return new AppError("USAGE", {
    detail,
    hint: "`npm run pipeline -- --help` shows what can be asked for.",
  });
}
