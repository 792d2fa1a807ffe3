import { acceptedFile } from "./baseline/accepted-run.ts";
import { createOptionReader, fileFrom } from "./command-options.ts";
import { suites, type Suite, type SuiteCase } from "./load-cases.ts";

/** What `npm run evals` is asked to do. Paths are absolute. */
export type EvalOptions = {
  readonly isHelp: boolean;
  /** import: turn feedback into proposed cases instead of asking. */
  readonly command: "run" | "import";
  /** Ids of cases; all where null. */
  readonly only: readonly string[] | null;
  readonly suite: Suite | null;
  readonly isVerbose: boolean;
  /** The settings' own where null. */
  readonly dataDirectory: string | null;
  readonly concurrency: number;
  /** In the form of the setting MODEL; the setting itself where null. */
  readonly model: string | null;
  /** The model that judges beside the scorers, in the same form; nobody where null. */
  readonly judge: string | null;
  /** Tries of each case. */
  readonly repeat: number;
  readonly baselineFile: string;
  readonly updatesBaseline: boolean;
  readonly summaryFile: string | null;
  /** Beside the other reports where null. */
  readonly htmlFile: string | null;
  /** Null where nothing caps what the model costs. */
  readonly budgetUsd: number | null;
};

const defaultBudgetUsd = 10;
const mostTries = 50;

export const usage = `Usage: npm run evals -- [options]
       npm run evals -- import [--data-dir DIR]
       npm run evals -- metamorphic [--help]
       npm run evals -- mutation [--help]

Asks the cases, scores the answers, and compares them with the accepted run. import turns thumbs down with a correction
into proposed cases in evals/cases/proposed, for a person to review. metamorphic asks generated questions whose answers are
bound to one another; mutation plants faults in the product, which the cases must find.

Options
  --suite NAME          one suite instead of all: ${suites.join(", ")}
  --only 1,5,sql-drop   these cases, by id; a dialog, or a turn of it, stands for the whole dialog
  --model MODEL         which chat model talks, as in MODEL: offline, bedrock:PROFILE, ollama:NAME, … (MODEL)
  --judge MODEL         a model that judges each answer beside the scorers; it decides nothing, its agreement is reported
  --repeat K            tries of each case; it passes where all do (1)
  --budget-usd USD      most that the model may cost, or none; the run stops before it would be passed (${defaultBudgetUsd})
  --baseline FILE       the accepted run to compare with (evals/baseline/accepted.json)
  --update-baseline     makes this run the accepted one
  --summary FILE        writes a short summary in markdown, after what the file holds
  --html FILE           where the page of results goes (evals/out/report.html)
  --verbose             question, answer and every expectation
  --data-dir DIR        the data directory with the live run
  --concurrency N       questions at a time (2)
  --help                this text
Without a live run a small sample is made in the data directory's evals folder.

Exit codes: 0 all gates hold, 1 one does not, 2 wrong usage or settings, 3 the suite could not be run to its end.
`;

const reader = createOptionReader("npm run evals --");

/** Reads the command's options. Throws `USAGE`. */
export function parseOptions(args: readonly string[], directory: string): EvalOptions {
  const { values, positionals } = readArgs(args);
  const suite = reader.suite(values.suite);
  const [command = "run", ...rest] = positionals;
  if ((command !== "run" && command !== "import") || rest.length > 0) {
    throw reader.wrong(`${positionals.join(" ")} was not understood; the words are metamorphic, mutation and import.`);
  }
  const options: EvalOptions = {
    isHelp: values.help ?? false,
    command,
    only: values.only?.split(",").map((id) => id.trim()) ?? null,
    suite,
    isVerbose: values.verbose ?? false,
    dataDirectory: fileFrom(directory, values["data-dir"]),
    concurrency: reader.wholeNumber("concurrency", values.concurrency, { least: 1, most: 8, otherwise: 2 }),
    model: values.model ?? null,
    judge: values.judge ?? null,
    repeat: reader.wholeNumber("repeat", values.repeat, { least: 1, most: mostTries, otherwise: 1 }),
    baselineFile: fileFrom(directory, values.baseline) ?? acceptedFile,
    updatesBaseline: values["update-baseline"] ?? false,
    summaryFile: fileFrom(directory, values.summary),
    htmlFile: fileFrom(directory, values.html),
    budgetUsd: budgetOf(values["budget-usd"]),
  };
  if (options.judge === "offline") throw reader.wrong("The offline analyst cannot judge; name a model.");
  if (options.updatesBaseline && (suite !== null || options.only !== null)) {
    throw reader.wrong("--update-baseline takes a run of all cases, without --suite and --only.");
  }
  return options;
}

/** The cases that the options ask for. Throws `USAGE` for an id that no case has. */
export function selectCases(
  cases: readonly SuiteCase[],
  { only, suite }: Pick<EvalOptions, "only" | "suite">,
): readonly SuiteCase[] {
  const answersTo = (one: SuiteCase, id: string) => one.id === id || one.dialog === id;
  const dialogs = new Set(
    cases.flatMap((one) =>
      one.dialog !== null && only?.some((id) => answersTo(one, id)) === true ? [one.dialog] : [],
    ),
  );
  const unknown = only?.find((id) => !cases.some((one) => answersTo(one, id)));
  if (unknown !== undefined) throw reader.wrong(`There is no case ${unknown}.`);
  const isAsked = (one: SuiteCase) =>
    only === null || only.includes(one.id) || (one.dialog !== null && dialogs.has(one.dialog));
  return cases.filter((one) => (suite === null || one.suite === suite) && isAsked(one));
}

function readArgs(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    help: flag,
    verbose: flag,
    only: text,
    suite: text,
    model: text,
    judge: text,
    repeat: text,
    baseline: text,
    "update-baseline": flag,
    summary: text,
    html: text,
    "budget-usd": text,
    "data-dir": text,
    concurrency: text,
  };
  return reader.read(args, options, "with-words");
}

function budgetOf(given: string | undefined): number | null {
  if (given === undefined) return defaultBudgetUsd;
  if (given === "none") return null;
  const value = Number(given);
  if (given.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw reader.wrong("--budget-usd takes an amount of US dollars, or none.");
}
