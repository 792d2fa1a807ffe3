import { num, str, type Row } from "./teller.ts";

/** A model's metrics as `describe_model` gives them. */
export type Metrics = {
  readonly version: string;
  /** Of the test split unless another one is named; not-a-number where there is none. */
  readonly get: (metric: string, split?: string) => number;
  /** The shares of predictions that are off by at most so much, on the test split. */
  readonly within: readonly Row[];
};

/** Reads the rows of `describe_model`. */
export function createMetrics(rows: readonly Row[]): Metrics {
  return {
    version: str(rows[0], "model_version"),
    get: (metric, split = "test") =>
      num(
        rows.find((row) => str(row, "metric") === metric && str(row, "data_split") === split),
        "value",
      ),
    within: rows.filter((row) => str(row, "metric").startsWith("share_within_") && str(row, "data_split") === "test"),
  };
}
