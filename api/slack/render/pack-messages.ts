import type { SlackBlock, SlackMessage } from "./blocks.ts";
import { slackLimits } from "./limits.ts";
import { escapeMrkdwn } from "./mrkdwn.ts";

/**
 * The blocks in as few messages as Slack's limits for one allow, in their order. The first message's text is `text`,
 * which is escaped here; the others say that they go on.
 */
export function packMessages(blocks: readonly SlackBlock[], text: string): readonly SlackMessage[] {
  const packs: SlackBlock[][] = [];
  for (const block of blocks) {
    const last = packs.at(-1);
    if (last && fits([...last, block])) last.push(block);
    else packs.push([block]);
  }
  return packs.map((pack, index) => ({
    text: escapeMrkdwn(index === 0 ? text : `${text} (${index + 1} of ${packs.length})`),
    blocks: pack,
  }));
}

function fits(blocks: readonly SlackBlock[]): boolean {
  const count = (type: SlackBlock["type"]) => blocks.filter((block) => block.type === type).length;
  const markdownChars = blocks.reduce((sum, block) => (block.type === "markdown" ? sum + block.text.length : sum), 0);
  return (
    blocks.length <= slackLimits.blocks &&
    markdownChars <= slackLimits.markdownChars &&
    count("data_table") <= slackLimits.tablesInMessage &&
    count("data_visualization") <= slackLimits.chartsInMessage
  );
}
