import { errorTable, type AppError } from "#core";

import { cleanLine } from "../../cli/clean-text.ts";
import { section, type SlackMessage } from "./blocks.ts";
import { slackLimits } from "./limits.ts";
import { cutTo, escapeMrkdwn } from "./mrkdwn.ts";
import { splitForMrkdwn } from "./split-text.ts";

/**
 * What went wrong, in plain words: what happened and what to do about it. Of an error that whoever runs the service has
 * to mend, only what it means for the person who asked.
 */
export function renderError({ code, detail, hint }: Pick<AppError, "code" | "detail" | "hint">): SlackMessage {
  const { audience, title, retryable } = errorTable[code];
  const next = retryable ? "Try again in a moment." : `Tell whoever runs this: ${code}.`;
  const words = cleanLine(audience === "operator" ? `${title}. ${next}` : `${detail} ${hint}`);
  return {
    text: escapeMrkdwn(cutTo(words, slackLimits.sectionChars)),
    blocks: splitForMrkdwn(words, slackLimits.sectionChars).map((part) => section(part)),
  };
}
