import path from "node:path";

/** Where everything lies under the data directory. */
export type DataLayout = {
  readonly root: string;
  /** The feed as it arrives. */
  readonly raw: string;
  /** Feeds beside it, a folder each: samples of other parameters, and those made from a company's files. */
  readonly feeds: string;
  readonly runs: string;
  /** Says which run serves. */
  readonly live: string;
  readonly lock: string;
  /** What was told of alerts, and what waits to be delivered. */
  readonly alerts: string;
};

/** Where everything of one run lies. */
export type RunLayout = {
  readonly root: string;
  readonly manifest: string;
  /** One file for each finished stage: what a resumed run goes by. */
  readonly stages: string;
  /** What DuckDB spills; removed at the end. */
  readonly temporary: string;
  readonly training: string;
  readonly test: string;
  readonly inference: string;
  readonly scores: string;
  readonly quarantine: string;
  readonly models: string;
  readonly predictions: string;
  readonly explanations: string;
  readonly quality: string;
  /** Training rows whose outcome people corrected. */
  readonly corrections: string;
  /** The queue of predictions that people look at. */
  readonly review: string;
  /** What the models say beside the known causes of the sample. */
  readonly truth: string;
  /** Who is to be looked at as unusual. */
  readonly anomalies: string;
  readonly importance: string;
  readonly serveDatabase: string;
  /** What the tables hold of each customer, by id. */
  readonly customerFile: string;
  /** A table of the feed beside the customers. */
  feedTable(name: string): string;
  model(name: string, version: string): string;
};

/** Ending of the folder of a run that is not finished. */
export const partialEnding = ".partial";

/** The data directory's files and folders. */
export function dataLayout(directory: string): DataLayout {
  return {
    root: directory,
    raw: path.join(directory, "raw"),
    feeds: path.join(directory, "feeds"),
    runs: path.join(directory, "runs"),
    live: path.join(directory, "live.json"),
    lock: path.join(directory, "pipeline.lock"),
    alerts: path.join(directory, "alerts.json"),
  };
}

/** A run's files and folders; `directory` is the run's own, finished or partial. */
export function runLayout(directory: string): RunLayout {
  const at = (...parts: string[]) => path.join(directory, ...parts);
  return {
    root: directory,
    manifest: at("manifest.json"),
    stages: at("stages"),
    temporary: at("temporary"),
    training: at("processed", "training"),
    test: at("processed", "test"),
    inference: at("processed", "inference"),
    scores: at("processed", "scores"),
    quarantine: at("quarantine"),
    models: at("models"),
    predictions: at("predictions"),
    explanations: at("explanations"),
    quality: at("quality.json"),
    corrections: at("processed", "corrections"),
    review: at("qa", "review_queue"),
    truth: at("truth.json"),
    anomalies: at("anomalies.json"),
    importance: at("importance.json"),
    serveDatabase: at("serve.duckdb"),
    customerFile: at("customers.bin"),
    feedTable: (name) => at("processed", name),
    model: (name, version) => at("models", name, version),
  };
}
