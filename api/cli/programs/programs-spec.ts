import { usualExitCodes, type CommandSpec } from "../spec/command-spec.ts";

/*
 * Programs of other rooms. They read their own arguments and print their own help; what stands here is for the list of
 * commands and for the shells, and a test holds it against their help.
 */

export const pipelineSpec = {
  name: "pipeline",
  summary: "make results from the feed, look at runs and models, go back",
  usage: ["[COMMAND] [options]"],
  about: [],
  tasks: {
    run: "make results from the feed and let them go live",
    status: "the run that serves, and what is wrong with it if anything is",
    runs: "the runs that are kept",
    rollback: "let the run before the live one serve again",
    alerts: "who is told of what, and what waits to be delivered",
    mapping: "print a mapping for your own file, to be edited",
    models: "every version of every model",
    promote: "let a refused version serve from the next run on",
    review: "list or record what people say of predictions",
  },
  options: {
    rows: { value: "N", about: "a sample of N customers" },
    seed: { value: "S", about: "seed of the sample" },
    input: { value: "FILE", about: "your own customers, CSV or Parquet", completes: "file" },
    mapping: { value: "FILE", about: "says which of your columns is which", completes: "file" },
    resume: { value: "RUN", about: "go on with this unfinished run" },
    rollback: { about: "the same as the command" },
    data: { value: "DIR", about: "data directory, instead of RECKONER_DATA_DIR", completes: "folder" },
    by: { value: "NAME", about: "who says so" },
    reason: { value: "TEXT", about: "why a version is let stand" },
    customer: { value: "ID", about: "whose prediction is reviewed" },
    model: { value: "NAME", about: "of which model" },
    status: { value: "STATUS", about: "what came of it", oneOf: ["noted", "confirmed", "overridden"] },
    notes: { value: "TEXT", about: "in your words" },
    value: { value: "OUTCOME", about: "what it should have been" },
    run: { value: "RUN", about: "of which run" },
    json: { about: "the result as JSON" },
  },
  notes: [],
  examples: [],
  exitCodes: usualExitCodes,
} as const satisfies CommandSpec;

export const evalsSpec = {
  name: "evals",
  summary: "ask the suite of questions and compare with truth computed from the tables",
  usage: ["[COMMAND] [options]"],
  about: [],
  tasks: {
    import: "turn thumbs down with a correction into proposed cases",
    metamorphic: "ask generated questions whose answers are bound to one another",
    mutation: "plant faults in the product, which the cases must find",
  },
  options: {
    suite: { value: "NAME", about: "one suite instead of all" },
    only: { value: "IDS", about: "these cases, by id" },
    model: { value: "MODEL", about: "which chat model talks" },
    judge: { value: "MODEL", about: "a model that judges each answer beside the scorers" },
    repeat: { value: "K", about: "tries of each case" },
    "budget-usd": { value: "USD", about: "most that the model may cost, or none" },
    baseline: { value: "FILE", about: "the accepted run to compare with", completes: "file" },
    "update-baseline": { about: "makes this run the accepted one" },
    summary: { value: "FILE", about: "writes a short summary in markdown", completes: "file" },
    html: { value: "FILE", about: "where the page of results goes", completes: "file" },
    verbose: { about: "question, answer and every expectation" },
    "data-dir": { value: "DIR", about: "the data directory with the live run", completes: "folder" },
    concurrency: { value: "N", about: "questions at a time" },
  },
  notes: [],
  examples: [],
  exitCodes: "0 all gates hold, 1 one does not, 2 wrong usage or settings, 3 the suite could not be run to its end.",
} as const satisfies CommandSpec;
