/** What a scorer says of one expectation. */
export type Score = {
  readonly pass: boolean;
  /** 0 to 1. */
  readonly score: number;
  /** What the answer holds. */
  readonly found: string;
  /** What it should hold. */
  readonly expected: string;
  /** Why it failed, in a few words; empty where it passed. */
  readonly note: string;
};

/** A score that is all or nothing. */
export function verdictOf(pass: boolean, details: { found: string; expected: string; note?: string }): Score {
  return {
    pass,
    score: pass ? 1 : 0,
    found: details.found,
    expected: details.expected,
    note: pass ? "" : (details.note ?? "not found"),
  };
}
