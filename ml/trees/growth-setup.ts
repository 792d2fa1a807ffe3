import type { BinnedMatrix } from "./binning.ts";
import type { Objective } from "./objective.ts";
import type { SplitRules } from "./split.ts";

/** What a boosting run is about, as far as its kernels need to know. */
export type GrowthSetup = {
  readonly binned: BinnedMatrix;
  /** By row of the matrix. */
  readonly target: Float64Array;
  readonly objective: Objective;
  /** Margin of every row before the first tree. */
  readonly baseMargin: number;
  readonly rules: SplitRules;
  /** Levels of splits. */
  readonly depth: number;
  /** Rows that a tree is grown from, at most. */
  readonly trainRowCount: number;
  /** Rows that only fall down the trees, at most. */
  readonly followerCount: number;
  readonly validationRows: Uint32Array;
};
