import type {
  ActionsBlock,
  Button,
  ContainerBlock,
  ContextActionsBlock,
  ContextBlock,
  DataTableBlock,
  DividerBlock,
  HeaderBlock,
  MarkdownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from "@slack/types";

import { slackLimits } from "./limits.ts";
import { cutTo } from "./mrkdwn.ts";

/** A chart that Slack draws itself; its package of types does not have it yet. */
export type DataVisualizationBlock = {
  readonly type: "data_visualization";
  readonly title: string;
  readonly chart: {
    readonly type: "bar" | "line";
    readonly series: readonly {
      readonly name: string;
      readonly data: readonly { readonly label: string; readonly value: number }[];
    }[];
    readonly axis_config: { readonly categories: readonly string[] };
  };
};

export type SlackBlock =
  | ActionsBlock
  | ContainerBlock
  | ContextActionsBlock
  | ContextBlock
  | DataTableBlock
  | DataVisualizationBlock
  | DividerBlock
  | HeaderBlock
  | MarkdownBlock
  | SectionBlock;

/** One message: its blocks, and the text that stands in notifications and is read out. */
export type SlackMessage = { readonly text: string; readonly blocks: readonly SlackBlock[] };

/** A file to be put beside a message. */
export type SlackFile = { readonly name: string; readonly title: string; readonly content: string };

/** mrkdwn, escaped already. Slack is not to look for names and channels in it. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}

export function plain(text: string, most: number): PlainTextElement {
  return { type: "plain_text", text: cutTo(text, most), emoji: false };
}

export function markdown(text: string): MarkdownBlock {
  return { type: "markdown", text };
}

export function section(escaped: string, accessory?: Button): SectionBlock {
  return { type: "section", text: mrkdwn(escaped), ...(accessory && { accessory }) };
}

export function header(text: string): HeaderBlock {
  return { type: "header", text: plain(text, slackLimits.headerChars) };
}

/** A button that sends `value` to the app. */
export function button(actionId: string, text: string, value: string): Button {
  return { type: "button", action_id: actionId, text: plain(text, slackLimits.buttonChars), value };
}

/** A button that opens a page. */
export function linkButton(actionId: string, text: string, url: string): Button {
  return { type: "button", action_id: actionId, text: plain(text, slackLimits.buttonChars), url };
}

export function actions(elements: readonly Button[]): ActionsBlock {
  return { type: "actions", elements: [...elements] };
}

/** Small print: texts in mrkdwn, escaped already, in as many blocks as it takes. */
export function contexts(escaped: readonly string[]): readonly ContextBlock[] {
  const { contextElements } = slackLimits;
  return Array.from({ length: Math.ceil(escaped.length / contextElements) }, (_, index) => ({
    type: "context",
    elements: escaped.slice(index * contextElements, (index + 1) * contextElements).map(mrkdwn),
  }));
}
