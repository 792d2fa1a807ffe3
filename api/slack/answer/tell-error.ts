import type { TurnEvent } from "#agent";

import { renderError, renderOffer, type SlackMessage } from "../render/index.ts";
import type { HeldEvent } from "../receive/gate.ts";
import type { SlackDeps } from "../slack-deps.ts";
import type { AskedQuestion } from "./asked-question.ts";
import { postEphemeral, postMessage } from "./post.ts";
import type { Stage } from "./stage.ts";

/** Ends what was begun with one plain sentence. What was written before it stands: each sentence of it was checked. */
export async function tellError(
  event: Extract<TurnEvent, { type: "turn-error" }>,
  { place: asked }: AskedQuestion,
  stage: Stage,
  { signal }: HeldEvent,
  { call }: Pick<SlackDeps, "call">,
): Promise<void> {
  const message = signal.aborted ? renderEnd(signal.reason) : renderError(event);
  const place = stage.place();
  if (place === null) {
    await postEphemeral(call, asked, message);
    return;
  }
  const outcome = await stage.stream().end(message.blocks, { isTextDropped: signal.aborted });
  if (outcome !== "shown") await postMessage(call, place, message);
}

/** What is said where the answer was ended from outside. */
export function renderEnd(reason: unknown): SlackMessage {
  return reason === "stopped"
    ? renderOffer("Stopped, as you asked.", [])
    : renderOffer("I was restarted while I worked on this. Please ask again.", []);
}
