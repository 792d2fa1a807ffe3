import type { types } from "@slack/bolt";
import { z } from "zod";

type ModalView = types.ModalView;

/** Names of modals and of what is entered in them; what comes back from Slack carries them. */
export const viewIds = { ask: "ask-about", feedback: "feedback-reason" } as const;
export const shortcutIds = { askAbout: "ask_about" } as const;
const blockIds = { question: "question", reason: "reason", words: "words" } as const;
const actionId = "value";

/** A modal's text field takes so many characters. */
const mostChars = 3_000;

/** Why an answer was no good, in the words that reviewers read. */
const reasons = ["Wrong number", "Wrong customer", "Too slow", "Something else"] as const;

const plain = (text: string) => ({ type: "plain_text" as const, text });

/** Asks for the question about a message; its words stand there to be changed. */
export function askView(messageText: string): ModalView {
  const initial = messageText.slice(0, mostChars);
  return {
    type: "modal",
    callback_id: viewIds.ask,
    title: plain("Ask Reckoner"),
    submit: plain("Ask"),
    close: plain("Cancel"),
    blocks: [
      {
        type: "input",
        block_id: blockIds.question,
        label: plain("What do you want to know?"),
        hint: plain("You are answered in our direct messages."),
        element: {
          type: "plain_text_input",
          action_id: actionId,
          multiline: true,
          max_length: mostChars,
          ...(initial !== "" && { initial_value: initial }),
        },
      },
    ],
  };
}

/** Asks why an answer was no good. */
export function feedbackView(answerId: string): ModalView {
  return {
    type: "modal",
    callback_id: viewIds.feedback,
    private_metadata: answerId,
    title: plain("What was wrong?"),
    submit: plain("Send"),
    close: plain("Cancel"),
    blocks: [
      {
        type: "input",
        block_id: blockIds.reason,
        label: plain("Reason"),
        element: {
          type: "radio_buttons",
          action_id: actionId,
          options: reasons.map((reason) => ({ text: plain(reason), value: reason })),
        },
      },
      {
        type: "input",
        block_id: blockIds.words,
        optional: true,
        label: plain("In your words"),
        element: { type: "plain_text_input", action_id: actionId, multiline: true, max_length: mostChars },
      },
    ],
  };
}

const entered = z.object({
  state: z.object({
    values: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          value: z.string().nullish(),
          selected_option: z.object({ value: z.string() }).nullish(),
        }),
      ),
    ),
  }),
});

/** The question of the first modal; empty where there is none. */
export function readAskView(view: unknown): string {
  return (valueIn(view, blockIds.question)?.value ?? "").trim();
}

/** Reason and words of the second. */
export function readFeedbackView(view: unknown): string {
  const reason = valueIn(view, blockIds.reason)?.selected_option?.value ?? "";
  const words = (valueIn(view, blockIds.words)?.value ?? "").trim();
  return [reason, words].filter((part) => part !== "").join(": ");
}

function valueIn(view: unknown, block: string) {
  return entered.safeParse(view).data?.state.values[block]?.[actionId];
}
