/**
 * Where the control block of a training memory keeps what its threads agree on (32-bit words) and the job under way.
 * `ml/kernels/job.ts` writes the same layout.
 */

/** Number of the job in the upper 20 bits, units that nobody has taken yet in the lower 12. */
export const claimAt: usize = 0;
/** Units of the job that are done. */
export const finishedAt: usize = 4;
/** Assistants that were invited under another number than this return. */
export const invitationAt: usize = 8;
/** Assistants that sleep on `claimAt`. */
export const sleepersAt: usize = 12;
/** 1 while the trainer sleeps on `finishedAt`. */
export const trainerSleepsAt: usize = 16;

/** u32 for each unit of the job: its word column. */
export const wordListAt: usize = 64;
/** First word column of the binned matrix. */
export const wordsAt: usize = 68;
/** Bytes of a word column. */
export const columnBytesAt: usize = 72;
export const orderAt: usize = 76;
export const pairsAt: usize = 80;
export const startAt: usize = 84;
export const endAt: usize = 88;
/** Histogram to build from the rows. */
export const builtAt: usize = 92;
/** Histogram of the parent, from which the built one is taken; 0 for the root. */
export const parentAt: usize = 96;
/** Where the best splits of the built histogram's node go; 0: it will not be split. */
export const builtSplitsAt: usize = 100;
/** The same for what remains of the parent's histogram. */
export const parentSplitsAt: usize = 104;
/** Four 32-bit numbers a feature: bins of present values, 1 for a categorical one, 1 for one in use, its sign. */
export const featuresAt: usize = 108;
/** 1 when some feature is monotone. */
export const constrainedAt: usize = 112;

export const lambdaAt: usize = 128;
export const minChildWeightAt: usize = 136;
export const minimalGainAt: usize = 144;
/** Gradient, hessian, lowest and highest value of the node of the built histogram. */
export const builtNodeAt: usize = 152;
/** The same of what remains of the parent. */
export const parentNodeAt: usize = 184;
