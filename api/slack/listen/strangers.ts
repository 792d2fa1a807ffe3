import { toAppError } from "#core";

import { memberPrincipalId, type Stranger } from "../members.ts";
import { renderOffer, type SlackMessage } from "../render/index.ts";
import type { SlackDeps } from "../slack-deps.ts";

const words: Readonly<Record<Stranger["reason"], string>> = {
  "no-role":
    "Sorry, I don't know you here, so I may not answer. Whoever runs Reckoner can give you a role; then ask me again.",
  app: "Sorry, I answer people only.",
  unavailable: "Slack doesn't tell me who you are at the moment. Please ask again in a minute.",
};

/** What somebody is told who may not ask; what was asked is written down in the audit. */
export async function refuseStranger(
  { service, teamId, log }: Pick<SlackDeps, "service" | "teamId" | "log">,
  { reason }: Stranger,
  asked: { readonly user: string; readonly question: string },
): Promise<SlackMessage> {
  if (reason !== "unavailable") {
    const actor = memberPrincipalId(teamId(), asked.user);
    await service.slack.noteRefusal({ actor, question: asked.question }).catch((thrown: unknown) => {
      log.error({ event: "refusal-not-audited", code: toAppError(thrown).code });
    });
  }
  return renderOffer(words[reason], []);
}
