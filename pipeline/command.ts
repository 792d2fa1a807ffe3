import { parseArgs } from "node:util";

import { AppError } from "#core";

import { isModelCommand, modelCommandHelp, parseModelCommand, type ModelCommand } from "./model-command.ts";

/** What is done about alerts: their rules and what waits are shown, each target is tried, or what waits is sent. */
export type AlertAction = (typeof alertActions)[number];
const alertActions = ["show", "test", "send"] as const;

/** What the command line asks for. */
export type PipelineCommand =
  | { readonly name: "help" }
  | ModelCommand
  | {
      readonly name: "run";
      readonly rows: number | null;
      readonly seed: number | null;
      /** A company's own files; null for the feed in the raw folder or a sample. */
      readonly ownData: { readonly inputFile: string; readonly mappingFile: string } | null;
      /** The unfinished run to go on with. */
      readonly resume: string | null;
      readonly dataDirectory: string | null;
      readonly json: boolean;
    }
  | {
      readonly name: "status" | "runs" | "rollback";
      readonly dataDirectory: string | null;
      readonly json: boolean;
    }
  | {
      readonly name: "alerts";
      readonly action: AlertAction;
      readonly dataDirectory: string | null;
      readonly json: boolean;
    }
  | { readonly name: "mapping"; readonly inputFile: string; readonly json: boolean };

/** What `--help` prints. */
export const helpText = `Usage: npm run pipeline -- [command] [options]

Commands
  run           make results from the feed and let them go live (when no command is given)
  status        the run that serves, and what is wrong with it if anything is
  runs          the runs that are kept, one a line: state, rows, metrics, when and how long
  rollback      let the run before the live one serve again
  alerts        who is told of what, and what waits to be delivered (docs/alerts.md)
  alerts test   send a test message to every target
  alerts send   try again what was not delivered
  mapping FILE  print a mapping for your own CSV or Parquet file, to be edited
${modelCommandHelp}
Options
  --rows N        a sample of N customers, where there is no feed of your own
  --seed S        seed of the sample
  --input FILE    your own customers, CSV or Parquet; needs --mapping
  --mapping FILE  says which of your columns is which (docs/own-data.md)
  --resume RUN    go on with this unfinished run
  --rollback      the same as the command
  --data DIR      data directory, instead of RECKONER_DATA_DIR
  --json          the result as JSON on standard output, progress as JSON lines on standard error
  --help          this text

Examples
  npm run pipeline                                     the feed in data/raw, or a sample of 100,000
  npm run pipeline -- --rows 5000 --seed 7             a small sample
  npm run pipeline -- mapping crm.csv > crm.yaml       start from a guess, then edit crm.yaml
  npm run pipeline -- --input crm.csv --mapping crm.yaml
  npm run --silent pipeline -- runs --json

A run that was stopped goes on after its last finished stage when it is started again in the same way, or with
--resume. Until it is finished the live results stay as they are.

Exit codes: 0 done, 1 failed, 2 wrong usage or setting, 130 stopped by Ctrl-C.
`;

type Values = ReturnType<typeof parse>["values"];

/** Reads the arguments after the script's name. Throws `USAGE` with what was not understood. */
export function parsePipelineCommand(args: readonly string[]): PipelineCommand {
  if (isModelCommand(args) && !args.some((arg) => arg === "--help" || arg === "-h")) return parseModelCommand(args);
  const { values, positionals } = parse(args);
  if (values.help === true) return { name: "help" };
  const [word, ...rest] = positionals;
  if (values.rollback === true && word !== undefined && word !== "rollback")
    throw usage(`--rollback does not go with ${word}.`);
  const name = values.rollback === true ? "rollback" : (word ?? "run");
  const json = values.json === true;
  const common = { dataDirectory: values.data ?? null, json };
  if (name === "mapping") {
    refuseOptions(name, values, ["rows", "seed", "input", "mapping", "resume", "data"]);
    const [inputFile, ...more] = rest;
    if (inputFile === undefined || more.length > 0) throw usage("mapping takes one file.");
    return { name, inputFile, json };
  }
  if (name === "alerts") {
    refuseOptions(name, values, ["rows", "seed", "input", "mapping", "resume"]);
    const action = alertActions.find((one) => one === (rest[0] ?? "show"));
    if (action === undefined || rest.length > 1) throw usage("alerts takes nothing, test or send.");
    return { name, action, ...common };
  }
  if (rest.length > 0) throw usage(`Unexpected: ${rest.join(" ")}.`);
  switch (name) {
    case "run":
      return { name, ...common, ...runOptions(values) };
    case "status":
    case "runs":
    case "rollback":
      refuseOptions(name, values, ["rows", "seed", "input", "mapping", "resume"]);
      return { name, ...common };
    default:
      throw usage(`There is no command ${name}.`);
  }
}

function runOptions(values: Values) {
  const { input, mapping, resume } = values;
  if (resume !== undefined) refuseOptions("--resume", values, ["rows", "seed", "input", "mapping"]);
  if (input === undefined && mapping !== undefined) throw usage("--mapping needs --input.");
  if (input !== undefined && mapping === undefined) {
    throw usage(`--input needs --mapping: \`npm run pipeline -- mapping ${input}\` prints one to start from.`);
  }
  if (input !== undefined) refuseOptions("--input", values, ["rows", "seed"]);
  return {
    rows: wholeNumber("--rows", values.rows, 50, 20_000_000),
    seed: wholeNumber("--seed", values.seed, 0, 2 ** 32 - 1),
    ownData: input === undefined || mapping === undefined ? null : { inputFile: input, mappingFile: mapping },
    resume: resume ?? null,
  };
}

function refuseOptions(name: string, values: Values, options: readonly (keyof Values)[]): void {
  const given = options.filter((option) => values[option] !== undefined).map((option) => `--${option}`);
  if (given.length > 0)
    throw usage(`${given.join(" and ")} ${given.length === 1 ? "does" : "do"} not go with ${name}.`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rows: { type: "string" },
        seed: { type: "string" },
        input: { type: "string" },
        mapping: { type: "string" },
        resume: { type: "string" },
        rollback: { type: "boolean" },
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
