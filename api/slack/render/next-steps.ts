import type { ContextActionsBlock } from "@slack/types";

import { cleanLine } from "../../cli/clean-text.ts";
import { actionIds, thumbValue } from "./action-ids.ts";
import { actions, button, linkButton, section, type SlackBlock } from "./blocks.ts";
import { slackLimits } from "./limits.ts";
import { splitForMrkdwn } from "./split-text.ts";

/**
 * Questions to press. A question that is too long for a button, and is not read in `shownText` already, stands beside
 * one; one that no button can carry stands alone.
 */
export function questionBlocks(
  questions: readonly string[],
  { shownText = "", webUrl = null }: { readonly shownText?: string; readonly webUrl?: string | null } = {},
): readonly SlackBlock[] {
  const all = questions.map((question, index) => {
    const text = cleanLine(question);
    const isShort = text.length <= slackLimits.buttonChars || shownText.includes(question);
    const canSend = question !== "" && question.length <= slackLimits.valueChars;
    return { question, text, id: `${actionIds.ask}-${index + 1}`, isButton: isShort && canSend, canSend };
  });
  const beside = all
    .filter(({ isButton, text }) => !isButton && text !== "")
    .flatMap(({ question, text, id, canSend }) => {
      const [first = "", ...rest] = splitForMrkdwn(text, slackLimits.sectionChars);
      return [
        section(first, canSend ? button(id, "Ask this", question) : undefined),
        ...rest.map((one) => section(one)),
      ];
    });
  const buttons = [
    ...all
      .filter(({ isButton, text }) => isButton && text !== "")
      .map(({ id, text, question }) => button(id, text, question)),
    ...(webUrl === null ? [] : [linkButton(actionIds.openWeb, "Open in web", webUrl)]),
  ];
  const rows = Math.ceil(buttons.length / slackLimits.actions);
  return [
    ...beside,
    ...Array.from({ length: rows }, (_, row) =>
      actions(buttons.slice(row * slackLimits.actions, (row + 1) * slackLimits.actions)),
    ),
  ];
}

/** Thumbs for an answer. */
export function thumbs(answerId: string): ContextActionsBlock {
  const half = (verdict: "up" | "down", text: string, label: string) => ({
    text: { type: "plain_text" as const, text },
    accessibility_label: label,
    value: thumbValue({ verdict, answerId }),
  });
  return {
    type: "context_actions",
    elements: [
      {
        type: "feedback_buttons",
        action_id: actionIds.feedback,
        positive_button: half("up", "Good answer", "This answer is right and useful"),
        negative_button: half("down", "Bad answer", "Something is wrong with this answer"),
      },
    ],
  };
}
