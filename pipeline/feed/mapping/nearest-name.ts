/** The candidates most like a name, the best first; none that is nothing like it. Capitals and separators do not count. */
export function nearestNames(name: string, candidates: readonly string[], count = 3): string[] {
  return candidates
    .map((candidate) => ({ candidate, likeness: likeness(name, candidate) }))
    .filter((entry) => entry.likeness >= 0.5)
    .toSorted((a, b) => b.likeness - a.likeness || a.candidate.localeCompare(b.candidate))
    .slice(0, count)
    .map((entry) => entry.candidate);
}

/**
 * How alike two names are, 0 to 1: the better of the share of letters that stay in the shortest edit (Levenshtein
 * 1966) and the share of words they have in common (Dice 1945).
 */
export function likeness(a: string, b: string): number {
  const wordsA = wordsOf(a);
  const wordsB = wordsOf(b);
  const [textA, textB] = [wordsA.join(""), wordsB.join("")];
  if (textA === textB) return 1;
  const byLetters = 1 - editDistance(textA, textB) / Math.max(textA.length, textB.length, 1);
  const common = wordsA.filter((word) => wordsB.includes(word)).length;
  // Short of 1, so that only the same letters are the same name.
  const byWords = (0.98 * 2 * common) / Math.max(wordsA.length + wordsB.length, 1);
  return Math.max(byLetters, byWords);
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
