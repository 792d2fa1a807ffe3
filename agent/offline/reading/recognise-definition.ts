import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { has, read } from "./recognise.ts";

/** What a word means. */
export function recogniseDefinition(question: ParsedQuestion): Reading | null {
  const asked =
    /\bwhat (?:does|do) (.+?) (?:mean|stand for)\b|\bwhat (.+?) means\b|\b(?:what|who) (?:counts|is considered|qualifies|passes) as (?:an? )?(.+)|\bdefine (.+)|\bdefinition of (.+)|\bwhat(?:'s| is| are) (?:an? |the )?(?:meaning of )?(.+?)\??$|\bmeaning of (.+)|\bhow (?:is|are) (.+?) (?:defined|calculated|computed|measured)\b/.exec(
      question.lower,
    );
  if (!asked || question.conditions.some((found) => found.source === "number")) return null;
  const phrase =
    asked
      .slice(1)
      .find((part) => part !== undefined)
      ?.replace(/[?.!]+$/, "")
      .replace(/ (here|exactly|actually|in this context|for us|in our case|in this data)$/, "")
      .trim() ?? "";
  if (!/^(so |and |ok |please |can you )*(what|who|define|definition|meaning|how|explain)\b/.test(question.lower))
    return null;
  const isFeatureName = question.mentions.some(
    (mention) =>
      mention.text.toLowerCase() === phrase.replace(/^the /, "") &&
      mention.meanings.some((meaning) => meaning.kind === "column" && meaning.column.role === "feature"),
  );
  const isBare =
    /\bwhat(?:'s| is| are)\b/.test(question.lower) &&
    !/\bmeans?\b(\?|$| by\b)|\bstands? for\b|\b(meaning|define|definition|stand for)\b|\b(counts|considered|qualifies) as\b/.test(
      question.lower,
    );
  const known = question.mentions.flatMap((mention) => mention.meanings);
  // "What is churn risk?" asks for a meaning; "what is the churn rate of premium users?" for a figure.
  if (
    isBare &&
    (phrase.split(" ").length > 5 ||
      / of | for | in | by /.test(phrase) ||
      (/^(the )?(average|mean|median|total|churn rate|number|highest|lowest|largest|smallest|maximum|minimum|most|least|typical|overall|usual)\b|\brate$/.test(
        phrase,
      ) &&
        !isFeatureName))
  )
    return null;
  const isColumn = question.mentions.some(
    (mention) =>
      mention.text.toLowerCase() === phrase.replace(/^the /, "") &&
      mention.meanings.some(
        (meaning) =>
          meaning.kind === "column" && (meaning.column.role === "feature" || meaning.column.role === "heuristic"),
      ),
  );
  const isNamed = question.mentions.some(
    (mention) =>
      mention.text.toLowerCase() === phrase.replace(/^the /, "") &&
      mention.meanings.some((meaning) => meaning.kind === "term" || meaning.kind === "group"),
  );
  if (isBare && !isColumn && !isNamed) return null;
  const title = known
    .map((meaning) => {
      if (meaning.kind === "term") return meaning.term.term;
      if (meaning.kind === "group") return meaning.group.label;
      return meaning.kind === "column" ? meaning.column.name : null;
    })
    .find((text) => text !== null);
  const population = known.flatMap((meaning) =>
    meaning.kind === "group" && meaning.group.label === title
      ? [{ kind: "group" as const, group: meaning.group.name, negated: false }]
      : [],
  );
  return title
    ? read({ kind: "define", title, query: title, ...(population.length === 0 ? {} : { population }) })
    : null;
}

/** What the analyst can do. */
export function recogniseHelp(question: ParsedQuestion): Reading | null {
  const isHelp = has(
    question,
    /^(hi|hello|hey|help|thanks?|thank you)\b[\s\S]{0,20}$|\bwhat can (you|i) (do|ask|answer)\b|\bhow (do|can) (i|you) (use|help)\b|\bwho are you\b|\bhelp me\b$|\bwhat (kind|sort|type)s? of questions\b/,
  );
  return isHelp ? read({ kind: "help" }) : null;
}
