import { cleanLine } from "../../cli/clean-text.ts";
import { actionIds } from "./action-ids.ts";
import { actions, button, contexts, header, linkButton, section, type SlackMessage } from "./blocks.ts";
import { slackLimits } from "./limits.ts";
import { cutTo, escapeMrkdwn } from "./mrkdwn.ts";
import { splitForMrkdwn } from "./split-text.ts";

/** Something that somebody should look at. */
export type AlertContent = {
  readonly level: "info" | "warning" | "failure";
  readonly title: string;
  readonly text: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** What the analyst may be asked about it; null where there is nothing to ask. */
  readonly question: string | null;
  readonly webUrl: string | null;
};

const marks: Readonly<Record<AlertContent["level"], string>> = { info: "ℹ", warning: "⚠", failure: "✗" };

/** An alert as one message: what happened, its figures, and a button that asks why. */
export function renderAlert({ level, title, text, facts, question, webUrl }: AlertContent): SlackMessage {
  const headline = `${marks[level]} ${cleanLine(title)}`;
  const canAsk = question !== null && question !== "" && question.length <= slackLimits.valueChars;
  const buttons = [
    ...(canAsk ? [button(`${actionIds.ask}-1`, "Ask why", question)] : []),
    ...(webUrl === null ? [] : [linkButton(actionIds.openWeb, "Open in web", webUrl)]),
  ];
  return {
    text: escapeMrkdwn(cutTo(headline, slackLimits.sectionChars)),
    blocks: [
      header(headline),
      ...splitForMrkdwn(cleanLine(text), slackLimits.sectionChars).map((part) => section(part)),
      ...contexts(
        facts.flatMap(({ name, value }) =>
          splitForMrkdwn(`${cleanLine(name)}: ${cleanLine(value)}`, slackLimits.sectionChars),
        ),
      ),
      ...(buttons.length > 0 ? [actions(buttons)] : []),
    ],
  };
}
