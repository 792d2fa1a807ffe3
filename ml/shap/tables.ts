import type { FeatureCodes } from "../trees/feature-codes.ts";
import type { FeatureMatrix } from "../trees/feature-matrix.ts";
import type { PatternGroup } from "./pattern-groups.ts";

/** The rows that are explained, `from` … `to` − 1 of a matrix, and how their features are coded. */
export type ExplainedColumns = {
  /** Undefined for a feature that no tree tests. */
  readonly codes: readonly (FeatureCodes | undefined)[];
  readonly matrix: FeatureMatrix;
  readonly from: number;
  readonly to: number;
};

/**
 * Looks up what groups contribute to the explained rows. Two implementations give the same bits:
 * `createWasmTables` and `createJavascriptTables`.
 */
export type ContributionTables = {
  /** Builds the group's table; it is used for all rows some time before `finish` returns. */
  add(group: PatternGroup): void;
  /** The contributions by feature, of all groups in the order they were added. */
  finish(): Float64Array[];
};

/** Doubles of tables kept at a time, 4 MiB: they are used for all rows before the next ones are built. */
export const arenaLength = 1 << 19;

/** Rows explained at a time: their patterns and a few features' contributions stay in the first-level cache. */
export const blockRows = 2048;
