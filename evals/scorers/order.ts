import type { ExpectationOf } from "../case-schema.ts";
import { findMentions } from "../text/names.ts";
import { wordsOf, type Segment } from "../text/segments.ts";
import type { TruthRow } from "../truth/truth-source.ts";
import type { ScoreContext } from "./context.ts";
import { rowsAt } from "./refer.ts";
import { verdictOf, type Score } from "./score.ts";

type Ranked = { readonly name: string; readonly value: number };

/**
 * Scores a ranking: some list of the text (bullets, a table's rows, or a sentence) must begin with the first names of
 * one of the truth's tables, in its order and without another name between. Near ties may change places. The score is
 * the share of places that are right in the best list.
 */
export function scoreOrder(expectation: ExpectationOf<"order">, context: ScoreContext): Score {
  const scores = expectation.of.map((table) => scoreAgainst(rowsAt(context.truth, table), expectation, context));
  return scores.reduce((best, score) => (score.score > best.score ? score : best));
}

function scoreAgainst(
  rows: readonly TruthRow[],
  { top, most = Infinity, by, tie }: ExpectationOf<"order">,
  context: ScoreContext,
): Score {
  const ranked = rows.map((row): Ranked => ({
    name: String(row["name"]),
    value: Math.abs(Number(row[by])),
  }));
  const wanted = ranked.slice(0, Math.min(top, ranked.length));
  const lists = listsOf(
    context,
    ranked.map((entry) => entry.name),
  );
  let best: { right: number; list: readonly string[] } = { right: 0, list: [] };
  for (const list of lists) {
    const right = wanted.filter((entry, place) => isRightAt(ranked, list[place], place, entry, tie)).length;
    if (right > best.right) best = { right, list };
  }
  const isRight = best.right === wanted.length && new Set(best.list.slice(0, wanted.length)).size === wanted.length;
  const isLong = best.list.length > most;
  const result = verdictOf(isRight && !isLong, {
    found: isLong
      ? `${best.list.length} names`
      : best.list.slice(0, wanted.length).join(", ") || "no list of these names",
    expected: wanted.map((entry) => entry.name).join(", "),
    note: isLong
      ? `a list of ${best.list.length} where at most ${most} were asked for`
      : "other names or another order",
  });
  return result.pass ? result : { ...result, score: (best.right / wanted.length) * 0.99 };
}

/** Whether a name may stand at a place: it is the truth's there, or as good as tied with it. */
function isRightAt(
  ranked: readonly Ranked[],
  name: string | undefined,
  place: number,
  wanted: Ranked,
  tie: number,
): boolean {
  const found = ranked.find((entry) => entry.name === name);
  if (!found) return false;
  return (
    found.name === ranked[place]?.name ||
    Math.abs(found.value - wanted.value) <= tie * Math.max(found.value, wanted.value)
  );
}

/** The runs of names that the text lists, each name once: the items or rows of one list, and each sentence. */
function listsOf({ text, lexicon }: ScoreContext, names: readonly string[]): string[][] {
  const lists: string[][] = [];
  let open: Segment["kind"] | null = null;
  for (const segment of text) {
    const found = findMentions(wordsOf(segment), names, lexicon).map((mention) => mention.name);
    if (segment.kind === "sentence") {
      lists.push([...new Set(found)]);
      open = null;
      continue;
    }
    if (open !== segment.kind) lists.push([]);
    open = segment.kind;
    // Of an item the first name is what it is about.
    const [first] = found;
    if (first !== undefined && lists.at(-1)?.includes(first) === false) lists.at(-1)?.push(first);
  }
  return lists;
}
