/**
 * Waits for the event loop's next round. A chain of promises alone, such as a turn whose queries come from memory,
 * never lets it go round: what was told would not be sent before the turn is over, and no other turn would begin.
 */
export function letOthersRun(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
