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
    if (word.length < 8 && isOtherLetter(word, candidate)) continue;
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

const keyboard = ["qwertyuiop", "asdfghjkl", "zxcvbnm"] as const;
/** Letters that are taken for each other because they sound alike. */
const alike = ["aeiouy", "ckqs", "szc", "gj", "fpv", "dt", "mn"] as const;

/**
 * Whether a short word differs from another in one letter that nobody types by mistake: neither a neighbour on the
 * keyboard nor one of the same sound. "Stake" is no "state", "holes" are no "holds".
 */
function isOtherLetter(word: string, candidate: string): boolean {
  if (word.length !== candidate.length) return false;
  const places = Array.from(word, (letter, place) => (letter === candidate[place] ? -1 : place)).filter(
    (place) => place >= 0,
  );
  const [place, ...others] = places;
  if (place === undefined || others.length > 0) return false;
  const [typed, meant] = [word[place] ?? "", candidate[place] ?? ""];
  return !areNeighbours(typed, meant) && !alike.some((letters) => letters.includes(typed) && letters.includes(meant));
}

function areNeighbours(a: string, b: string): boolean {
  const placeOf = (letter: string) => {
    const row = keyboard.findIndex((letters) => letters.includes(letter));
    return { row, column: keyboard[row]?.indexOf(letter) ?? 0 };
  };
  const [one, other] = [placeOf(a), placeOf(b)];
  return one.row === other.row && Math.abs(one.column - other.column) === 1;
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
