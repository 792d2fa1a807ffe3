import type { Token } from "../text/tokens.ts";
import { columnOf, isNumeric } from "./column-of-mention.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { Mention } from "./mentions.ts";

const statistics: Readonly<Record<string, "mean" | "median">> = {
  average: "mean",
  avg: "mean",
  mean: "mean",
  median: "median",
};
const more = /^(more|higher|greater|larger|bigger|longer|better|older)$/;
const less = /^(less|fewer|lower|smaller|shorter|worse|younger)$/;
const articles = /^(the|an|a|our|their|overall|global|general|its|platform)$/;
const fillers =
  /^(is|are|was|were|being|that|which|who|lies|lie|score|scores|value|values|rate|level|count|a|with|of)$/;
const amounts = /^(number|amount|value|level|of|the|for|in)$/;
const saysWho = /^(with|whose|who|having|have|has|that|of|among|for|where|users|customers|people|members)$/;

/**
 * "Trust above the average", "more messages than the median", "above-average engagement": a bound that the data sets
 * itself. What a question of yes or no supposes ("is their trust above average?") is no filter.
 */
export function typicalBounds(tokens: readonly Token[], mentions: readonly Mention[]): FoundCondition[] {
  const isYesNo = /^(is|are|do|does|did|was|were|has)$/.test(tokens[0]?.lower ?? "");
  return tokens.flatMap((token, index) => {
    const statistic = statistics[token.lower];
    if (!statistic) return [];
    let place = index - 1;
    while (articles.test(wordAt(tokens, place))) place--;
    const bound = boundAt(tokens, mentions, place);
    if (!bound) return [];
    // A name may begin with the word: "average response time".
    const own = mentions.find((one) => one.from === index && columnOf(one, isNumeric));
    const subject = bound.subject ?? own ?? before(tokens, mentions, bound.from) ?? behind(tokens, mentions, index + 1);
    const column = subject ? columnOf(subject, isNumeric) : null;
    if (!subject || !column) return [];
    const from = Math.min(subject.from, bound.from);
    const to = Math.max(subject.to, index + 1);
    if (isYesNo && !saysWho.test(wordAt(tokens, from - 1))) return [];
    return [
      {
        condition: { kind: "typical" as const, column: column.name, op: bound.op, statistic },
        from,
        to,
        source: "number" as const,
      },
    ];
  });
}

type Bound = { readonly op: "<" | ">"; readonly from: number; readonly subject: Mention | null };

/** The words of comparison that end at `place`: "above", "higher than", "more messages than". */
function boundAt(tokens: readonly Token[], mentions: readonly Mention[], place: number): Bound | null {
  const word = wordAt(tokens, place);
  if (/^(above|over|exceeding|beyond)$/.test(word)) return { op: ">", from: place, subject: null };
  if (/^(below|under|beneath)$/.test(word)) return { op: "<", from: place, subject: null };
  if (word !== "than") return null;
  const subject = mentions.find((one) => one.to === place && columnOf(one, isNumeric)) ?? null;
  const from = (subject?.from ?? place) - 1;
  const said = wordAt(tokens, from);
  const op = more.test(said) ? ">" : less.test(said) ? "<" : null;
  return op ? { op, from, subject } : null;
}

/** The number just before the comparison: "trust score that is above …". */
function before(tokens: readonly Token[], mentions: readonly Mention[], from: number): Mention | null {
  let place = from;
  for (;;) {
    const mention = mentions.find((one) => one.to === place);
    if (mention && columnOf(mention, isNumeric)) return mention;
    if (mention || !fillers.test(wordAt(tokens, place - 1))) return null;
    place--;
  }
}

/** The number behind the statistic: "above average trust", "more than the median number of messages". */
function behind(tokens: readonly Token[], mentions: readonly Mention[], from: number): Mention | null {
  let place = from;
  while (amounts.test(wordAt(tokens, place))) place++;
  return mentions.find((one) => one.from === place && columnOf(one, isNumeric)) ?? null;
}

function wordAt(tokens: readonly Token[], place: number): string {
  return tokens[place]?.lower ?? "";
}
