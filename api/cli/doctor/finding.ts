/** How a thing stands: as it should, so that somebody should look at it, or so that Reckoner does not work. */
export type Level = "ok" | "warn" | "fail";

/** What a look at one thing found. Holds no secret. */
export type Finding = {
  /** What was looked at, in a word or two. */
  readonly about: string;
  readonly level: Level;
  /** What is so. */
  readonly detail: string;
  /** What to do; null where nothing is to be done. */
  readonly hint: string | null;
};

export function ok(about: string, detail: string): Finding {
  return { about, level: "ok", detail, hint: null };
}

export function warn(about: string, detail: string, hint: string): Finding {
  return { about, level: "warn", detail, hint };
}

export function fail(about: string, detail: string, hint: string): Finding {
  return { about, level: "fail", detail, hint };
}
