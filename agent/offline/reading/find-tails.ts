import type { Domain } from "#knowledge";

import type { Token } from "../text/tokens.ts";
import { columnOf, isNumeric } from "./column-of-mention.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { Mention } from "./mentions.ts";

/** "top 10 % of users by revenue", "the bottom 5 percent", "most engaged 10 %". */
export function tailAt(
  tokens: readonly Token[],
  mentions: readonly Mention[],
  index: number,
  domain: Domain,
): FoundCondition | null {
  const token = tokens[index]!;
  if (!token.isPercent || token.value === null || token.value <= 0 || token.value >= 1) return null;
  const before = tokens.slice(Math.max(0, index - 3), index).map((one) => one.lower);
  const end = before.some((word) => ["top", "best", "highest", "upper", "most"].includes(word))
    ? "top"
    : before.some((word) => ["bottom", "worst", "lowest", "lower", "least"].includes(word))
      ? "bottom"
      : null;
  if (end === null) return null;
  // "The top 5 % with the bottom 5 % by revenue": the column stands behind the second tail.
  const isFirst = tokens.slice(index + 1, index + 6).some((one) => one.isPercent);
  const reach = isFirst ? 10 : 5;
  const by = mentions.find(
    (mention) =>
      mention.from > index &&
      mention.from <= index + reach &&
      ["by", "in", "on", "of"].includes(tokens[mention.from - 1]?.lower ?? "") &&
      columnOf(mention, isNumeric),
  );
  const beside = by === undefined ? besideTail(mentions, index, domain) : null;
  const column = by ? columnOf(by, isNumeric) : (beside?.column ?? null);
  // "Top 5 % vs bottom 5 % by revenue": the column belongs to both tails, so neither takes its words.
  const isShared = by !== undefined && tokens.slice(index + 1, by.from).some((one) => one.kind === "number");
  const start =
    index -
    [...before]
      .reverse()
      .findIndex((word) => /^(top|best|highest|upper|most|bottom|worst|lowest|lower|least)$/.test(word)) -
    1;
  return {
    condition: { kind: "tail", column: column?.name ?? domain.results.defaultMeasure, end, share: token.value },
    from: start,
    to: by && !isShared ? by.to : (beside?.to ?? index + 1),
    source: "tail",
  };
}

/** "The top 5 % earners", "the bottom 10 % posters": the column or the named group right behind the share. */
function besideTail(mentions: readonly Mention[], index: number, domain: Domain) {
  const mention = mentions.find(({ from }) => from === index + 1);
  const group = mention?.meanings.find((meaning) => meaning.kind === "group");
  const named = group?.kind === "group" ? group.group.column : null;
  const column = domain.resultColumns.find((one) => one.name === named && isNumeric(one) && one.role === "feature");
  return mention && column ? { column, to: mention.to } : null;
}
