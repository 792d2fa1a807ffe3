import type { Token } from "../text/tokens.ts";
import type { Condition } from "./analysis.ts";
import { columnOf } from "./column-of-mention.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { Mention } from "./mentions.ts";

/** "without a rating", "with no referrals", "who have gig listings". */
export function missingAt(tokens: readonly Token[], mention: Mention): FoundCondition | null {
  const column = columnOf(
    mention,
    (candidate) =>
      candidate.missing === "structural" ||
      candidate.format === "count" ||
      (candidate.format === "usd" && candidate.role === "feature"),
  );
  if (!column) return null;
  if (column.missing !== "structural" && /^(nothing|zero)$/.test(tokens[mention.to]?.lower ?? "")) {
    const condition: Condition = { kind: "compare", column: column.name, op: "=", value: 0 };
    return { condition, from: mention.from, to: mention.to + 1, source: "missing" };
  }
  const before = tokens
    .slice(Math.max(0, mention.from - 3), mention.from)
    .map((token) => token.lower)
    .join(" ");
  const isWithout =
    /(\bwithout( any| a| an)?|\b(with|have|has|had|having) no|\bno|\bnever|\bzero|\bneither|\bnor|\b(have|has|had|do|does|did|who|that) not|\b(never|not) (used|bought|sent|made|joined|had|got|posted|received))$/.test(
      before,
    );
  const isWith =
    /\b(who|that|but|and) (have|has|had)( a| any| an| some| sent| made| joined)?$/.test(before) ||
    /\bwith( any| a| an)$/.test(before) ||
    isOfBoth(tokens, mention);
  if (!isWithout && !isWith) return null;
  const words = before.split(" ");
  const taken = isWithout
    ? words.at(-1) === "any" || words.at(-1) === "a" || /(with|have|has|had|having) no$/.test(before)
      ? 2
      : 1
    : 1;
  const condition: Condition =
    column.missing === "structural"
      ? { kind: "missing", column: column.name, negated: isWith }
      : { kind: "compare", column: column.name, op: isWith ? ">" : "=", value: 0 };
  return { condition, from: mention.from - taken, to: mention.to, source: "missing" };
}

/** "With both listings and applications": having either of two things that "both" joins. */
function isOfBoth(tokens: readonly Token[], mention: Mention): boolean {
  const before = tokens.slice(Math.max(0, mention.from - 8), mention.from).map((token) => token.lower);
  const at = before.lastIndexOf("both");
  return (
    /^(with|have|has|having|had)$/.test(before[at - 1] ?? "") && (at === before.length - 1 || before.at(-1) === "and")
  );
}
