/**
 * Sent on the stream's "custom" channel when a model call is made again: whatever text came from the failed attempt
 * is to be taken back.
 */
export type ModelRestart = {
  readonly type: "model-restart";
  readonly reason: "retry" | "fallback";
  /** Which attempt begins now, from 1. */
  readonly attempt: number;
};

/** Whether a value of the "custom" channel is a `ModelRestart`. */
export function isModelRestart(value: unknown): value is ModelRestart {
  return typeof value === "object" && value !== null && Reflect.get(value, "type") === "model-restart";
}
