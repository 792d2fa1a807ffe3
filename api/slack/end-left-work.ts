import { toAppError } from "#core";

import { endLeftMessage } from "./answer/end-left-message.ts";
import { endSession } from "./answer/session.ts";
import { renderEnd } from "./answer/tell-error.ts";
import type { SlackDeps } from "./slack-deps.ts";

/** Ends, with a plain sentence each, the answers whose process died in the middle of them. Never throws. */
export async function endLeftWork({ call, gate, log }: Pick<SlackDeps, "call" | "gate" | "log">): Promise<void> {
  try {
    for (let isMore = true; isMore;) {
      isMore = await gate.takeOver(async ({ claim }) => {
        await endLeftMessage(call, claim, renderEnd("shutdown"));
        if (claim.place !== null) await endSession(call, claim.place);
        log.warn({ event: "slack-answer-interrupted" });
      });
    }
  } catch (thrown) {
    log.warn({ event: "slack-claim-failed", code: toAppError(thrown).code });
  }
}
