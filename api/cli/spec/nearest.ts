/** Letters that may be wrong, missing or too many in a word of so many letters. */
const lettersForOneFault = 3;

/** The known word that was perhaps meant: the one with the fewest typing faults; null where none is near. */
export function nearestOf(word: string, known: readonly string[]): string | null {
  const most = Math.max(1, Math.floor(word.length / lettersForOneFault));
  const [best] = known
    .map((candidate) => ({ candidate, faults: typingFaults(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, faults }) => faults <= most && faults < candidate.length)
    .sort((a, b) => a.faults - b.faults);
  return best?.candidate ?? null;
}

/**
 * How many letters must be changed, left out, put in or swapped with their neighbour to make one word of the other, no
 * letter twice (optimal string alignment, Damerau 1964).
 */
export function typingFaults(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    const above = rows[row - 1] ?? [];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (isSame ? 0 : 1),
        ...(isSwap ? [(rows[row - 2]?.[column - 2] ?? 0) + 1] : []),
      );
    }
    rows.push(current);
  }
  return rows[from.length]?.[to.length] ?? 0;
}
