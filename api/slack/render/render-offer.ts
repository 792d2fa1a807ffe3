import { cleanLine } from "../../cli/clean-text.ts";
import { section, type SlackMessage } from "./blocks.ts";
import { slackLimits } from "./limits.ts";
import { cutTo, escapeMrkdwn } from "./mrkdwn.ts";
import { questionBlocks } from "./next-steps.ts";
import { splitForMrkdwn } from "./split-text.ts";

/** A sentence, and questions to press: a greeting, what can be asked, or which of several is meant. */
export function renderOffer(sentence: string, questions: readonly string[]): SlackMessage {
  const words = cleanLine(sentence);
  return {
    text: escapeMrkdwn(cutTo(words, slackLimits.sectionChars)),
    blocks: [
      ...splitForMrkdwn(words, slackLimits.sectionChars).map((part) => section(part)),
      ...questionBlocks(questions),
    ],
  };
}

/**
 * What a channel is told in place of an answer that shows single customers, and of which who asked has been sent the
 * whole.
 */
export function renderSentToAsker(): SlackMessage {
  const words = "This answer shows single customers, so it went to the person who asked, and to nobody else here.";
  return { text: words, blocks: [section(words)] };
}
