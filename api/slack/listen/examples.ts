import type { Principal } from "#agent";

import { renderOffer, type SlackMessage } from "../render/index.ts";
import type { SlackDeps } from "../slack-deps.ts";

/** Slack shows four prompts. */
const mostExamples = 4;

/** A question of each topic that the data has an answer to, for the person's role; none where the results cannot be read. */
export async function exampleQuestions(
  { service }: Pick<SlackDeps, "service">,
  principal: Principal,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const overview = await service.operations.results.overview(principal, signal).catch(() => null);
  return (overview?.examples ?? []).flatMap(({ questions }) => questions.slice(0, 1)).slice(0, mostExamples);
}

/** Said where somebody calls without asking anything. */
export async function offerExamples(
  deps: Pick<SlackDeps, "service">,
  principal: Principal,
  signal: AbortSignal,
): Promise<SlackMessage> {
  return renderOffer("What would you like to know?", await exampleQuestions(deps, principal, signal));
}
