/** A window in the background draws no frames; what came for it is handed on after this time all the same. */
const hiddenWaitMs = 500;

/** Hands on what came in since the last frame at once, so that fast streams do not draw more often than the screen. */
export function createFrameBatch<T>(onBatch: (batch: readonly T[]) => void): {
  readonly add: (item: T) => void;
  readonly flush: () => void;
} {
  let batch: T[] = [];
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = 0;
    const ready = batch;
    batch = [];
    if (ready.length > 0) onBatch(ready);
  };
  return {
    add: (item) => {
      batch.push(item);
      if (frame !== 0) return;
      frame = requestAnimationFrame(flush);
      timer = setTimeout(flush, hiddenWaitMs);
    },
    flush,
  };
}
