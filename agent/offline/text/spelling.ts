import { stem } from "./stem.ts";

/**
 * The word of the vocabulary that a misspelt word stands for, or null: one typing error for words of up to seven
 * letters, two for longer ones, and only where no other word is as near. Words under five letters are not mended, nor
 * such whose first letter would change (but for two swapped letters): "iphone" is not "phone".
 */
export function mendSpelling(word: string, vocabulary: ReadonlySet<string>, most = 2): string | null {
  if (word.length < 5 || /\d|_/.test(word)) return null;
  const allowed = word.length < 8 ? 1 : Math.min(2, most);
  let best: string | null = null;
  let bestDistance = allowed + 1;
  let isTied = false;
  for (const candidate of vocabulary) {
    if (!beginsAlike(word, candidate)) continue;
    if (candidate.length < 4 || Math.abs(candidate.length - word.length) > allowed) continue;
    const distance = editDistance(word, candidate, allowed);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
      isTied = false;
    } else if (distance === bestDistance && best !== null && distance <= allowed && stem(best) !== stem(candidate)) {
      isTied = true;
    }
  }
  return isTied ? null : best;
}

function beginsAlike(word: string, candidate: string): boolean {
  return candidate[0] === word[0] || (candidate[0] === word[1] && candidate[1] === word[0]);
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), `limit` + 1 if more. */
export function editDistance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, beforeLast[j - 2]! + 1);
      row.push(value);
      smallest = Math.min(smallest, value);
    }
    if (smallest > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
