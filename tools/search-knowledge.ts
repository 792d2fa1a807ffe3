import { z } from "zod";

import type { Domain } from "#knowledge";

import { createEvidenceTool } from "./create-tool.ts";
import { cardPassages } from "./card-passages.ts";
import { columnText } from "./column-text.ts";
import type { ToolDeps } from "./deps.ts";
import { provenanceOf, tableFrom } from "./evidence-draft.ts";
import type { ServedModel } from "./served-model.ts";
import { verifiedPassages, verifiedSource } from "./verified-passages.ts";

type Ranked = { readonly passage: Passage; readonly score: number };
type Passage = { readonly source: string; readonly title: string; readonly text: string };

const passagesShown = 8;
/** Of them so many verified queries at most: their SQL is long. */
const verifiedShown = 3;
/** One that scores less than this share of the best passage is about something else. */
const verifiedNearness = 0.5;
/** No passage is longer; the text for a language model is cut behind it. */
const passageChars = 3_000;

/** `search_knowledge`: the passages of dictionary, glossary, policy, verified queries and model cards that fit best. */
export function createSearchKnowledgeTool(deps: ToolDeps) {
  const passages = [...passagesOf(deps.domain), ...verifiedPassages(deps.domain, deps.role)];
  return createEvidenceTool({
    name: "search_knowledge",
    description: [
      "Searches the data dictionary, the glossary, the named groups and the policy by words:",
      "what a column or a term means, its unit, range and privacy class, which columns are levers, what is not allowed, and what the model cards say a model is for, knows and gets right.",
      "It also holds verified queries, questions with SQL that a person reviewed: run such SQL as it is where it answers the question.",
      "Use it before guessing a column's name.",
    ].join(" "),
    schema: z.strictObject({ query: z.string().min(1).max(300).describe("Words to look for") }),
    // Passages are to be read whole: half a sentence misleads, half a query does not run.
    view: { cellChars: passageChars },
    run: async ({ query }) => {
      const startedMs = deps.clock.monotonicMs();
      const cards = await Promise.all(deps.domain.models.map((spec) => deps.loadModel(spec.name)));
      const ranked = rankPassages([...passages, ...cards.flatMap(passagesOfCard)], query);
      const found = shownOf(ranked);
      return {
        tool: "search_knowledge",
        title: `What is written on "${query}"`,
        input: { query },
        ...tableFrom(
          { source: "varchar", title: "varchar", text: "varchar" },
          found.map((passage) => [passage.source, passage.title, passage.text]),
        ),
        more: {},
        ...provenanceOf([], startedMs, deps.clock),
      };
    },
  });
}

/** The best passages, then the verified queries that come near the best of all. */
function shownOf(ranked: readonly Ranked[]): Passage[] {
  const least = (ranked[0]?.score ?? 0) * verifiedNearness;
  const isVerified = ({ passage }: Ranked) => passage.source === verifiedSource;
  const queries = ranked.filter((entry) => isVerified(entry) && entry.score >= least).slice(0, verifiedShown);
  const others = ranked.filter((entry) => !isVerified(entry)).slice(0, passagesShown - queries.length);
  return [...others, ...queries].map(({ passage }) => passage);
}

/** Every passage of the domain's knowledge that may be cited. */
export function passagesOf(domain: Domain): Passage[] {
  return [
    ...domain.glossary.map((entry) => ({
      source: "glossary",
      title: [entry.term, ...entry.synonyms].join(", "),
      text: entry.text,
    })),
    ...domain.resultColumns
      .filter((column) => column.role !== "explanation")
      .map((column) => ({
        source: "dictionary",
        title: `${column.name} (${[column.label, ...column.synonyms].join(", ")})`,
        text: columnText(column),
      })),
    ...domain.groups.map((group) => ({
      source: "groups",
      title: [group.label, ...group.synonyms].join(", "),
      text: `${group.label}: ${group.definition}. In SQL: ${group.where}`,
    })),
    ...domain.tables
      .filter((table) => table.open !== "none")
      .map((table) => ({
        source: "tables",
        title: `${table.database}.${table.name}`,
        text: `${table.description} ${table.grain}. ${columnsOf(domain, table)}`,
      })),
    ...domain.policy.redLines.map((line) => ({
      source: "policy",
      title: line.name.replaceAll("_", " "),
      text: `${line.reason} ${line.instead}`,
    })),
  ];
}

/** The columns that are passages of their own are not listed again. */
function columnsOf(domain: Domain, table: Domain["tables"][number]): string {
  if (table.columns === domain.resultColumns) return "Columns as in the dictionary.";
  return `Columns: ${table.columns.map((column) => column.name).join(", ")}.`;
}

function passagesOfCard({ spec, version, card }: ServedModel): Passage[] {
  return cardPassages(card).map(({ section, text }) => ({
    source: "model card",
    title: `${spec.label} ${version}: ${section}`,
    text,
  }));
}

/**
 * Ranks by shared words, rare words weighing more (inverse document frequency), titles counting twice. A title of
 * several names counts by the one that fits best, so that synonyms do not make a passage harder to find.
 */
function rankPassages(passages: readonly Passage[], query: string): Ranked[] {
  const words = wordsOf(query);
  const frequency = new Map<string, number>();
  for (const passage of passages) {
    for (const word of new Set(wordsOf(`${passage.title} ${passage.text}`))) {
      frequency.set(word, (frequency.get(word) ?? 0) + 1);
    }
  }
  const weight = (word: string) => Math.log(1 + passages.length / (frequency.get(word) ?? passages.length));
  return passages
    .map((passage) => {
      const text = new Set(wordsOf(passage.text));
      const scores = passage.title.split(/, | \(|\)/).map((one) => {
        const name = new Set(wordsOf(one));
        const score = words.reduce(
          (sum, word) => sum + weight(word) * ((name.has(word) ? 2 : 0) + (text.has(word) ? 1 : 0)),
          0,
        );
        return score / Math.sqrt(4 + name.size);
      });
      return { passage, score: Math.max(...scores) };
    })
    .filter((entry) => entry.score > 0)
    .sort((a, b) => b.score - a.score);
}

function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[a-z0-9²]+/g) ?? []).map((word) => word.replace(/(?<=[a-z]{3})s$/, ""));
}
