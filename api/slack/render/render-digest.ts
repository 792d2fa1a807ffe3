import type { Answer } from "#agent";

import { cleanLine, cleanText } from "../../cli/clean-text.ts";
import { actionIds } from "./action-ids.ts";
import { audienceOf, type CustomerSigns } from "./audience.ts";
import {
  actions,
  contexts,
  header,
  linkButton,
  markdown,
  section,
  type SlackBlock,
  type SlackMessage,
} from "./blocks.ts";
import { leadOf } from "./lead.ts";
import { slackLimits } from "./limits.ts";
import { escapeMrkdwn, safeMarkdown } from "./mrkdwn.ts";
import { packMessages } from "./pack-messages.ts";
import { slackChart } from "./slack-chart.ts";
import { splitForMrkdwn, splitText } from "./split-text.ts";

/** What a digest tells: the answers of today to the questions that it was set up with. */
export type DigestContent = {
  readonly title: string;
  readonly snapshotDate: string;
  readonly items: readonly {
    readonly question: string;
    /** Null where it could not be answered. */
    readonly answer: Answer | null;
    readonly webUrl: string | null;
  }[];
};

/**
 * A digest for a channel: each question with the lead of its answer and its chart. An answer that shows single
 * customers is not told there.
 */
export function renderDigest(
  { title, snapshotDate, items }: DigestContent,
  signs: CustomerSigns,
): readonly SlackMessage[] {
  const blocks: readonly SlackBlock[] = [
    header(title),
    ...contexts([`Data of ${escapeMrkdwn(snapshotDate)}`]),
    ...items.flatMap((item, index) => [...itemBlocks(item, signs), ...linkOf(item.webUrl, index)]),
  ];
  return packMessages(blocks, `${cleanLine(title)}, data of ${snapshotDate}`);
}

function itemBlocks({ question, answer }: DigestContent["items"][number], signs: CustomerSigns): readonly SlackBlock[] {
  const asked = splitForMrkdwn(cleanLine(question), slackLimits.sectionChars - 2).map((part) => section(`*${part}*`));
  if (answer === null) return [...asked, section("This could not be answered today.")];
  if (audienceOf(answer, signs) === "asker") {
    return [...asked, section("The answer shows single customers, so it is not told here.")];
  }
  const { lead, parts } = leadOf(answer.text);
  const first = parts[0]?.kind === "words" ? parts[0].text : "";
  const words = splitText(
    cleanText(lead === "" ? first : lead),
    slackLimits.sectionChars,
    (part) => safeMarkdown(part).length,
  );
  const chart = slackChart(answer);
  return [
    ...asked,
    ...words.filter((part) => part !== "").map((part) => markdown(safeMarkdown(part))),
    ...(chart ? [chart] : []),
    ...contexts(
      answer.caveats.flatMap(({ text }) =>
        splitForMrkdwn(`Keep in mind: ${cleanLine(text)}`, slackLimits.sectionChars),
      ),
    ),
  ];
}

function linkOf(webUrl: string | null, index: number): readonly SlackBlock[] {
  return webUrl === null ? [] : [actions([linkButton(`${actionIds.openWeb}-${index + 1}`, "Open in web", webUrl)])];
}
