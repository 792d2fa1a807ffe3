/** The stages of a run, in their order; at the same time run train and validate, predict and truth, review and publish. */
export const stageNames = [
  "sample",
  "cleanup",
  "prepare",
  "train",
  "validate",
  "predict",
  "truth",
  "review",
  "publish",
  "notify",
] as const;
export type StageName = (typeof stageNames)[number];

/** How far a run is. `done` of `total` in the unit of the step; `total` 0 where it is not known. */
export type PipelineProgress = {
  readonly stage: StageName;
  /** What the stage is doing, in a few words; `finished` when it is over. */
  readonly step: string;
  readonly done: number;
  readonly total: number;
  /** Since the run began. */
  readonly elapsedMs: number;
};

/** Reports the progress of one stage. */
export type ReportStep = (step: string, done: number, total: number) => void;
