import type { SlackMessage } from "../../../../api/slack/render/blocks.ts";
import type { Rendering } from "../../../../api/slack/render/render-answer.ts";
import { checkBlocks, type Surface } from "../../../support/slack/check-blocks.ts";
import { objects } from "../../../support/slack/check-elements.ts";
import { readableText } from "../../../support/slack/readable-text.ts";

/** What Slack would refuse of messages: its code, and why. */
export function refusals({ messages }: Pick<Rendering, "messages">): readonly string[] {
  return messages.flatMap(({ text, blocks }) => [
    ...(text === "" || text.length > 40_000 ? ["a message must have a text that is not cut"] : []),
    ...refusalsOf(blocks, "message"),
  ]);
}

export function refusalsOf(blocks: unknown, surface: Surface): readonly string[] {
  const refusal = checkBlocks(blocks, surface, { refusedTypes: new Set(), knowsFile: () => false });
  return refusal === null ? [] : [`${refusal.error}: ${refusal.detail}`];
}

/** Everything that a person reads in messages. */
export function readable({ messages }: { readonly messages: readonly SlackMessage[] }): string {
  return messages
    .map(({ text, blocks }) => readableText({ text, blocks: objects(blocks) ?? [], stream: null }))
    .join("\n");
}
