import type { Answer } from "#agent";

import { cleanLine, cleanText } from "../../cli/clean-text.ts";
import { checkLines } from "./answer-notes.ts";
import { audienceOf, type Audience, type CustomerSigns } from "./audience.ts";
import { contexts, markdown, type SlackBlock, type SlackFile, type SlackMessage } from "./blocks.ts";
import { evidenceContainers, evidenceFile } from "./evidence-blocks.ts";
import { leadOf } from "./lead.ts";
import { slackLimits } from "./limits.ts";
import { cutTo, plainWords, safeMarkdown } from "./mrkdwn.ts";
import { questionBlocks, thumbs } from "./next-steps.ts";
import { packMessages } from "./pack-messages.ts";
import { hasChart, slackChart } from "./slack-chart.ts";
import { splitForMrkdwn, splitText } from "./split-text.ts";
import { codeBlocks, tableParts } from "./table-parts.ts";

/** An answer as it is posted. */
export type Rendering = {
  /** One after the other, in this order. */
  readonly messages: readonly SlackMessage[];
  /** Rows and queries that do not stand in the messages. */
  readonly files: readonly SlackFile[];
  /** Whether the chart has to go as a picture. */
  readonly needsPicture: boolean;
};

/** An answer for Slack, twice: as it should look, and for a workspace that refuses charts, tables or containers. */
export type RenderedAnswer = {
  readonly rich: Rendering;
  readonly simple: Rendering;
  readonly audience: Audience;
};

export type RenderAnswerOptions = {
  readonly signs: CustomerSigns;
  /** Where the answer is read on the web; null where it is not. */
  readonly webUrl: string | null;
  /** Whether its text stands in the channel already, since it was streamed. */
  readonly isTextShown?: boolean;
};

/** Longest lead in a notification. */
const mostNoticeChars = 300;
/** A markdown block; several of them fill a message. */
const mostBlockChars = 6_000;

/**
 * An answer as messages: the lead, the chart, the text with its tables, caveats, what was looked up, checks, what may
 * be asked next, thumbs. Nothing of its text is lost; what Slack takes in no message goes as a file.
 */
export function renderAnswer(answer: Answer, options: RenderAnswerOptions): RenderedAnswer {
  return {
    rich: renderAs(answer, options, true),
    simple: renderAs(answer, options, false),
    audience: audienceOf(answer, options.signs),
  };
}

function renderAs(answer: Answer, { webUrl, isTextShown = false }: RenderAnswerOptions, isRich: boolean): Rendering {
  const chart = isRich ? slackChart(answer) : null;
  const { lead, parts } = leadOf(answer.text);
  const tables = tableParts(answer, parts, { isRich, isTextShown });
  const words = (text: string) => (isTextShown ? [] : wordBlocks(text));
  const file = isRich ? null : evidenceFile(answer.evidence);
  const blocks: readonly SlackBlock[] = [
    ...words(lead),
    ...(chart ? [chart] : []),
    ...parts.flatMap((part, index): readonly SlackBlock[] => {
      switch (part.kind) {
        case "words":
          return words(part.text);
        case "code":
          return isTextShown ? [] : codeBlocks(part.text);
        case "table":
          return tables.blocksOf.get(index) ?? [];
      }
    }),
    ...tables.after,
    ...caveatBlocks(answer),
    ...(isRich ? evidenceContainers(answer.evidence) : []),
    ...contexts(checkLines(answer).flatMap((line) => splitForMrkdwn(line, slackLimits.sectionChars))),
    ...questionBlocks(answer.followUps, { shownText: answer.text, webUrl }),
    ...(answer.outcome === "asked-back" ? [] : [thumbs(answer.id)]),
  ];
  return {
    messages: packMessages(blocks, noticeOf(answer)),
    files: [...tables.files, ...(file ? [file] : [])],
    needsPicture: chart === null && hasChart(answer),
  };
}

/** Words as markdown blocks of a readable length. */
function wordBlocks(text: string): readonly SlackBlock[] {
  return splitText(cleanText(text), mostBlockChars, (part) => safeMarkdown(part).length)
    .filter((part) => part.trim() !== "")
    .map((part) => markdown(safeMarkdown(part)));
}

function caveatBlocks({ caveats }: Answer): readonly SlackBlock[] {
  return contexts(
    caveats.flatMap(({ text }) => splitForMrkdwn(`Keep in mind: ${cleanLine(text)}`, slackLimits.sectionChars)),
  );
}

/** What stands in a notification. */
function noticeOf({ text, question }: Answer): string {
  return cutTo(plainWords(cleanText(leadOf(text).lead)) || cleanLine(question) || "An answer", mostNoticeChars);
}
