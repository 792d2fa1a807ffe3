/**
 * The control block of a training memory, at `controlAddress`: bytes from its start, as `assembly/job.ts` has them,
 * where each field is explained. 32-bit fields first, then doubles.
 */
export const jobFields = {
  claim: 0,
  invitation: 8,
  wordList: 64,
  words: 68,
  columnBytes: 72,
  order: 76,
  pairs: 80,
  start: 84,
  end: 88,
  built: 92,
  parent: 96,
  builtSplits: 100,
  parentSplits: 104,
  features: 108,
  constrained: 112,
  lambda: 128,
  minChildWeight: 136,
  minimalGain: 144,
  builtNode: 152,
  parentNode: 184,
} as const;

/** Where the control block lies in every training memory, and its length. */
export const controlAddress = 64;
export const controlBytes = 256;

/** Word columns of a job at most: what the claim word has room for. */
export const maximalUnits = 4095;
