import type { ContainerBlock, SectionBlock } from "@slack/types";

import type { Answer } from "#agent";

import { cleanLine, cleanText } from "../../cli/clean-text.ts";
import { plain, section, type SlackFile } from "./blocks.ts";
import { slackLimits } from "./limits.ts";
import { splitForMrkdwn } from "./split-text.ts";

type Evidence = Answer["evidence"][number];

const fence = "```";

/** What was looked up, folded away: a line for each look-up, and its SQL. */
export function evidenceContainers(evidence: readonly Evidence[]): readonly ContainerBlock[] {
  const sections = evidence.flatMap((one) => [...headingSections(one), ...codeSections(one.sql ?? "")]);
  const { containerBlocks } = slackLimits;
  const title = `How this was found: ${count(evidence.length, "look-up")}`;
  const containers = Math.ceil(sections.length / containerBlocks);
  return Array.from({ length: containers }, (_, index) => ({
    type: "container",
    title: plain(index === 0 ? title : `${title} (${index + 1} of ${containers})`, slackLimits.containerTitleChars),
    is_collapsible: true,
    default_collapsed: true,
    child_blocks: sections.slice(index * containerBlocks, (index + 1) * containerBlocks),
  }));
}

/** The same as a file, for where nothing can be folded; null where there was no look-up. */
export function evidenceFile(evidence: readonly Evidence[]): SlackFile | null {
  if (evidence.length === 0) return null;
  const parts = evidence.map((one) => {
    const lines = [`-- ${one.id}: ${cleanLine(one.title)}`, `-- ${factsOf(one)}`];
    return [...lines, cleanText(one.sql ?? "")].filter((line) => line !== "").join("\n");
  });
  return { name: "how-this-was-found.sql", title: "How this was found", content: `${parts.join("\n\n")}\n` };
}

function headingSections(one: Evidence): readonly SectionBlock[] {
  const lines = [
    `${one.id} · ${cleanLine(one.title)}`,
    ...(one.verified ? [`✓ verified query: ${cleanLine(one.verified.title)}`] : []),
    factsOf(one),
  ];
  return splitForMrkdwn(lines.join("\n"), slackLimits.sectionChars).map((part) => section(part));
}

function factsOf({ tool, rowCount, truncated, elapsedMs }: Evidence): string {
  return `${tool}, ${count(rowCount, "row")}${truncated ? ", cut" : ""}, ${Math.round(elapsedMs)} ms`;
}

/** Code in as many sections as it takes, each fenced by itself. */
export function codeSections(code: string): readonly SectionBlock[] {
  // A fence within would end the block.
  const clean = cleanText(code).trim().replaceAll(fence, "'''");
  if (clean === "") return [];
  return splitForMrkdwn(clean, slackLimits.sectionChars - 2 * (fence.length + 1)).map((part) =>
    section(`${fence}\n${part}\n${fence}`),
  );
}

function count(value: number, noun: string): string {
  return `${value.toLocaleString("en-US")} ${noun}${value === 1 ? "" : "s"}`;
}
