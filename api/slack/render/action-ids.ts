/** Names of everything that can be pressed; what comes back from Slack carries them. */
export const actionIds = {
  /** Followed by a dash and its place among the questions; its value is the question. */
  ask: "ask",
  openWeb: "open-web",
  /** Its value is `up` or `down`, a colon and the answer's id. */
  feedback: "feedback",
} as const;

/** What was pressed in a pair of thumbs. */
export type Thumb = { readonly verdict: "up" | "down"; readonly answerId: string };

export function thumbValue({ verdict, answerId }: Thumb): string {
  return `${verdict}:${answerId}`;
}

/** Reads back what `thumbValue` wrote; null for anything else. */
export function readThumb(value: string): Thumb | null {
  const [, verdict, answerId] = /^(up|down):(.+)$/s.exec(value) ?? [];
  if (answerId === undefined) return null;
  return { verdict: verdict === "up" ? "up" : "down", answerId };
}
