import type { Domain } from "#knowledge";

import { distributionFollowUp, driversFollowUp, segmentsFollowUp, whyOneFollowUp } from "./telling/follow-ups.ts";
import { renderAnswerTail } from "../answer-tail.ts";
import { tellerOf } from "./analyses/index.ts";
import { draft, type Call, type Draft, type Found, type Telling } from "./analyses/teller.ts";
import type { Conversation } from "./conversation.ts";
import type { Analysis, Reading } from "./reading/analysis.ts";
import type { Lexicon } from "./reading/lexicon.ts";
import { readTold, type Told } from "./told-table.ts";
import { resolvePlace } from "./reading/resolve-place.ts";
import { understand, type Understanding } from "./reading/understand.ts";

import { capitalised, listOf } from "./telling/format.ts";

const fewestFollowUps = 2;

/** What the analyst does next: call tools, or answer. */
export type Response =
  | { readonly kind: "calls"; readonly calls: readonly Call[] }
  | { readonly kind: "answer"; readonly text: string };

/**
 * The offline analyst's next step. It keeps nothing between steps: it reads the conversation again each time, which
 * takes about a millisecond, and goes on from what the tools have found.
 */
export function respond(conversation: Conversation, lexicon: Lexicon, telling: Telling): Response {
  const understanding = understandLast(conversation, lexicon);
  const { reading } = understanding;
  if (reading.kind !== "analysis") return answer(draftOfReading(reading, lexicon.domain), understanding);
  const failed = conversation.found.find((found) => found.error !== null);
  if (failed) return answer(draftOfError(failed, lexicon.domain), understanding);
  const teller = tellerOf(reading.analysis);
  const calls = teller.calls(reading.analysis, telling, conversation.found);
  if (calls.length > 0) return { kind: "calls", calls };
  return answer(
    withFollowUps(teller.tell(reading.analysis, telling, conversation.found), lexicon.domain),
    understanding,
  );
}

/**
 * Reads the turns one after the other, each leaning on what those before it were about, and with the places of what
 * they showed named; a table stays in mind until the next one.
 */
function understandLast({ earlier, question }: Conversation, lexicon: Lexicon): Understanding {
  const analyses: Analysis[] = [];
  let told: Told | null = null;
  for (const turn of earlier) {
    const { reading, subject } = understandTurn(turn.question, told, lexicon, analyses);
    if (reading.kind === "analysis") analyses.push(reading.analysis);
    else if (subject) analyses.push(subject);
    told = readTold(turn.answer) ?? told;
  }
  return understandTurn(question, told, lexicon, analyses);
}

function understandTurn(
  question: string,
  told: Told | null,
  lexicon: Lexicon,
  analyses: readonly Analysis[],
): Understanding {
  const place = resolvePlace(question, told, lexicon, analyses.at(-1) ?? null);
  const read = understand(
    place?.text ?? question,
    lexicon,
    analyses.at(-1) ?? null,
    analyses.slice(0, -1),
    idsTold(told, lexicon),
  );
  if (!place) return read;
  return { ...read, corrections: [{ from: place.from, to: place.to }, ...read.corrections] };
}

/** The ids of the customers that the last table listed; none where it listed something else. */
function idsTold(told: Told | null, { domain }: Lexicon): readonly string[] {
  return told?.names.every((name) => name.startsWith(domain.entity.idPrefix)) === true ? told.names : [];
}

/** Every answer offers a way on: two questions at least, the domain's own where the teller has fewer. */
function withFollowUps(told: Draft, domain: Domain): Draft {
  if (told.outcome !== "answered" || told.followUps.length >= fewestFollowUps) return told;
  const further = [...driversFollowUp(domain), ...segmentsFollowUp(domain), ...distributionFollowUp(domain)];
  const followUps = [...new Set([...told.followUps, ...further])].slice(0, fewestFollowUps + 1);
  return { ...told, followUps };
}

function answer(told: Draft, understanding: Understanding): Response {
  const { reading, corrections } = understanding;
  const mended = corrections.map(({ from, to }) => `"${from}" as "${to}"`);
  const said = [
    mended.length > 0 ? `I read ${listOf(mended)}.` : "",
    told.outcome === "answered" && reading.kind === "analysis" && reading.assumptions.length > 0
      ? `${capitalised(listOf(reading.assumptions))}.`
      : "",
  ].filter(Boolean);
  const notes = said.length > 0 ? `${said.join(" ")}\n\n` : "";
  const { text, outcome, chart, caveats, followUps } = told;
  return {
    kind: "answer",
    text: `${notes}${text}${renderAnswerTail({ outcome, chart, caveats, followUps: followUps.slice(0, 4) })}`,
  };
}

function draftOfReading(reading: Exclude<Reading, { kind: "analysis" }>, domain: Domain): Draft {
  switch (reading.kind) {
    case "ask":
      return draft(`${reading.text} ${reading.options.map((option) => `\n- ${option}`).join("")}`, {
        outcome: "asked-back",
        followUps: reading.options,
      });
    case "refuse":
      return draft(`I will not do that. ${reading.reason} ${reading.instead}`, {
        outcome: "refused",
        followUps: suggestions(domain),
      });
    case "not-in-data": {
      const questions = reading.nearest.filter((near) => near.endsWith("?"));
      const names = reading.nearest.filter((near) => !near.endsWith("?"));
      return draft(
        `**The data cannot tell.** ${reading.missing}${names.length > 0 ? ` Nearest to it: ${listOf(names)}.` : questions.length > 0 ? ` What I can tell: ${questions.join(" ")}` : " Ask what a column or term means, or what I can do, to see what there is."}`,
        { outcome: "not-in-data", followUps: questions.length > 0 ? questions : suggestions(domain) },
      );
    }
    case "not-understood": {
      const unknown =
        reading.unknown.length > 0 ? ` I do not know ${listOf(reading.unknown.map((word) => `"${word}"`))}.` : "";
      return draft(
        `I did not understand that.${unknown} I can count and list ${domain.entity.plural}, compare groups, relate columns, explain single predictions, simulate changes of levers, and tell how good models and data are. Try one of the questions below, or say it in other words.`,
        { outcome: "not-understood", followUps: suggestions(domain) },
      );
    }
  }
}

/** An error that a tool gave, in the person's words: who or what is not there, or what the rules do not allow. */
function draftOfError(found: Found, domain: Domain): Draft {
  const [code, words] = splitCode(found.error ?? "");
  switch (code) {
    case "ENTITY_NOT_FOUND":
    case "ENTITY_ID_MALFORMED":
      if (!("customer_id" in found.call.args))
        return draft(`**There is nobody to look at.** ${words}`, {
          outcome: "not-in-data",
          followUps: suggestions(domain),
        });
      // The hint's example id is nobody the person asked about.
      return draft(
        `**That ${domain.entity.singular} is not in the data.** ${words
          .split(/(?<=\.)\s/)
          .filter((sentence) => !sentence.includes(domain.entity.example))
          .join(" ")}`,
        { outcome: "not-in-data", followUps: suggestions(domain) },
      );
    case "PRIVACY_REFUSED":
      // The tool's words are for a model that writes SQL; a person is told the rule.
      return draft(
        `**The privacy rules do not allow that.** ${capitalised(listOf(protectedLabels(domain)))} are told for groups of at least ${domain.policy.minimumGroupSize} ${domain.entity.plural} only, never for single ones, and some roles see groups only.`,
        { outcome: "refused", followUps: suggestions(domain) },
      );
    case "SQL_TIMEOUT":
      return draft(`That took too long to look up. ${words}`, {
        outcome: "not-understood",
        followUps: suggestions(domain),
      });
    case "QUERY_BUDGET":
      // In words: the budget's size is no figure of the data.
      return draft(
        "**Your budget for queries is used up for today.** It is renewed at midnight UTC; whoever runs the service can raise it. What was found before still holds.",
        { outcome: "refused", followUps: suggestions(domain) },
      );
    default:
      return draft(
        "I could not look that up, so I give no answer rather than a guess. Try it in other words, or ask for less at once.",
        { outcome: "not-understood", followUps: suggestions(domain) },
      );
  }
}

function protectedLabels(domain: Domain): string[] {
  return domain.feedColumns.filter((column) => column.privacy === "confidential").map((column) => column.label);
}

function splitCode(error: string): [string, string] {
  const match = /^([A-Z_]+): ([\s\S]*)$/.exec(error);
  return match ? [match[1] ?? "", match[2] ?? ""] : ["", error];
}

function suggestions(domain: Domain): string[] {
  return [...driversFollowUp(domain), ...whyOneFollowUp(domain), "What can you do?"];
}
