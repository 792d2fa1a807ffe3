import type { SlackClaim } from "#store";

import type { CallSlack } from "../call-slack.ts";
import type { SlackMessage } from "../render/index.ts";
import { postMessage } from "./post.ts";

/**
 * Ends the message that a process left open when it died: with a sentence, or, where there is none to say because the
 * question is answered anew, by taking it away. What had not begun is told in the thread.
 */
export async function endLeftMessage(call: CallSlack, claim: SlackClaim, sentence: SlackMessage | null): Promise<void> {
  const { openMessage, place } = claim;
  if (openMessage !== null) {
    const blocks = sentence === null ? {} : { blocks: sentence.blocks };
    const stopped = await call("chat.stopStream", { ...openMessage, ...blocks });
    if (sentence === null) await call("chat.delete", openMessage);
    if (sentence === null || stopped.ok) return;
  }
  if (sentence !== null && place !== null) await postMessage(call, place, sentence);
}
